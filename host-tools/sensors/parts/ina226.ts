// INA226. TI SBOS547A, 7.6.
import { AVERAGES, type Chip, CONVERSION_US, type Registers } from '../chip';

const [CONFIGURATION, SHUNT, BUS, POWER, CURRENT, CALIBRATION, MASK, LIMIT] = [0, 1, 2, 3, 4, 5, 6, 7];

/** Continuous modes; the others convert once or not at all, which the model takes as not at all. */
export const continuousPeriod = (registers: Registers): number => {
  const average = AVERAGES[registers.bits(CONFIGURATION, 9, 3)]!;
  const bus = CONVERSION_US[registers.bits(CONFIGURATION, 6, 3)]!;
  const shunt = CONVERSION_US[registers.bits(CONFIGURATION, 3, 3)]!;
  const mode = registers.bits(CONFIGURATION, 0, 3);
  return average * ((mode & 5) === 5 ? shunt : 0) + average * ((mode & 6) === 6 ? bus : 0);
};

/** Functions of the alert pin: bit of the mask register, and when it is due. Only the highest one set counts. */
export function alertOf(registers: Registers, current: number): boolean {
  const limit = registers.get(LIMIT);
  const mask = registers.get(MASK);
  let due = false;
  if (mask & 0x8000) due = current > (limit << 16) >> 16;
  else if (mask & 0x4000) due = current < (limit << 16) >> 16;
  else if (mask & 0x2000) due = registers.get(BUS) > limit;
  else if (mask & 0x1000) due = registers.get(BUS) < limit;
  else if (mask & 0x0800) due = registers.get(POWER) > limit;
  const latched = (mask & 0x0001) !== 0 && (mask & 0x0010) !== 0;
  registers.flag(MASK, 0x0010, due || latched);
  return due || latched || ((mask & 0x0400) !== 0 && (mask & 0x0008) !== 0);
}

export const INA226_CHIP: Chip = {
  name: 'INA226',
  reset: { [CONFIGURATION]: 0x4127, 254: 0x5449, 255: 0x2260 },
  writable: { [CONFIGURATION]: 0xffff, [CALIBRATION]: 0x7fff, [MASK]: 0xfc03, [LIMIT]: 0xffff },
  wide: {},
  resetBit: { register: CONFIGURATION, mask: 0x8000 },
  restarts: [CONFIGURATION],
  ready: { register: MASK, mask: 0x0008, clearedBy: MASK },
  limitFlags: 0x0010,
  period: continuousPeriod,
  averages: (registers) => AVERAGES[registers.bits(CONFIGURATION, 9, 3)]!,
  convert: (registers, { volts, shuntVolts, quantise }) => {
    registers.set(BUS, quantise(volts / 1.25e-3, 0, 0x7fff));
    registers.set(SHUNT, quantise(shuntVolts / 2.5e-6, -0x8000, 0x7fff) & 0xffff);
    calculate(registers);
  },
  saturate: (registers) => {
    registers.set(BUS, 0x7fff);
    registers.set(SHUNT, 0x7fff);
    calculate(registers);
  },
  alert: (registers) => alertOf(registers, registers.signed(SHUNT, 16)),
};

/** Equations 3 and 4. */
function calculate(registers: Registers): void {
  const current = Math.round((registers.signed(SHUNT, 16) * registers.get(CALIBRATION)) / 2048);
  const clipped = Math.max(-0x8000, Math.min(0x7fff, current));
  registers.set(CURRENT, clipped & 0xffff);
  registers.set(POWER, Math.min(0xffff, Math.round((Math.abs(clipped) * registers.get(BUS)) / 20_000)));
}
