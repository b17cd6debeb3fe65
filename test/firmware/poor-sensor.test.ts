// A sensor that fails now and then, as on a bus that the load itself disturbs. Times and limits of docs/faults.md.
import { expect, it } from 'vitest';
import type { Sensor } from '../../firmware/sensors/sampler';
import { Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus, type Snapshot } from '../../firmware/snapshot/snapshot';
import type { Milliseconds } from '../../firmware/units/time';
import { createBmcBench } from '../support/bmc-bench';

class PoorSensor implements Sensor {
  milliamps = 600;
  #samples = 0;
  readonly #failures: number;

  /** @param failures between two good readings */
  constructor(failures: number) {
    this.#failures = failures;
  }

  sample(snapshot: Snapshot, now: Milliseconds): void {
    snapshot.set(Channel.outputVoltage, 5000, now);
    if (this.#samples++ % (this.#failures + 1) === 0) snapshot.set(Channel.inputCurrent, this.milliamps, now);
    else snapshot.invalidate(Channel.inputCurrent, ReadingStatus.busFailed);
  }
}

it.each([0, 1, 2, 3])(
  '%i failures between two readings hide no over-current (bug: one hid it for ever)',
  (failures) => {
    const sensor = new PoorSensor(failures);
    const bench = createBmcBench(false, { restore: 1, faultDelayMs: 20 }, true, 0, { sensor });
    bench.run(100);
    expect(bench.latch.isOn()).toBe(true);
    sensor.milliamps = 9000;
    // 60 ms, and as long as the first reading waits for a good one.
    bench.run(6 + failures);
    expect(bench.latch.isOn()).toBe(false);
  },
);

it('one reading over the limit, and none after it, is no over-current', () => {
  const sensor = new PoorSensor(9999);
  sensor.milliamps = 9000;
  const bench = createBmcBench(true, { faultDelayMs: 20 }, true, 0, { sensor });
  bench.run(100);
  expect(bench.latch.isOn()).toBe(true);
});
