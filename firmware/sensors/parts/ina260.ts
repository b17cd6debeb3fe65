// INA260: the shunt of 2 milliohms is in the chip; it measures amps.
import type { InaPart } from '../ina-part';

/** Configuration: 14:12 as after reset, four averages, 588 us for bus and current, both, continuously. Reset: 0x6127. */
export const INA260: InaPart = {
  name: 'INA260',
  setup: [{ address: 0x00, value: 0x62df }],
  identity: [
    { address: 0xfe, value: 0x5449 },
    { address: 0xff, value: 0x2270 },
  ],
  ready: { address: 0x06, mask: 0x0008, clearedBy: 0x06 },
  bus: { address: 0x02, bytes: 2, shift: 0, bits: 15, signed: false, lsb: [5, 4], unit: 'mV', source: 'SBOS656C 8.6' },
  current: {
    address: 0x01,
    bytes: 2,
    shift: 0,
    bits: 16,
    signed: true,
    lsb: [1250, 1],
    unit: 'uA',
    source: 'SBOS656C 8.6',
  },
  // Specified to 15 A; the register goes on to 40.96 A.
  fullScaleSteps: 12_001,
  mostMillivolts: 36_000,
  periodMicroseconds: 4704,
  source: 'TI SBOS656C, 8.6 Register Maps',
};
