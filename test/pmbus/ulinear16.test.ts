// ULINEAR16 and VOUT_MODE: PMBus Part II 1.3.1, sections 8.3 and 8.4.1. Examples, every millivolt, every word.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUlinear16, encodeUlinear16, VOUT_EXPONENT, VOUT_MODE_BYTE } from '../../firmware/pmbus/ulinear16';

const WORDS = [...Array(0x1_0000).keys()];

describe('VOUT_MODE, section 8.3', () => {
  it('bits 7:5 say ULINEAR16 (000), bits 4:0 hold the exponent -12 in two’s complement', () => {
    expect(VOUT_EXPONENT).toBe(-12);
    expect(VOUT_MODE_BYTE.toString(2).padStart(8, '0')).toBe('00010100');
  });
});

describe('encoding: 1/4096 V a step', () => {
  it.each([
    // millivolts, word
    [0, 0x0000],
    [1, 4], //          4.096
    [1000, 0x1000],
    [3300, 0x34cd], //  13516.8
    [5000, 0x5000],
    [5100, 0x519a], //  20889.6
    [15_999, 0xfffc], // 65531.9
    [16_000, 0xffff], // beyond the range: the largest word
    [2 ** 31 - 1, 0xffff],
    [-1, 0],
    [-(2 ** 31), 0],
  ])('%i mV', (millivolts, word) => {
    expect(encodeUlinear16(millivolts)).toBe(word);
  });

  it('every millivolt that fits survives encoding and decoding', () => {
    const all = [...Array(16_000).keys()];
    expect(all.filter((millivolts) => decodeUlinear16(encodeUlinear16(millivolts)) !== millivolts)).toEqual([]);
  });

  it('is within half a step of the value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15_999 }), (millivolts) => {
        const exact = (encodeUlinear16(millivolts) * 1000) / 4096;
        expect(Math.abs(exact - millivolts)).toBeLessThanOrEqual(1000 / 4096 / 2);
      }),
    );
  });
});

describe('decoding with the exponent that the device gave', () => {
  it.each([
    // word, VOUT_MODE, millivolts
    [0x9800, 0x13, 4750], // LTC2978 data sheet, data formats: 38912 * 2^-13 = 4.75 V
    [0x5000, 0x14, 5000],
    [12, 0x00, 12_000], //      exponent 0
    [3, 0x01, 6_000], //        exponent 1
    [1, 0x0f, 32_768_000], //   exponent 15
    [0xffff, 0x10, 1000], //    exponent -16: 0.99998 V
  ])('word %i, mode %i', (word, mode, millivolts) => {
    expect(decodeUlinear16(word, mode)).toBe(millivolts);
  });

  it('all 65,536 words with the exponent of this firmware', () => {
    expect(WORDS.filter((word) => decodeUlinear16(word) !== Math.floor((word * 1000) / 4096 + 0.5))).toEqual([]);
  });
});
