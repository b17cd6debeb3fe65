// INA226: the part of the Racklet boards.
import type { InaPart } from '../ina-part';

/**
 * Configuration: 14:12 as after reset, 11:9 = 001 four averages, 8:6 and 5:3 = 011 588 us for bus and shunt, 2:0 = 111 both,
 * continuously: twice per tick of 10 ms. Reset: 0x4127.
 */
export const INA226: InaPart = {
  name: 'INA226',
  setup: [{ address: 0x00, value: 0x42df }],
  identity: [
    { address: 0xfe, value: 0x5449 },
    { address: 0xff, value: 0x2260 },
  ],
  ready: { address: 0x06, mask: 0x0008, clearedBy: 0x06 },
  bus: {
    address: 0x02,
    bytes: 2,
    shift: 0,
    bits: 15,
    signed: false,
    lsb: [5, 4],
    unit: 'mV',
    source: 'SBOS547A 7.6.3',
  },
  current: {
    address: 0x01,
    bytes: 2,
    shift: 0,
    bits: 16,
    signed: true,
    lsb: [2500, 1],
    unit: 'nV',
    source: 'SBOS547A 7.6.2',
  },
  fullScaleSteps: 0x7fff,
  mostMillivolts: 36_000,
  periodMicroseconds: 4704,
  source: 'TI SBOS547A, 7.6 Register Maps',
};
