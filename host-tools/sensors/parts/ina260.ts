// INA260: 2 milliohms inside, amps and watts in fixed steps. TI SBOS656C, 8.6.
import { AVERAGES, type Chip } from '../chip';
import { alertOf, continuousPeriod } from './ina226';

const [CONFIGURATION, CURRENT, BUS, POWER, MASK, LIMIT] = [0, 1, 2, 3, 6, 7];
const SHUNT_OHMS = 2e-3;

export const INA260_CHIP: Chip = {
  name: 'INA260',
  shuntOhms: SHUNT_OHMS,
  reset: { [CONFIGURATION]: 0x6127, 254: 0x5449, 255: 0x2270 },
  writable: { [CONFIGURATION]: 0xffff, [MASK]: 0xfc03, [LIMIT]: 0xffff },
  wide: {},
  resetBit: { register: CONFIGURATION, mask: 0x8000 },
  restarts: [CONFIGURATION],
  ready: { register: MASK, mask: 0x0008, clearedBy: MASK },
  limitFlags: 0x0010,
  period: continuousPeriod,
  averages: (registers) => AVERAGES[registers.bits(CONFIGURATION, 9, 3)]!,
  convert: (registers, { volts, shuntVolts, quantise }) => {
    const bus = quantise(volts / 1.25e-3, 0, 0x7fff);
    const current = quantise(shuntVolts / SHUNT_OHMS / 1.25e-3, -0x8000, 0x7fff);
    registers.set(BUS, bus);
    registers.set(CURRENT, current & 0xffff);
    registers.set(POWER, Math.min(0xffff, Math.round((Math.abs(current) * bus * 1.25e-3 * 1.25e-3) / 10e-3)));
  },
  saturate: (registers) => {
    registers.set(BUS, 0x7fff);
    registers.set(CURRENT, 0x7fff);
    registers.set(POWER, 0xffff);
  },
  alert: (registers) => alertOf(registers, registers.signed(CURRENT, 16)),
};
