// INA219: ranges by configuration, no identity, no alert pin. TI SBOS448G, 8.6.
import type { Chip, Registers } from '../chip';

const [CONFIGURATION, SHUNT, BUS, POWER, CURRENT, CALIBRATION] = [0, 1, 2, 3, 4, 5];
const READY = 0x0002;
const OVERFLOW = 0x0001;

/** Microseconds and samples by the four bits of BADC and SADC. Table 5. */
const CONVERSIONS: Readonly<Record<number, readonly [number, number]>> = {
  0: [84, 1],
  1: [148, 1],
  2: [276, 1],
  3: [532, 1],
  4: [84, 1],
  5: [148, 1],
  6: [276, 1],
  7: [532, 1],
  8: [532, 1],
  9: [1060, 2],
  10: [2130, 4],
  11: [4260, 8],
  12: [8510, 16],
  13: [17_020, 32],
  14: [34_050, 64],
  15: [68_100, 128],
};

export const INA219_CHIP: Chip = {
  name: 'INA219',
  reset: { [CONFIGURATION]: 0x399f },
  writable: { [CONFIGURATION]: 0xbfff, [CALIBRATION]: 0xfffe },
  wide: {},
  resetBit: { register: CONFIGURATION, mask: 0x8000 },
  restarts: [CONFIGURATION],
  ready: { register: BUS, mask: READY, clearedBy: POWER },
  period: (registers) => {
    const mode = registers.bits(CONFIGURATION, 0, 3);
    const bus = CONVERSIONS[registers.bits(CONFIGURATION, 7, 4)]![0];
    const shunt = CONVERSIONS[registers.bits(CONFIGURATION, 3, 4)]![0];
    return ((mode & 5) === 5 ? shunt : 0) + ((mode & 6) === 6 ? bus : 0);
  },
  averages: (registers) => CONVERSIONS[registers.bits(CONFIGURATION, 3, 4)]![1],
  convert: (registers, { volts, shuntVolts, quantise }) => {
    const busEnd = registers.bits(CONFIGURATION, 13, 1) ? 8000 : 4000;
    const shuntEnd = 4000 << registers.bits(CONFIGURATION, 11, 2);
    put(registers, quantise(volts / 4e-3, 0, busEnd), quantise(shuntVolts / 10e-6, -shuntEnd, shuntEnd));
  },
  saturate: (registers) => put(registers, 8000, 4000 << registers.bits(CONFIGURATION, 11, 2)),
};

function put(registers: Registers, bus: number, shunt: number): void {
  const current = Math.trunc((shunt * registers.get(CALIBRATION)) / 4096);
  const isOver = Math.abs(current) > 0x7fff;
  registers.set(BUS, (bus << 3) | (registers.get(BUS) & READY) | (isOver ? OVERFLOW : 0));
  registers.set(SHUNT, shunt & 0xffff);
  registers.set(CURRENT, current & 0xffff);
  registers.set(POWER, Math.trunc((Math.abs(current) * bus) / 5000) & 0xffff);
}
