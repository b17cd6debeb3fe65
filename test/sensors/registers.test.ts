// Raw register words to steps: width, shift and sign, against the registers of the INA family and as a law.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RegisterSpec, stepsOf } from '../../firmware/sensors/registers';

const spec = (bits: number, shift: number, signed: boolean): RegisterSpec => ({
  address: 0,
  bytes: Math.ceil((bits + shift) / 8),
  shift,
  bits,
  signed,
  lsb: [1, 1],
  unit: '',
  source: '',
});

describe('registers of data sheets', () => {
  it.each([
    // name, bits, shift, signed, raw, steps
    ['INA226 shunt, full scale', 16, 0, true, 0x7fff, 32_767],
    ['INA226 shunt, -80 mV (SBOS547A 7.6.2)', 16, 0, true, 0x8300, -32_000],
    ['INA226 shunt, one step below zero', 16, 0, true, 0xffff, -1],
    ['INA226 bus, 15 bits: bit 15 is always zero', 15, 0, false, 0xffff, 0x7fff],
    ['INA226 bus, 11.98 V', 15, 0, false, 0x2570, 9584],
    ['INA219 bus: 13 bits above three flags', 13, 3, false, 0xffff, 0x1fff],
    ['INA228 VBUS: 20 bits above four', 20, 4, true, 0x7f_fff0, 0x7_ffff],
    ['INA228 VSHUNT below zero', 20, 4, true, 0xff_fff0, -1],
    ['INA228 POWER: 24 bits, never below zero', 24, 0, false, 0xff_ffff, 0xff_ffff],
    ['INA238 DIETEMP: 12 bits above four, below zero', 12, 4, true, 0xfff0, -1],
    ['INA238 DIETEMP, -40 degC at 125 mdegC', 12, 4, true, 0xec00, -320],
  ] as const)('%s', (_, bits, shift, signed, raw, steps) => {
    expect(stepsOf(spec(bits, shift, signed), raw)).toBe(steps);
  });
});

describe('law', () => {
  const shape = fc.integer({ min: 1, max: 24 }).chain((bits) => fc.tuple(fc.constant(bits), fc.nat(24 - bits)));

  it('whatever stands below the shift, the field comes back with its sign', () => {
    fc.assert(
      fc.property(shape, fc.boolean(), fc.nat(), fc.nat(), ([bits, shift], signed, value, junk) => {
        const field = value % 2 ** bits;
        const raw = field * 2 ** shift + (junk % 2 ** shift);
        const expected = signed && field >= 2 ** (bits - 1) ? field - 2 ** bits : field;
        expect(stepsOf(spec(bits, shift, signed), raw)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
