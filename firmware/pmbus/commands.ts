// The command table: the one place where a code, its shape, format, unit and source are written.
// Dispatch, replies, client, emulator and docs derive from it. Codes 0xD0 and 0xD1 are fixed for ever.

import { FAULT_NAMES } from '../power/faults';
import { STATE_NAMES } from '../power/hot-swap-state';
import { Channel } from '../snapshot/channels';
import type { CommandSpec } from './command-spec';
import { StatusRegister } from './status-bits';
import { VOUT_MODE_BYTE } from './ulinear16';

/** Version of all that is visible on the bus. Raised when a reader of the old one would misread. */
export const WIRE_VERSION = 1;

/** Feature bits of 0xD0. A bit is added, never given another meaning. */
export const Feature = { energyTotal: 1 << 0, poisonRefusal: 1 << 1, alertResponse: 1 << 2 } as const;

export const RESET_CAUSES = ['power-on', 'watchdog', 'software', 'brown-out', 'pin'] as const;
export const SECURITY_MODES = ['open', 'closed'] as const;

/** OPERATION, PMBus Part II 1.3.1, section 12.1: bit 7 on; bit 6 soft off, which a single gate treats as off. */
export const Operation = { immediateOff: 0x00, softOff: 0x40, on: 0x80 } as const;

/** WRITE_PROTECT, PMBus Part II 1.3.1, section 11.1. */
export const WriteProtect = { none: 0x00, allButOperation: 0x40, all: 0x80 } as const;

const II = 'PMBus II 1.3.1';

const status = <const N extends string>(
  code: number,
  name: N,
  register: StatusRegister,
  purpose: string,
  source: string,
) =>
  ({
    code,
    name,
    read: 'byte',
    write: 'byte',
    format: 'bits',
    unit: '',
    origin: { kind: 'status', register },
    protection: 'never',
    purpose,
    source,
  }) as const;

const reading = <const N extends string>(
  code: number,
  name: N,
  unit: string,
  channel: Channel,
  purpose: string,
  source: string,
) =>
  ({
    code,
    name,
    read: 'word',
    write: 'none',
    format: name === 'READ_VOUT' ? 'ulinear16' : 'linear11',
    unit,
    origin: { kind: 'channel', channel },
    protection: 'configuration',
    purpose,
    source,
  }) as const;

const identity = <const N extends string>(code: number, name: N, purpose: string, source: string) =>
  ({
    code,
    name,
    read: 'block',
    write: 'none',
    format: 'text',
    unit: '',
    origin: { kind: 'identity' },
    protection: 'configuration',
    largest: 32,
    purpose,
    source,
  }) as const;

const constant = <const N extends string>(code: number, name: N, value: number, purpose: string, source: string) =>
  ({
    code,
    name,
    read: 'byte',
    write: 'none',
    format: 'bits',
    unit: '',
    origin: { kind: 'constant', value },
    protection: 'configuration',
    purpose,
    source,
  }) as const;

// biome-ignore format: a table is read by column
export const COMMANDS = [
  { code: 0x01, name: 'OPERATION', read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'register', initial: Operation.immediateOff }, protection: 'operation', purpose: 'Turns the unit on (0x80) or off (0x00, 0x40)', source: `${II} 12.1` },
  { code: 0x03, name: 'CLEAR_FAULTS', read: 'none', write: 'send', format: 'bits', unit: '', origin: { kind: 'action' }, protection: 'never', purpose: 'Clears all status bits whose condition no longer lasts', source: `${II} 15.1` },
  { code: 0x10, name: 'WRITE_PROTECT', read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'register', initial: WriteProtect.all }, protection: 'write-protect', purpose: 'Refuses writes: 0x80 all, 0x40 all but OPERATION, 0x00 none', source: `${II} 11.1` },
  constant(0x19, 'CAPABILITY', 0xa0, 'PEC, 400 kHz, no SMBALERT#', `${II} 11.12`),
  constant(0x20, 'VOUT_MODE', VOUT_MODE_BYTE, 'ULINEAR16, exponent -12', `${II} 8.3`),
  { code: 0x78, name: 'STATUS_BYTE', read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'summary' }, protection: 'never', purpose: 'Low byte of STATUS_WORD', source: `${II} 17.1` },
  { code: 0x79, name: 'STATUS_WORD', read: 'word', write: 'byte-or-word', format: 'bits', unit: '', origin: { kind: 'summary' }, protection: 'never', purpose: 'Summary of all status registers', source: `${II} 17.2` },
  status(0x7a, 'STATUS_VOUT', StatusRegister.vout, 'Output voltage', `${II} 17.3`),
  status(0x7b, 'STATUS_IOUT', StatusRegister.iout, 'Output current', `${II} 17.4`),
  status(0x7c, 'STATUS_INPUT', StatusRegister.input, 'Busbar side', `${II} 17.5`),
  status(0x7d, 'STATUS_TEMPERATURE', StatusRegister.temperature, 'Temperature', `${II} 17.6`),
  status(0x7e, 'STATUS_CML', StatusRegister.cml, 'Communication, memory, logic', `${II} 17.7`),
  status(0x7f, 'STATUS_OTHER', StatusRegister.other, 'What fits nowhere else', `${II} 17.8`),
  status(0x80, 'STATUS_MFR_SPECIFIC', StatusRegister.manufacturer, 'Bit 7 gate tripped, bit 6 sensor lost', `${II} 17.9`),
  reading(0x88, 'READ_VIN', 'mV', Channel.inputVoltage, 'Busbar voltage', `${II} 18.1`),
  reading(0x89, 'READ_IIN', 'mA', Channel.inputCurrent, 'Current through the shunt', `${II} 18.2`),
  reading(0x8b, 'READ_VOUT', 'mV', Channel.outputVoltage, 'Voltage behind the gate', `${II} 18.4`),
  reading(0x8d, 'READ_TEMPERATURE_1', 'mdegC', Channel.temperature, 'Temperature of the BMC', `${II} 18.6`),
  reading(0x97, 'READ_PIN', 'mW', Channel.inputPower, 'Power drawn from the busbar', `${II} 18.12`),
  constant(0x98, 'PMBUS_REVISION', 0x33, 'Parts I and II, 1.3', `${II} 22.1`),
  identity(0x99, 'MFR_ID', 'Manufacturer', `${II} 22.2.1`),
  identity(0x9a, 'MFR_MODEL', 'Board', `${II} 22.2.2`),
  identity(0x9b, 'MFR_REVISION', 'Version of the firmware', `${II} 22.2.3`),
  identity(0x9e, 'MFR_SERIAL', 'Unique id of the hardware', `${II} 22.2.6`),
  { code: 0xd0, name: 'MFR_WIRE', read: 'block', write: 'none', format: 'fields', unit: '', origin: { kind: 'block' }, protection: 'configuration', largest: 7, purpose: 'Wire version and what this unit can do. Fixed for ever', source: 'docs/pmbus-commands.md', fields: [
    { name: 'wireVersion', bytes: 1 }, { name: 'features', bytes: 4 }, { name: 'largestBlock', bytes: 1 }, { name: 'queueDepth', bytes: 1 },
  ] },
  { code: 0xd1, name: 'MFR_HARDWARE', read: 'block', write: 'none', format: 'fields', unit: '', origin: { kind: 'block' }, protection: 'configuration', largest: 13, purpose: 'Identity of the hardware and why it last started. Fixed for ever', source: 'docs/pmbus-commands.md', fields: [
    { name: 'uniqueId', bytes: 8, show: 'hex' }, { name: 'bootCount', bytes: 4 }, { name: 'resetCause', bytes: 1, values: RESET_CAUSES },
  ] },
  { code: 0xd2, name: 'MFR_UNIT_STATE', read: 'block', write: 'none', format: 'fields', unit: '', origin: { kind: 'block' }, protection: 'configuration', largest: 6, purpose: 'State of the hot-swap machine, latched fault, gate, security', source: 'docs/pmbus-commands.md', fields: [
    { name: 'state', bytes: 1, values: STATE_NAMES }, { name: 'fault', bytes: 1, values: FAULT_NAMES }, { name: 'gateOn', bytes: 1 }, { name: 'security', bytes: 1, values: SECURITY_MODES }, { name: 'faultCount', bytes: 2 },
  ] },
  { code: 0xd3, name: 'MFR_ENERGY_TOTAL', read: 'block', write: 'none', format: 'fields', unit: 'mJ', origin: { kind: 'block' }, protection: 'configuration', largest: 12, purpose: 'Energy drawn since the epoch; epoch in seconds of Unix time, 0 while the time of day is not known', source: 'docs/pmbus-commands.md', fields: [
    { name: 'energy', bytes: 8, unit: 'mJ' }, { name: 'epoch', bytes: 4, unit: 's' },
  ] },
] as const satisfies readonly CommandSpec[];

export type CommandRow = (typeof COMMANDS)[number];
export type CommandName = CommandRow['name'];

export const NOT_SUPPORTED = 0xff;
/** Row of a code, or NOT_SUPPORTED. Read-only once built. */
export const ROW_OF_CODE = new Uint8Array(256).fill(NOT_SUPPORTED);
COMMANDS.forEach((command, row) => {
  ROW_OF_CODE[command.code] = row;
});

/** Row of a name. Throws on a name that the table lacks: a mistake in the code, found at start. */
export function rowOfName(name: CommandName): number {
  const row = COMMANDS.findIndex((command) => command.name === name);
  if (row < 0) throw new RangeError(`no command ${name}`);
  return row;
}
