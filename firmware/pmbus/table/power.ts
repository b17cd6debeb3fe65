// Our own commands of the power side, from 0xF0: responses that the standard has no code for, shutting down, cycling, resetting.
import { shutdownResponses } from '../../power/response';
import type { CommandSpec } from '../command-spec';
import { LONGEST_MS, Response, VOLTAGE_RESPONSES } from './limits';

/** Written to MFR_POWER_CYCLE. */
export const PowerCycle = { hard: 1, graceful: 2 } as const;
/** Written to MFR_RESET_UNIT. */
export const RESET_UNIT = 1;

/** MFR_RESTORE_POLICY. */
export const RestorePolicy = { off: 0, on: 1, last: 2 } as const;

const OURS = 'docs/pmbus-commands.md';
const LARGEST_MA = 50_000;

const response = <const N extends string>(code: number, name: N, initial: number, values: readonly number[], purpose: string) =>
  ({ code, name, read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'register', initial }, protection: 'configuration', values, purpose, source: OURS }) as const; // biome-ignore format: a row
const number = <const N extends string>(code: number, name: N, unit: string, initial: number, most: number, purpose: string) =>
  ({ code, name, read: 'word', write: 'word', format: 'linear11', unit, origin: { kind: 'register', initial }, protection: 'configuration', range: [0, most], purpose, source: OURS }) as const; // biome-ignore format: a row
const request = <const N extends string>(code: number, name: N, values: readonly number[], purpose: string) =>
  ({ code, name, read: 'none', write: 'byte', format: 'bits', unit: '', origin: { kind: 'request' }, protection: 'operation', values, purpose, source: OURS }) as const; // biome-ignore format: a row

// biome-ignore format: a table is read by column
export const POWER = [
  response(0xf0, 'MFR_TRIP_RESPONSE', Response.shutDown, shutdownResponses(Response.shutDown), 'After the eFuse or the native trip opened the gate: stay off, or how often to try again'),
  response(0xf1, 'MFR_POWER_GOOD_RESPONSE', Response.ignore, VOLTAGE_RESPONSES, 'What losing power-good while on leads to'),
  response(0xf2, 'MFR_SENSOR_RESPONSE', Response.ignore, VOLTAGE_RESPONSES, 'What losing the current sensor leads to'),
  response(0xf3, 'MFR_NO_CURRENT_RESPONSE', Response.ignore, VOLTAGE_RESPONSES, 'What a unit that is on and draws nothing leads to'),
  number(0xf4, 'MFR_IOUT_AVERAGE_LIMIT', 'mA', 4500, LARGEST_MA, 'Average output current over a second, fault'),
  response(0xf5, 'MFR_IOUT_AVERAGE_RESPONSE', Response.shutDown, VOLTAGE_RESPONSES, 'What an average above its limit leads to'),
  number(0xf6, 'MFR_SHUTDOWN_TIMEOUT', 'ms', 30_000, LONGEST_MS, 'OPERATION 0x40: time for the unit to shut itself down; 0: switched off at once'),
  number(0xf7, 'MFR_HALTED_CURRENT', 'mA', 60, LARGEST_MA, 'A unit that was asked to shut down and draws no more than this has done so'),
  number(0xf8, 'MFR_CYCLE_OFF_TIME', 'ms', 1000, LONGEST_MS, 'Off between the halves of a cycle'),
  number(0xf9, 'MFR_STAGGER', 'ms', 50, 1000, 'Times the slot: by so much later a unit starts by itself (insertion, black-out over, retry)'),
  request(0xfa, 'MFR_POWER_CYCLE', Object.values(PowerCycle), 'Off and on again: 1 at once, 2 after the unit shut itself down'),
  request(0xfb, 'MFR_RESET_UNIT', [RESET_UNIT], 'A pulse on the reset line of the unit; its power stays on'),
  response(0xfc, 'MFR_RESTORE_POLICY', RestorePolicy.off, Object.values(RestorePolicy), 'When the busbar comes back: 0 stays off, 1 goes on, 2 as it was wanted last'),
] as const satisfies readonly CommandSpec[];
