// INA3221: three channels of 13 bits. TI SBOS576B, 8.6. The rail is on one of them, the others measure nothing.
import { AVERAGES, type Chip, CONVERSION_US, type Registers } from '../chip';

const CONFIGURATION = 0;
const MASK = 0x0f;
const END = 0xfff;
/** Of Mask/Enable: flags of critical and of warning limits, and what latches them. */
const [CRITICAL, WARNING, CEN, WEN] = [0x0380, 0x0038, 0x0400, 0x0800];
const CHANNELS = [1, 2, 3] as const;

export const ina3221Chip = (wired: 1 | 2 | 3): Chip => ({
  name: 'INA3221',
  reset: {
    [CONFIGURATION]: 0x7127,
    ...Object.fromEntries([7, 8, 9, 10, 11, 12].map((register) => [register, 0x7ff8])),
    14: 0x7ffe,
    [MASK]: 0x0002,
    16: 0x2710,
    17: 0x2328,
    254: 0x5449,
    255: 0x3220,
  },
  writable: {
    [CONFIGURATION]: 0xffff,
    ...Object.fromEntries([7, 8, 9, 10, 11, 12, 16, 17].map((register) => [register, 0xfff8])),
    14: 0xfffe,
    [MASK]: 0x7c00,
  },
  wide: {},
  resetBit: { register: CONFIGURATION, mask: 0x8000 },
  restarts: [CONFIGURATION],
  ready: { register: MASK, mask: 0x0001, clearedBy: MASK },
  limitFlags: CRITICAL | WARNING,
  period: (registers) => {
    const mode = registers.bits(CONFIGURATION, 0, 3);
    const bus = (mode & 6) === 6 ? CONVERSION_US[registers.bits(CONFIGURATION, 6, 3)]! : 0;
    const shunt = (mode & 5) === 5 ? CONVERSION_US[registers.bits(CONFIGURATION, 3, 3)]! : 0;
    const channels = CHANNELS.filter((channel) => isEnabled(registers, channel)).length;
    return AVERAGES[registers.bits(CONFIGURATION, 9, 3)]! * (bus + shunt) * channels;
  },
  averages: (registers) => AVERAGES[registers.bits(CONFIGURATION, 9, 3)]!,
  convert: (registers, { volts, shuntVolts, quantise }) => {
    for (const channel of CHANNELS) {
      if (!isEnabled(registers, channel)) continue;
      const share = channel === wired ? 1 : 0;
      put(
        registers,
        channel,
        quantise((share * volts) / 8e-3, 0, END),
        quantise((share * shuntVolts) / 40e-6, -END - 1, END),
      );
    }
  },
  saturate: (registers) => {
    for (const channel of CHANNELS) put(registers, channel, END, END);
  },
  /** The critical pin or the warning pin. */
  alert: (registers) => {
    const mask = registers.get(MASK);
    const latched = (mask & CEN ? mask & CRITICAL : 0) | (mask & WEN ? mask & WARNING : 0);
    let due = 0;
    for (const channel of CHANNELS) {
      const shunt = registers.signed(2 * channel - 1, 16);
      if (shunt > registers.signed(5 + 2 * channel, 16)) due |= 0x0400 >> channel;
      if (shunt > registers.signed(6 + 2 * channel, 16)) due |= 0x0040 >> channel;
    }
    registers.set(MASK, (mask & ~(CRITICAL | WARNING)) | due | latched);
    return (due | latched) !== 0;
  },
});

const isEnabled = (registers: Registers, channel: number): boolean =>
  registers.bits(CONFIGURATION, 15 - channel, 1) === 1;

function put(registers: Registers, channel: number, bus: number, shunt: number): void {
  registers.set(2 * channel, bus << 3);
  registers.set(2 * channel - 1, (shunt << 3) & 0xffff);
}
