// A limit with a delay: counts only what lasts without a break.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { DelayedLimit } from '../../firmware/power/delayed-limit';
import { milliseconds } from '../../firmware/units/time';

const DELAY = 20;
let limit: DelayedLimit;
const update = (over: boolean, ms: number, delay = DELAY): boolean => limit.update(over, milliseconds(ms), delay);

beforeEach(() => {
  limit = new DelayedLimit();
});

describe('DelayedLimit', () => {
  it('is true from the delay on, and not a millisecond before', () => {
    expect(update(true, 1000)).toBe(false);
    expect(update(true, 1019)).toBe(false);
    expect(update(true, 1020)).toBe(true);
    expect(update(true, 1500)).toBe(true);
  });

  it('a break begins the delay anew, however short it is', () => {
    update(true, 0);
    expect(update(false, 19)).toBe(false);
    expect(update(true, 20)).toBe(false);
    expect(update(true, 39)).toBe(false);
    expect(update(true, 40)).toBe(true);
  });

  it('ends with the value, at once', () => {
    update(true, 0);
    update(true, 20);
    expect(update(false, 21)).toBe(false);
  });

  it('a delay of 0 counts at once', () => {
    expect(update(true, 5, 0)).toBe(true);
  });

  it('is right across the wrap of the clock', () => {
    expect(update(true, 2 ** 31 - 10)).toBe(false);
    expect(update(true, 2 ** 31 + 9)).toBe(false);
    expect(update(true, 2 ** 31 + 10)).toBe(true);
  });

  it('a first excess at time 0 is an excess', () => {
    expect(update(true, 0)).toBe(false);
    expect(update(true, 20)).toBe(true);
  });

  it('agrees with a look back over the whole trace', () => {
    const sample = fc.record({ over: fc.boolean(), stepMs: fc.integer({ min: 1, max: 15 }) });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 100 }), (samples) => {
        const fresh = new DelayedLimit();
        let now = 0;
        let since: number | undefined;
        for (const { over, stepMs } of samples) {
          now += stepMs;
          since = over ? (since ?? now) : undefined;
          const expected = since !== undefined && now - since >= DELAY;
          expect(fresh.update(over, milliseconds(now), DELAY)).toBe(expected);
        }
      }),
    );
  });
});
