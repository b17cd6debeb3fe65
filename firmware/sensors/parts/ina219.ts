// INA219: no identity, no alert pin; its conversion-ready bit is in the bus voltage register.
import type { InaPart } from '../ina-part';

/**
 * Configuration: bits 13 = 1 32 V, 12:11 = 11 gain 1/8 (+-320 mV), 10:7 and 6:3 = 1010 four samples of 12 bits (2.13 ms each),
 * 2:0 = 111 both, continuously. Reset: 0x399F.
 */
export const INA219: InaPart = {
  name: 'INA219',
  setup: [{ address: 0x00, value: 0x3d57 }],
  identity: [],
  ready: { address: 0x02, mask: 0x0002, clearedBy: 0x03 },
  bus: {
    address: 0x02,
    bytes: 2,
    shift: 3,
    bits: 13,
    signed: false,
    lsb: [4, 1],
    unit: 'mV',
    source: 'SBOS448G 8.6.3.2',
  },
  current: {
    address: 0x01,
    bytes: 2,
    shift: 0,
    bits: 16,
    signed: true,
    lsb: [10_000, 1],
    unit: 'nV',
    source: 'SBOS448G 8.6.3.1',
  },
  fullScaleSteps: 32_000,
  mostMillivolts: 26_000,
  periodMicroseconds: 4260,
  source: 'TI SBOS448G, 8.6 Register Maps',
};
