// INA228: 20 bits in registers of 24. Its accumulators of energy and charge are not used: the BMC counts energy itself, alike for all parts.
import type { InaPart } from '../ina-part';

/**
 * CONFIG: range +-163.84 mV, as after reset. ADC_CONFIG: 15:12 = 1011 bus and shunt, continuously; 11:9, 8:6 = 100 540 us;
 * 2:0 = 001 four averages. Reset: 0xFB68.
 */
export const INA228: InaPart = {
  name: 'INA228',
  setup: [
    { address: 0x00, value: 0x0000 },
    { address: 0x01, value: 0xb929 },
  ],
  identity: [
    { address: 0x3e, value: 0x5449 },
    { address: 0x3f, value: 0x2281 },
  ],
  ready: { address: 0x0b, mask: 0x0002, clearedBy: 0x0b },
  bus: {
    address: 0x05,
    bytes: 3,
    shift: 4,
    bits: 20,
    signed: true,
    lsb: [25, 128],
    unit: 'mV',
    source: 'SLYS021A 7.6.1.6',
  },
  current: {
    address: 0x04,
    bytes: 3,
    shift: 4,
    bits: 20,
    signed: true,
    lsb: [625, 2],
    unit: 'nV',
    source: 'SLYS021A 7.6.1.5',
  },
  fullScaleSteps: 0x7ffff,
  mostMillivolts: 85_000,
  periodMicroseconds: 4320,
  source: 'TI SLYS021A, 7.6 Register Maps',
};
