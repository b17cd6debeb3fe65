// Limits, what they lead to, power-good and times: registers with a default and a range. Defaults are those of a 5 V rail;
// a board may bring its own. PMBus Part II 1.3.1.
import { shutdownResponses } from '../../power/response';
import { type CommandSpec, II } from '../command-spec';

const LARGEST_VOUT_MV = 15_999;
const LARGEST_VIN_MV = 36_000;
const LARGEST_MA = 50_000;
const LARGEST_MW = 500_000;
/** A minute has no LINEAR11 word; this is the first round one behind it, so that a minute may be written. */
export const LONGEST_MS = 960 * 64;

/** Response bytes, section 10.5.1: go on, or shut down; bits 5:0 say how often and how long after to try again. */
export const Response = { ignore: 0x00, shutDown: 0x80 } as const;
/** The same for currents and power, section 10.5.2. */
export const CurrentResponse = { ignore: 0x00, shutDown: 0xc0 } as const;

const limit = <const N extends string>(code: number, name: N, unit: string, initial: number, range: readonly [number, number], purpose: string, source: string) =>
  ({ code, name, read: 'word', write: 'word', format: name.startsWith('VOUT') || name.startsWith('POWER_GOOD') ? 'ulinear16' : 'linear11', unit, origin: { kind: 'register', initial }, protection: 'configuration', range, purpose, source }) as const; // biome-ignore format: a row
const response = <const N extends string>(code: number, name: N, initial: number, values: readonly number[], purpose: string, source: string) =>
  ({ code, name, read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'register', initial }, protection: 'configuration', values, purpose, source }) as const; // biome-ignore format: a row

const vout = [0, LARGEST_VOUT_MV] as const;
const vin = [0, LARGEST_VIN_MV] as const;
const current = [0, LARGEST_MA] as const;
const power = [0, LARGEST_MW] as const;
const temperature = [-40_000, 150_000] as const;
const span = [0, LONGEST_MS] as const;
export const VOLTAGE_RESPONSES = [Response.ignore, ...shutdownResponses(Response.shutDown)];
const voltages = VOLTAGE_RESPONSES;
const currents = [CurrentResponse.ignore, ...shutdownResponses(CurrentResponse.shutDown)];

// biome-ignore format: a table is read by column
export const LIMITS = [
  limit(0x40, 'VOUT_OV_FAULT_LIMIT', 'mV', 6000, vout, 'Output over-voltage, fault', `${II} 15.2`),
  response(0x41, 'VOUT_OV_FAULT_RESPONSE', Response.shutDown, voltages, 'What an output over-voltage leads to', `${II} 15.3`),
  limit(0x42, 'VOUT_OV_WARN_LIMIT', 'mV', 5600, vout, 'Output over-voltage, warning', `${II} 15.4`),
  limit(0x43, 'VOUT_UV_WARN_LIMIT', 'mV', 4630, vout, 'Output under-voltage, warning (a Raspberry Pi flags 4.63 V)', `${II} 15.5`),
  limit(0x44, 'VOUT_UV_FAULT_LIMIT', 'mV', 4250, vout, 'Output under-voltage, fault', `${II} 15.6`),
  response(0x45, 'VOUT_UV_FAULT_RESPONSE', Response.ignore, voltages, 'What an output under-voltage leads to', `${II} 15.7`),
  limit(0x46, 'IOUT_OC_FAULT_LIMIT', 'mA', 5000, current, 'Output over-current, fault', `${II} 15.8`),
  response(0x47, 'IOUT_OC_FAULT_RESPONSE', CurrentResponse.shutDown, currents, 'What an output over-current leads to', `${II} 15.9`),
  limit(0x4a, 'IOUT_OC_WARN_LIMIT', 'mA', 4000, current, 'Output over-current, warning', `${II} 15.12`),
  limit(0x4f, 'OT_FAULT_LIMIT', 'mdegC', 85_000, temperature, 'Over-temperature, fault', `${II} 15.17`),
  response(0x50, 'OT_FAULT_RESPONSE', Response.shutDown, voltages, 'What an over-temperature leads to', `${II} 15.18`),
  limit(0x51, 'OT_WARN_LIMIT', 'mdegC', 70_000, temperature, 'Over-temperature, warning', `${II} 15.19`),
  limit(0x55, 'VIN_OV_FAULT_LIMIT', 'mV', 6000, vin, 'Busbar over-voltage, fault', `${II} 15.23`),
  response(0x56, 'VIN_OV_FAULT_RESPONSE', Response.shutDown, voltages, 'What a busbar over-voltage leads to', `${II} 15.24`),
  limit(0x57, 'VIN_OV_WARN_LIMIT', 'mV', 5600, vin, 'Busbar over-voltage, warning', `${II} 15.25`),
  limit(0x58, 'VIN_UV_WARN_LIMIT', 'mV', 4650, vin, 'Busbar under-voltage, warning', `${II} 15.26`),
  limit(0x59, 'VIN_UV_FAULT_LIMIT', 'mV', 4300, vin, 'Busbar under-voltage, fault', `${II} 15.27`),
  response(0x5a, 'VIN_UV_FAULT_RESPONSE', Response.ignore, voltages, 'What a busbar under-voltage leads to', `${II} 15.28`),
  limit(0x5b, 'IIN_OC_FAULT_LIMIT', 'mA', 5500, current, 'Input over-current, fault', `${II} 15.29`),
  response(0x5c, 'IIN_OC_FAULT_RESPONSE', CurrentResponse.shutDown, currents, 'What an input over-current leads to', `${II} 15.30`),
  limit(0x5d, 'IIN_OC_WARN_LIMIT', 'mA', 4500, current, 'Input over-current, warning', `${II} 15.31`),
  limit(0x5e, 'POWER_GOOD_ON', 'mV', 4700, vout, 'Output voltage from which power is good', `${II} 15.32.1`),
  limit(0x5f, 'POWER_GOOD_OFF', 'mV', 4500, vout, 'Output voltage below which power is no longer good', `${II} 15.32.2`),
  limit(0x60, 'TON_DELAY', 'ms', 0, span, 'From the wish for power to the gate', `${II} 16.1`),
  limit(0x61, 'TON_RISE', 'ms', 20, span, 'Soft start of the gate', `${II} 16.2`),
  limit(0x62, 'TON_MAX_FAULT_LIMIT', 'ms', 100, span, 'From the end of the soft start to power-good, at the most; 0: no limit', `${II} 16.3`),
  response(0x63, 'TON_MAX_FAULT_RESPONSE', Response.shutDown, voltages, 'What a power-good that does not come leads to', `${II} 16.4`),
  limit(0x68, 'POUT_OP_FAULT_LIMIT', 'mW', 27_000, power, 'Output over-power, fault', `${II} 15.14`),
  response(0x69, 'POUT_OP_FAULT_RESPONSE', CurrentResponse.shutDown, currents, 'What an output over-power leads to', `${II} 15.15`),
  limit(0x6a, 'POUT_OP_WARN_LIMIT', 'mW', 22_000, power, 'Output over-power, warning', `${II} 15.16`),
  limit(0x6b, 'PIN_OP_WARN_LIMIT', 'mW', 25_000, power, 'Input over-power, warning', `${II} 15.36`),
] as const satisfies readonly CommandSpec[];
