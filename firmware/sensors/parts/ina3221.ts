// INA3221: three channels; a BMC uses the one that its board has wired. 13 bits, left-aligned.
import type { InaPart } from '../ina-part';

/** Configuration: the channel alone (bits 14:12), four averages, 588 us for bus and shunt, both, continuously. Reset: 0x7127. */
const channel = (number: 1 | 2 | 3): InaPart => ({
  name: 'INA3221',
  setup: [{ address: 0x00, value: (0x8000 >> number) | 0x02df }],
  identity: [
    { address: 0xfe, value: 0x5449 },
    { address: 0xff, value: 0x3220 },
  ],
  ready: { address: 0x0f, mask: 0x0001, clearedBy: 0x0f },
  bus: {
    address: 2 * number,
    bytes: 2,
    shift: 3,
    bits: 13,
    signed: true,
    lsb: [8, 1],
    unit: 'mV',
    source: 'SBOS576B 8.6.2',
  },
  current: {
    address: 2 * number - 1,
    bytes: 2,
    shift: 3,
    bits: 13,
    signed: true,
    lsb: [40_000, 1],
    unit: 'nV',
    source: 'SBOS576B 8.6.2',
  },
  fullScaleSteps: 0xfff,
  mostMillivolts: 26_000,
  periodMicroseconds: 4704,
  source: 'TI SBOS576B, 8.6 Register Maps',
});

export const INA3221_CHANNELS = [channel(1), channel(2), channel(3)] as const;
