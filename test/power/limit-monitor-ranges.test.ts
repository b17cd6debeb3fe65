// The limit monitor leaves most ticks out. Held against one that does not: each limit by its definition at every tick, with hysteresis,
// delay, readings that come and go, and limits that are written in between.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { LimitMonitor } from '../../firmware/power/limit-monitor';
import { LIMIT_COUNT, LIMIT_TABLE } from '../../firmware/power/limit-table';
import { CHANNEL_COUNT, type Channel } from '../../firmware/snapshot/channels';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { NO_LEVELS } from '../support/no-levels';

const DELAY = 20;

/** One limit, by docs/faults.md: over it, and once found until it is back by the hysteresis; a fault once it was over for the delay. */
class ReferenceLimit {
  warnLimit = 0;
  faultLimit = 0;
  isWarning = false;
  isFault = false;
  #overFor = -1;
  readonly #row: (typeof LIMIT_TABLE)[number];

  constructor(index: number) {
    this.#row = LIMIT_TABLE[index]!;
  }

  tick(reading: number | 'none' | 'beyond', lowerBound: number, isOn: boolean, span: number): void {
    const { above, onlyWhileOn } = this.#row;
    const counts = (isOn || !onlyWhileOn) && reading !== 'none' && (reading !== 'beyond' || above);
    const value = reading === 'beyond' ? lowerBound : (reading as number);
    this.isWarning = counts && this.#isOver(value, this.warnLimit, this.isWarning);
    const isOver = counts && this.#isOver(value, this.faultLimit, this.isFault);
    // A gap in the readings ends no delay, up to 50 ms beyond it.
    const isGap = reading === 'none' && (isOn || !onlyWhileOn) && this.#overFor >= 0 && !this.isFault;
    const isOpen = isGap && this.#overFor + span < DELAY + 50;
    this.#overFor = !isOver && !isOpen ? -1 : this.#overFor < 0 ? 0 : this.#overFor + span;
    this.isFault = isOver && (this.isFault || this.#overFor >= DELAY);
  }

  #isOver(value: number, limit: number, isHeld: boolean): boolean {
    const margin = isHeld ? Math.floor((Math.abs(limit) * this.#row.hysteresisPermille) / 1000) : 0;
    return this.#row.above ? value > limit - margin : value < limit + margin;
  }
}

interface Tick {
  readonly channel: number;
  readonly reading: number | 'none' | 'beyond';
  readonly lowerBound: number;
  readonly isOn: boolean;
  readonly span: number;
  readonly writes: readonly { readonly limit: number; readonly warn: number; readonly fault: number }[];
}

const level = fc.oneof(fc.integer({ min: -200, max: 6000 }), fc.constantFrom(1000, 1010, 980, 2000, 1960, 2040));
const tick: fc.Arbitrary<Tick> = fc.record({
  channel: fc.nat(CHANNEL_COUNT - 1),
  reading: fc.oneof({ arbitrary: level, weight: 8 }, fc.constantFrom('none' as const, 'beyond' as const)),
  lowerBound: level,
  isOn: fc.nat(9).map((n) => n > 0),
  span: fc.constantFrom(1, 2, 10),
  writes: fc.oneof(
    { arbitrary: fc.constant([]), weight: 4 },
    fc.array(fc.record({ limit: fc.nat(LIMIT_COUNT - 1), warn: level, fault: level }), { maxLength: 3 }),
  ),
});
const trace = fc
  .array(fc.tuple(tick, fc.constantFrom(1, 1, 2, 30)), { minLength: 5, maxLength: 40 })
  .map((stretches) =>
    stretches.flatMap(([each, times]) => [each, ...Array<Tick>(times - 1).fill({ ...each, writes: [] })]),
  );

function put(snapshot: Snapshot, { channel, reading, lowerBound }: Tick, now: number): void {
  if (reading === 'none') snapshot.invalidate(channel as Channel, 2);
  else if (reading === 'beyond') snapshot.setBeyond(channel as Channel, lowerBound);
  else snapshot.set(channel as Channel, reading, milliseconds(now));
}

it('finds at every tick what each limit by itself would', () => {
  const seen = { warnings: 0, faults: 0, ticks: 0 };
  fc.assert(
    fc.property(trace, (ticks) => {
      const [monitor, snapshot] = [new LimitMonitor(NO_LEVELS), new Snapshot()];
      const references = LIMIT_TABLE.map((_, i) => new ReferenceLimit(i));
      const readings: Tick['reading'][] = Array(CHANNEL_COUNT).fill('none');
      const bounds = Array<number>(CHANNEL_COUNT).fill(0);
      monitor.shutsDown.fill(1);
      for (let i = 0; i < LIMIT_COUNT; i++) monitor.changed(i);
      let now = 0;
      for (const each of ticks) {
        now += each.span;
        put(snapshot, each, now);
        readings[each.channel] = each.reading;
        bounds[each.channel] = each.lowerBound;
        for (const { limit, warn, fault } of each.writes) {
          [monitor.warnLimit[limit], monitor.faultLimit[limit]] = [warn, fault];
          [references[limit]!.warnLimit, references[limit]!.faultLimit] = [warn, fault];
          monitor.changed(limit);
        }
        const said = monitor.update(snapshot, each.isOn, milliseconds(now), DELAY);
        references.forEach((reference, i) => {
          const { channel } = LIMIT_TABLE[i]!;
          reference.tick(readings[channel]!, bounds[channel]!, each.isOn, each.span);
        });
        const found = LIMIT_TABLE.map((_, i) => `${monitor.isWarning(i)} ${monitor.isFault(i)}`);
        const expected = references.map(({ isWarning, isFault }) => `${isWarning} ${isFault}`);
        expect(found).toEqual(expected);
        expect(said).toBe(LIMIT_TABLE.find((_, i) => references[i]!.isFault)?.fault ?? Fault.none);
        seen.ticks++;
        seen.warnings += references.filter(({ isWarning }) => isWarning).length;
        seen.faults += references.filter(({ isFault }) => isFault).length;
      }
    }),
    { numRuns: 200 },
  );
  // The traces reach what they are about.
  expect(seen.warnings).toBeGreaterThan(seen.ticks / 10);
  expect(seen.faults).toBeGreaterThan(seen.ticks / 10);
});
