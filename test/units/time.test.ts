// The 32-bit clock: comparisons across its wrap. Expected values: arithmetic on big integers, modulo 2^32.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elapsed, isDue, after as later, milliseconds } from '../../firmware/units/time';

const LATEST = 2 ** 31 - 1;
const EARLIEST = -(2 ** 31);
const instant = fc.integer({ min: EARLIEST, max: LATEST }).map(milliseconds);
/** Under 24.8 days, the span that the comparison is right for. */
const span = fc.integer({ min: 0, max: LATEST });

describe('milliseconds', () => {
  it.each([
    ['start', 0, 0],
    ['before the wrap', LATEST, LATEST],
    ['at the wrap', 2 ** 31, EARLIEST],
    ['last tick of an unsigned clock', 2 ** 32 - 1, -1],
    ['unsigned clock wrapped', 2 ** 32, 0],
    ['fraction of a tick', 10.9, 10],
  ])('%s', (_, raw, expected) => {
    expect(milliseconds(raw)).toBe(expected);
  });
});

describe('after, elapsed, isDue', () => {
  it.each([
    // from, span, expected
    [0, 100, 100],
    [LATEST, 1, EARLIEST],
    [LATEST - 9, 110, EARLIEST + 100],
    [-1, 1, 0],
    [-50, 100, 50],
  ])('%i ms and %i ms later', (from, by, expected) => {
    const then = milliseconds(from);
    expect(later(then, by)).toBe(expected);
    expect(elapsed(later(then, by), then)).toBe(by);
    expect(isDue(later(then, by - 1), later(then, by))).toBe(false);
    expect(isDue(later(then, by), later(then, by))).toBe(true);
  });

  it('after is addition modulo 2^32', () => {
    fc.assert(
      fc.property(instant, span, (from, by) => {
        expect(BigInt(later(from, by))).toBe(BigInt.asIntN(32, BigInt(from) + BigInt(by)));
      }),
    );
  });

  it('elapsed undoes after, wherever the clock stands', () => {
    fc.assert(
      fc.property(instant, span, (from, by) => {
        expect(elapsed(later(from, by), from)).toBe(by);
      }),
    );
  });

  it('is due from its time on, and not before, wherever the clock stands', () => {
    fc.assert(
      fc.property(instant, span, (time, by) => {
        expect(isDue(later(time, by), time)).toBe(true);
        expect(isDue(milliseconds(time - by - 1), time)).toBe(false);
      }),
    );
  });
});
