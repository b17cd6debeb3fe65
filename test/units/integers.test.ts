// Rounding division against big integers, clamp against its definition.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clamp, divideRounded } from '../../firmware/units/integers';

/** Nearest integer, halves away from zero: |n| / d in whole numbers. */
function nearest(numerator: bigint, denominator: bigint): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

describe('divideRounded', () => {
  it.each([
    // numerator, denominator, expected
    [0, 7, 0],
    [4, 8, 1],
    [3, 8, 0],
    [-4, 8, -1],
    [5, 2, 3],
    [-5, 2, -3],
    [7, 3, 2],
    [8, 3, 3],
    [-8, 3, -3],
    [1000, 1000, 1],
    [2 ** 31 - 1, 1, 2 ** 31 - 1],
    [-(2 ** 31), 1, -(2 ** 31)],
  ])('%i / %i', (numerator, denominator, expected) => {
    expect(divideRounded(numerator, denominator)).toBe(expected);
  });

  it('is the nearest integer for every result of 32 bits, of numerators that are larger', () => {
    const quotient = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 2 });
    const denominator = fc.integer({ min: 1, max: 2 ** 21 });
    fc.assert(
      fc.property(quotient, denominator, fc.double({ min: 0, max: 1, noNaN: true }), (q, d, part) => {
        const n = q * d + Math.floor(part * (d - 1));
        expect(BigInt(divideRounded(n, d))).toBe(nearest(BigInt(n), BigInt(d)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('no negative zero (bug: it leaves the small integers of XS, and a reader prints -0)', () => {
  it.each([
    [-1, 8],
    [-3, 8],
    [-0, 8],
    [-499, 1000],
  ])('%i / %i', (numerator, denominator) => {
    expect(Object.is(divideRounded(numerator, denominator), 0)).toBe(true);
  });
});

describe('clamp', () => {
  it.each([
    [5, 0, 10, 5],
    [-1, 0, 10, 0],
    [11, 0, 10, 10],
    [0, 0, 10, 0],
    [10, 0, 10, 10],
  ])('%i in %i..%i', (value, low, high, expected) => {
    expect(clamp(value, low, high)).toBe(expected);
  });
});
