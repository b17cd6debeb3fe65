// The number formats as the rows use them: thousandths on LINEAR11 and ULINEAR16, milliseconds as they are, bits untouched.
// Words by hand, from sections 7.3 and 8.4.1 of PMBus Part II 1.3.1: mantissa * 2^exponent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNumber, encodeNumber } from '../../firmware/pmbus/number-format';
import { linear11Value } from '../support/pmbus-formats';

describe('words', () => {
  it.each([
    // format, unit, value, word
    ['linear11', 'mV', 5000, 0xca80], //     640 * 2^-7 V
    ['linear11', 'mA', -1000, 0xbe00], //   -512 * 2^-9 A
    ['linear11', 'mdegC', -40_000, 0xe580], // -640 * 2^-4 degC
    ['linear11', 'ms', 0, 0x0000],
    ['linear11', 'ms', 1, 0xba00], //        512 * 2^-9 ms
    ['linear11', 'ms', 20, 0xda80], //       640 * 2^-5 ms
    ['linear11', 'ms', 100, 0xeb20], //      800 * 2^-3 ms
    ['linear11', 'ms', 59_968, 0x33a9], //   937 * 2^6 ms
    ['ulinear16', 'mV', 5000, 0x5000], //    20480 / 4096 V
    ['ulinear16', 'mV', 15_999, 0xfffc], //  65532 / 4096 V
    ['bits', '', 0xc0, 0xc0],
    ['bits', '', 0xffff, 0xffff],
  ] as const)('%s, %s: %i', (format, unit, value, word) => {
    expect(encodeNumber(format, unit, value)).toBe(word);
    expect(decodeNumber(format, unit, word)).toBe(value);
  });

  it('milliseconds between two whole ones become the nearer', () => {
    expect(decodeNumber('linear11', 'ms', 0xf003)).toBe(1); // 3 * 2^-2 = 0.75 ms
    expect(decodeNumber('linear11', 'ms', 0xf001)).toBe(0); // 0.25 ms
    expect(decodeNumber('linear11', 'ms', 0xf009)).toBe(2); // 2.25 ms
  });

  it('an output voltage with the exponent of another device', () => {
    expect(decodeNumber('ulinear16', 'mV', 0x9800, 0x13)).toBe(4750); // LTC2978 data sheet: 2^-13
  });
});

describe('laws', () => {
  it('any LINEAR11 word of milliseconds is decoded to the nearest whole one', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), (word) => {
        expect(Math.abs(decodeNumber('linear11', 'ms', word) - linear11Value(word))).toBeLessThanOrEqual(0.5005);
      }),
    );
  });

  it('milliseconds up to a minute come back within half a step: 32 ms at the most', () => {
    fc.assert(
      fc.property(fc.nat(60_000), (ms) => {
        const back = decodeNumber('linear11', 'ms', encodeNumber('linear11', 'ms', ms));
        expect(Math.abs(back - ms)).toBeLessThanOrEqual(ms <= 1023 ? 0 : 32);
      }),
    );
  });
});
