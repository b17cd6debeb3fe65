// Short ticks: between rounds a BMC decides only upon what is new. Held against one that takes every step: the same gate at every tick,
// the same state and the same status, whatever happens to readings, pins and bus.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Sensor } from '../../firmware/sensors/sampler';
import { Channel } from '../../firmware/snapshot/channels';
import type { ReadingStatus, Snapshot } from '../../firmware/snapshot/snapshot';
import type { Milliseconds } from '../../firmware/units/time';
import { type BmcBench, createBmcBench } from '../support/bmc-bench';

const TICK_MS = 2;
const CHANNELS = Object.values(Channel);

/** Every channel at once, as a test wants it. */
class AllChannels implements Sensor {
  milliamps = 600;
  millivolts = 5000;
  reason: ReadingStatus = 0;

  sample(snapshot: Snapshot, now: Milliseconds): void {
    for (const channel of CHANNELS) {
      if (this.reason !== 0) snapshot.invalidate(channel, this.reason);
      else snapshot.set(channel, this.#valueOf(channel), now);
    }
  }

  #valueOf(channel: Channel): number {
    if (channel === Channel.temperature) return 30_000;
    return channel === Channel.inputVoltage || channel === Channel.outputVoltage ? this.millivolts : this.milliamps;
  }
}

interface Unit {
  readonly bench: BmcBench;
  readonly sensor: AllChannels;
}

/** @param tickMs what the board says: of 10, every tick is a round */
function makeUnit(tickMs: number): Unit {
  const sensor = new AllChannels();
  return { bench: createBmcBench(false, { tickMs, restore: 1, security: 'open' }, true, 0, { sensor }), sensor };
}

const KINDS = ['nothing', 'current', 'volts', 'lost', 'pull', 'push', 'trip', 'off', 'on', 'cycle', 'clear'] as const;

interface Happening {
  readonly kind: (typeof KINDS)[number];
  readonly value: number;
  readonly ticks: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom(...KINDS),
  value: fc.integer({ min: 0, max: 7000 }),
  ticks: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constantFrom(60, 120, 600)),
});

function apply({ bench, sensor }: Unit, { kind, value }: Happening): void {
  if (kind === 'current') [sensor.milliamps, sensor.reason] = [value, 0];
  if (kind === 'volts') [sensor.millivolts, sensor.reason] = [value, 0];
  if (kind === 'lost') sensor.reason = (1 + (value % 6)) as ReadingStatus;
  if (kind === 'pull') bench.presentN.level = 1;
  if (kind === 'push') bench.presentN.level = 0;
  if (kind === 'trip') bench.latch.trip();
  if (kind === 'off') bench.target.push(0x01, 0x00);
  if (kind === 'on') bench.target.push(0x01, 0x80);
  if (kind === 'cycle') bench.target.push(0xfa, 1);
  if (kind === 'clear') bench.target.push(0x03);
  bench.serve();
}

/** Gate, pulses, and what the bus shows of state and status. */
function look({ bench }: Unit): string {
  const { latch, target } = bench;
  return `${latch.isOn()} ${latch.pulses.join(' ')} ${target.replies.get(0xd2)} ${target.replies.get(0x79)}`;
}

it('decides as one does that takes every step', () => {
  let wasOn = 0;
  fc.assert(
    fc.property(fc.array(happening, { minLength: 1, maxLength: 12 }), (happenings) => {
      const units = [makeUnit(TICK_MS), makeUnit(10)] as const;
      // Past debounce and soft start first.
      for (const each of [{ kind: 'nothing', value: 0, ticks: 250 } as const, ...happenings]) {
        for (const unit of units) apply(unit, each);
        for (let tick = 0; tick < each.ticks; tick++) {
          for (const { bench } of units) bench.run(1, TICK_MS);
          if (look(units[0]) !== look(units[1])) expect(look(units[0])).toBe(look(units[1]));
        }
        if (units[0].bench.latch.isOn()) wasOn++;
      }
    }),
    { numRuns: 300 },
  );
  expect(wasOn).toBeGreaterThan(300);
});

it('READ_EIN weighs all time alike (bug: a load that moves had five samples where one at rest had one)', () => {
  const { bench, sensor } = makeUnit(TICK_MS);
  const { inputAccumulator, energy } = bench.bmc.model;
  const ticks = 5000 / TICK_MS;
  sensor.milliamps = 1000;
  bench.run(1, TICK_MS);
  // Steps of 1/16 W: PMBus Part II 1.3.1, section 18.13. All channels of this sensor have one number: here milliwatts.
  const before = [inputAccumulator.rollovers * 0x8000 + inputAccumulator.sum, inputAccumulator.samples, energy.low];
  bench.run(ticks, TICK_MS);
  for (let tick = 0; tick < ticks; tick++) {
    sensor.milliamps = 3000 + (tick % 2);
    bench.run(1, TICK_MS);
  }
  const after = [inputAccumulator.rollovers * 0x8000 + inputAccumulator.sum, inputAccumulator.samples, energy.low];
  const [steps, samples, millijoules] = after.map((value, i) => value - before[i]!) as [number, number, number];
  // 5 s of 1 W and 5 s of 3 W.
  expect(millijoules / 10).toBeCloseTo(2000, -1);
  expect(((steps / samples) * 1000) / 16).toBeCloseTo(2000, -1);
});
