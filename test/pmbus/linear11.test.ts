// LINEAR11: PMBus Part II 1.3.1, section 7.3. Published examples, the meaning of all 65,536 words, and the laws of encoding.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLinear11, encodeLinear11, resolutionOfLinear11 } from '../../firmware/pmbus/linear11';

const WORDS = [...Array(0x1_0000).keys()];
const SMALLEST = -(2 ** 31);
const LARGEST = 2 ** 31 - 1;
const milli = fc.oneof(fc.integer({ min: SMALLEST, max: LARGEST }), fc.integer({ min: -20_000, max: 20_000 }));

/** Bits 15:11 and 10:0, each in two's complement, by division: no shifts as in the code under test. */
function fieldsOf(word: number): { exponent: number; mantissa: number } {
  const high = Math.floor(word / 2048);
  const low = word % 2048;
  return { exponent: high < 16 ? high : high - 32, mantissa: low < 1024 ? low : low - 2048 };
}

/** Thousandths, exact: a power of two scales a double without error. */
function exactOf(word: number): number {
  const { exponent, mantissa } = fieldsOf(word);
  return mantissa * 1000 * 2 ** exponent;
}

const awayFromZero = (value: number): number => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);

describe('published examples', () => {
  it.each([
    // word, thousandths, source
    [0xd280, 10_000, 'LTC2978 data sheet, data formats: 640 * 2^-6 = 10 V'],
    [0xeac0, 88_000, 'Artesyn iHP manual, page 173: READ_TEMPERATURE_1 EAC0h, 704 * 2^-3'],
  ])('%i is %i thousandths: %s', (word, expected) => {
    expect(decodeLinear11(word)).toBe(expected);
  });
});

describe('encoding with the finest exponent, by hand', () => {
  it.each([
    // thousandths, word: exponent, mantissa
    [0, 0x0000], //             0,    0
    [10_000, 0xd280], //       -6,  640
    [5_000, 0xca80], //        -7,  640
    [1_000, 0xba00], //        -9,  512
    [-1_000, 0xbe00], //       -9, -512
    [25_000, 0xdb20], //       -5,  800
    [-40_000, 0xe580], //      -4, -640
    [1, 0x8042], //           -16,   66 (65.536)
    [-1, 0x87be], //          -16,  -66
    [1_023_000, 0x03ff], //     0, 1023
    [1_023_499, 0x03ff], //     0, 1023 (1023.499)
    [1_023_500, 0x0a00], //     1,  512 (511.75)
    [1_024_000, 0x0a00], //     1,  512
    [-1_024_000, 0x0e00], //    1, -512
    [LARGEST, 0x620c], //      12,  524 (524.28)
    [SMALLEST, 0x65f4], //     12, -524
  ])('%i thousandths', (value, word) => {
    expect(encodeLinear11(value).toString(16)).toBe(word.toString(16));
  });
});

describe('all 65,536 words', () => {
  it('decode to their value, to the nearest thousandth', () => {
    expect(WORDS.filter((word) => decodeLinear11(word) !== awayFromZero(exactOf(word)))).toEqual([]);
  });

  it('that are whole thousandths of 32 bits survive decoding and encoding', () => {
    const whole = WORDS.filter((word) => {
      const exact = exactOf(word);
      return Number.isInteger(exact) && exact >= SMALLEST && exact <= LARGEST;
    });
    expect(whole.length).toBeGreaterThan(20_000);
    expect(whole.filter((word) => exactOf(encodeLinear11(decodeLinear11(word))) !== exactOf(word))).toEqual([]);
  });

  it('have the resolution of their exponent', () => {
    expect(WORDS.filter((word) => resolutionOfLinear11(word) !== 1000 * 2 ** fieldsOf(word).exponent)).toEqual([]);
  });
});

describe('laws of encoding', () => {
  it('the word is within half a step of the value', () => {
    fc.assert(
      fc.property(milli, (value) => {
        const word = encodeLinear11(value);
        expect(Math.abs(exactOf(word) - value)).toBeLessThanOrEqual((1000 * 2 ** fieldsOf(word).exponent) / 2);
      }),
      { numRuns: 5000 },
    );
  });

  it('no finer exponent would hold the value: the mantissa uses its ten bits', () => {
    fc.assert(
      fc.property(milli, (value) => {
        const { exponent, mantissa } = fieldsOf(encodeLinear11(value));
        if (value !== 0 && exponent > -16) expect(Math.abs(mantissa)).toBeGreaterThanOrEqual(512);
      }),
      { numRuns: 5000 },
    );
  });

  it('is a word of 16 bits, odd in its value, and never falls as the value rises', () => {
    fc.assert(
      fc.property(milli, milli, (a, b) => {
        expect(encodeLinear11(a)).toBeGreaterThanOrEqual(0);
        expect(encodeLinear11(a)).toBeLessThanOrEqual(0xffff);
        expect(exactOf(encodeLinear11(-a)) + exactOf(encodeLinear11(a))).toBe(0);
        expect(exactOf(encodeLinear11(Math.min(a, b)))).toBeLessThanOrEqual(exactOf(encodeLinear11(Math.max(a, b))));
      }),
    );
  });
});
