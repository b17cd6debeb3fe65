// INA226: table of its registers. TI SBOS547A. What reads it: ina226-sensor.ts.
import type { RegisterSpec } from './registers';

export const INA226 = {
  SHUNT: {
    address: 0x01,
    bytes: 2,
    shift: 0,
    bits: 16,
    signed: true,
    lsb: [5, 2],
    unit: 'uV',
    source: 'SBOS547A 7.6.2',
  },
  BUS: {
    address: 0x02,
    bytes: 2,
    shift: 0,
    bits: 15,
    signed: false,
    lsb: [5, 4],
    unit: 'mV',
    source: 'SBOS547A 7.6.3',
  },
} as const satisfies Record<string, RegisterSpec>;

/** Registers that are not measurements. SBOS547A, table 4. */
export const Ina226Register = { configuration: 0x00, manufacturerId: 0xfe, dieId: 0xff } as const;

/** "TI" in ASCII. SBOS547A 7.6.9. */
export const INA226_MANUFACTURER = 0x5449;
/** SBOS547A 7.6.10. */
export const INA226_DIE = 0x2260;

/** After a reset of the chip. SBOS547A 7.6.1. */
export const INA226_RESET_CONFIGURATION = 0x4127;
/**
 * Ours: 4 averages (bits 11:9 = 001), 588 us conversions for bus (8:6 = 011) and shunt (5:3 = 011), both, continuously
 * (2:0 = 111): a fresh pair every 4.7 ms, twice per tick of 10 ms. Differs from the reset value, so that a reset shows.
 */
export const INA226_CONFIGURATION = 0x42df;
/** Microseconds per fresh pair of results with that configuration: 4 x (588 + 588). SBOS547A 6.5, typical. */
export const INA226_PERIOD_US = 4704;
