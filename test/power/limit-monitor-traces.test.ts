// The limit monitor under random traces, against a model that keeps the whole past of each limit and counts in it.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { LimitMonitor } from '../../firmware/power/limit-monitor';
import { LIMIT_COUNT, LIMIT_TABLE } from '../../firmware/power/limit-table';
import { CHANNEL_COUNT, type Channel } from '../../firmware/snapshot/channels';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { NO_LEVELS } from '../support/no-levels';

/** So small that the hysteresis, thousandths of them, is none: that has a test of its own. */
const WARN = { above: 2, below: -2 };
const FAULT = { above: 3, below: -3 };

interface Tick {
  readonly values: readonly number[];
  readonly valid: readonly boolean[];
  readonly isOn: boolean;
  readonly span: number;
}

const perChannel = <T>(value: fc.Arbitrary<T>) =>
  fc.array(value, { minLength: CHANNEL_COUNT, maxLength: CHANNEL_COUNT });
const tick: fc.Arbitrary<Tick> = fc.record({
  values: perChannel(fc.constantFrom(0, 2, 3, 4, 4, 4, -2, -3, -4, -4)),
  valid: perChannel(fc.nat(9).map((n) => n > 0)),
  isOn: fc.nat(4).map((n) => n > 0),
  span: fc.integer({ min: 1, max: 12 }),
});
/** The same tick several times: otherwise no delay would ever end. */
const trace = fc
  .array(fc.tuple(tick, fc.integer({ min: 1, max: 6 })), { maxLength: 30 })
  .map((stretches) => stretches.flatMap(([each, times]) => Array<Tick>(times).fill(each)));

/** Is limit `i` beyond `bound` in this tick? */
function isOver(i: number, { values, valid, isOn }: Tick, bound: typeof WARN): boolean {
  const { channel, above, onlyWhileOn } = LIMIT_TABLE[i]!;
  if (!valid[channel] || (onlyWhileOn && !isOn)) return false;
  return above ? values[channel]! > bound.above : values[channel]! < bound.below;
}

/** README of firmware/power/: as long as a delay goes on without a reading. */
const GAP = 50;

/** The limit holds, and its channel has no value. */
function isUnknown(i: number, { valid, isOn }: Tick): boolean {
  const { channel, onlyWhileOn } = LIMIT_TABLE[i]!;
  return !valid[channel] && (isOn || !onlyWhileOn);
}

/** Milliseconds for which limit `i` has been over, at the end of `past`; -1 where it is not. A gap in the readings ends no delay. */
function overFor(i: number, past: readonly Tick[], delay: number): number {
  let lasted = -1;
  let isFault = false;
  for (const each of past) {
    const isOpen = lasted >= 0 && !isFault && isUnknown(i, each) && lasted + each.span < delay + GAP;
    const isLasting = isOver(i, each, FAULT);
    if (isLasting || isOpen) lasted = lasted < 0 ? 0 : lasted + each.span;
    else lasted = -1;
    isFault = isLasting && lasted >= delay;
  }
  return lasted;
}

function makeMonitor(shutsDown: readonly boolean[]): LimitMonitor {
  const monitor = new LimitMonitor(NO_LEVELS);
  LIMIT_TABLE.forEach(({ above }, i) => {
    monitor.warnLimit[i] = above ? WARN.above : WARN.below;
    monitor.faultLimit[i] = above ? FAULT.above : FAULT.below;
    monitor.shutsDown[i] = shutsDown[i] ? 1 : 0;
    monitor.changed(i);
  });
  return monitor;
}

function fill(snapshot: Snapshot, { values, valid }: Tick): void {
  for (let channel = 0; channel < CHANNEL_COUNT; channel++) {
    snapshot.set(channel as Channel, values[channel]!, milliseconds(0));
    if (!valid[channel]) snapshot.invalidate(channel as Channel, 2);
  }
}

it('agrees with the model at every tick, across the wrap of the clock too, and tells of every change', () => {
  const shutsDown = fc.array(fc.boolean(), { minLength: LIMIT_COUNT, maxLength: LIMIT_COUNT });
  const start = fc.constantFrom(0, 2 ** 31 - 50, 2 ** 32 - 50);
  fc.assert(
    fc.property(trace, shutsDown, fc.constantFrom(0, 10, 25), start, (ticks, downs, delay, from) => {
      const [monitor, snapshot] = [makeMonitor(downs), new Snapshot()];
      let [now, shown] = [from, ''];
      ticks.forEach((each, t) => {
        now += each.span;
        fill(snapshot, each);
        const { version } = monitor;
        const said = monitor.update(snapshot, each.isOn, milliseconds(now), delay);
        const past = ticks.slice(0, t + 1);
        const faults = LIMIT_TABLE.map((_, i) => overFor(i, past, delay) >= delay && isOver(i, each, FAULT));
        const warnings = LIMIT_TABLE.map((_, i) => isOver(i, each, WARN));
        expect(faults.map((_, i) => monitor.isFault(i))).toEqual(faults);
        expect(warnings.map((_, i) => monitor.isWarning(i))).toEqual(warnings);
        expect(said).toBe(LIMIT_TABLE.find((_, i) => faults[i] && downs[i])?.fault ?? Fault.none);
        const shows = JSON.stringify([faults, warnings]);
        if (t > 0 && shows !== shown) expect(monitor.version).toBeGreaterThan(version);
        shown = shows;
      });
    }),
    { numRuns: 150 },
  );
});
