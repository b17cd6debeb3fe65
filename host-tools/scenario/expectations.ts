// Judges an expectation: now, within a time, or for a time; and says it in one line, with what was seen instead.
import type { Nanoseconds } from '../sim/scheduler';
import { durationText } from '../text/duration';
import type { Observation } from './compare';
import { observe } from './observations';
import { type Expect, type Step, spanOf } from './scenario-schema';
import type { Stage } from './stage';

/** Between two looks. */
const SHORTEST_LOOK_NS = 1e6;
const LOOKS = 200;

export async function judge(stage: Stage, step: Step, expect: Expect): Promise<void> {
  const within = spanOf(step.within);
  const span = within ?? spanOf(step.for) ?? 0;
  const period = Math.max(SHORTEST_LOOK_NS, span / LOOKS) as Nanoseconds;
  const from = stage.ns;
  const isAwaited = within !== undefined;
  for (;;) {
    const at = stage.ns;
    const found = await observe(stage, expect);
    const fits = found.every((one) => one.fits);
    const isOver = at - from >= span;
    if (isOver || fits === isAwaited) {
      conclude(stage, found, { at, took: at - from, within, held: spanOf(step.for) });
      return;
    }
    const left = Math.max(0, span - (stage.ns - from));
    await stage.sleep(Math.min(period, left) as Nanoseconds);
  }
}

interface Timing {
  readonly at: number;
  readonly took: number;
  readonly within: number | undefined;
  readonly held: number | undefined;
}

function conclude(stage: Stage, found: readonly Observation[], { at, took, within, held }: Timing): void {
  const wrong = found.filter((one) => !one.fits);
  const passed = wrong.length === 0;
  const span =
    within !== undefined
      ? ` within ${durationText(within)}${passed ? `: after ${durationText(took)}` : ''}`
      : held === undefined
        ? ''
        : ` for ${durationText(held)}${passed ? '' : `: ended after ${durationText(took)}`}`;
  const instead = passed ? '' : `; seen: ${gather(wrong, ({ seen }) => seen)}`;
  stage.line.add({
    ns: at,
    who: 'expected',
    text: `${gather(found, ({ wanted }) => wanted)}${span}${instead}`,
    passed,
  });
}

const SPEAKERS = { says: ' says', plant: '', reads: 'reads:' } as const;

/** `slot 1 says state faulted, fault tripped; slots 2-4 running`: what is alike of several units is said once. */
function gather(found: readonly Observation[], textOf: (one: Observation) => string): string {
  const bySlot = new Map<string, string[]>();
  for (const one of found) {
    const key = `${one.of} ${one.slot ?? ''}`;
    bySlot.set(key, [...(bySlot.get(key) ?? []), textOf(one)]);
  }
  const byText = new Map<string, number[]>();
  for (const [key, texts] of bySlot) {
    const [of, slot] = key.split(' ') as [Observation['of'], string];
    const text = JSON.stringify([of, slot === '', texts.join(', ')]);
    byText.set(text, [...(byText.get(text) ?? []), ...(slot === '' ? [] : [Number(slot)])]);
  }
  return [...byText]
    .map(([key, slots]) => {
      const [of, isRack, text] = JSON.parse(key) as [Observation['of'], boolean, string];
      const who = isRack
        ? of === 'plant'
          ? 'rack:'
          : SPEAKERS[of]
        : `slot${slots.length > 1 ? 's' : ''} ${runs(slots)}${SPEAKERS[of]}`;
      return `${who} ${text}`;
    })
    .join('; ');
}

/** `1, 2, 3, 7` becomes `1-3, 7`. */
function runs(slots: readonly number[]): string {
  const made: [number, number][] = [];
  for (const slot of slots) {
    const last = made.at(-1);
    if (last !== undefined && slot === last[1] + 1) last[1] = slot;
    else made.push([slot, slot]);
  }
  return made.map(([from, to]) => (from === to ? `${from}` : `${from}${to === from + 1 ? ', ' : '-'}${to}`)).join(', ');
}
