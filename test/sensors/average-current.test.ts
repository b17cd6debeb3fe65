// The average of the current: an exponential one of a second. A step reaches 1 - 1/e of itself after the time constant.
import { expect, it } from 'vitest';
import { AverageCurrent } from '../../firmware/sensors/average-current';
import { Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus, Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';

const TICK = 10;

function bench(): { now: number; snapshot: Snapshot; run: (milliamps: number, forMs: number) => number } {
  const average = new AverageCurrent();
  const self = {
    now: 0,
    snapshot: new Snapshot(),
    run: (milliamps: number, forMs: number): number => {
      for (const end = self.now + forMs; self.now < end; ) {
        self.now += TICK;
        self.snapshot.set(Channel.inputCurrent, milliamps, milliseconds(self.now));
        average.sample(self.snapshot, milliseconds(self.now));
      }
      return self.snapshot.value[Channel.averageCurrent]!;
    },
  };
  return Object.assign(self, { average });
}

it('begins with the first current, and follows a step as the exponential does', () => {
  const each = bench();
  expect(each.run(1000, TICK)).toBe(1000);
  // 1000 + 1000 * (1 - (1 - 0.01)^100): 100 ticks of a hundredth each.
  expect(each.run(2000, 1000)).toBe(Math.round(2000 - 1000 * 0.99 ** 100));
  expect(each.run(2000, 20_000)).toBe(2000);
});

it('a load that pulses is its mean, within its swing', () => {
  const each = bench();
  each.run(0, TICK);
  for (let i = 0; i < 500; i++) {
    each.run(9000, 2 * TICK);
    each.run(1000, 2 * TICK);
  }
  expect(Math.abs(each.snapshot.value[Channel.averageCurrent]! - 5000)).toBeLessThan(100);
});

/** Readings fail for so long. */
function fail(each: ReturnType<typeof bench> & { average: AverageCurrent }, forMs: number): void {
  for (const end = each.now + forMs; each.now < end; ) {
    each.now += TICK;
    each.snapshot.invalidate(Channel.inputCurrent, ReadingStatus.stale);
    each.average.sample(each.snapshot, milliseconds(each.now));
    expect(each.snapshot.status[Channel.averageCurrent]).toBe(ReadingStatus.stale);
  }
}

it('is lost with the current, for its reason, and goes on behind a gap (bug: one reading of an overload was the average)', () => {
  const each = bench() as ReturnType<typeof bench> & { average: AverageCurrent };
  each.run(1000, 500);
  fail(each, 30);
  // The gap and its end, 40 of 1000 ms, count as what is read behind it.
  expect(each.run(3000, TICK)).toBe(1000 + (2000 * 40) / 1000);
});

it.each([1000, 5000, 3_000_000_000])('begins anew behind a gap of %d ms', (gap) => {
  const each = bench() as ReturnType<typeof bench> & { average: AverageCurrent };
  each.run(1000, 500);
  fail(each, 1000);
  each.now += gap - 1000;
  expect(each.run(3000, TICK)).toBe(3000);
});
