// Our own commands, from 0xD0. 0xD0 and 0xD1 are fixed for ever; the others grow at their end only.
import { EVENT_NAMES } from '../../events/event-codes';
import { FAULT_NAMES } from '../../power/faults';
import { STATE_NAMES } from '../../power/hot-swap-state';
import type { CommandSpec, FieldSpec } from '../command-spec';

export const RESET_CAUSES = ['power-on', 'watchdog', 'software', 'brown-out', 'pin'] as const;
export const SECURITY_MODES = ['open', 'closed'] as const;
/** Names of ReadingStatus, by code. */
export const READING_STATUS_NAMES = [
  'valid',
  'not-yet',
  'bus-failed',
  'stale',
  'unconfigured',
  'implausible',
  'beyond',
] as const;

const OURS = 'docs/pmbus-commands.md';

const block = <const N extends string>(code: number, name: N, largest: number, purpose: string, fields: readonly FieldSpec[]) =>
  ({ code, name, read: 'block', write: 'none', format: 'fields', unit: '', origin: { kind: 'block' }, protection: 'configuration', largest, purpose, source: OURS, fields }) as const; // biome-ignore format: a row

const value = (name: string, unit: string): FieldSpec => ({ name, bytes: 4, signed: true, unit });
const reason = (name: string): FieldSpec => ({ name, bytes: 1, values: READING_STATUS_NAMES });

// biome-ignore format: a table is read by column
export const MANUFACTURER = [
  block(0xd0, 'MFR_WIRE', 7, 'Wire version and what this unit can do. Fixed for ever', [
    { name: 'wireVersion', bytes: 1 }, { name: 'features', bytes: 4 }, { name: 'largestBlock', bytes: 1 }, { name: 'queueDepth', bytes: 1 },
  ]),
  block(0xd1, 'MFR_HARDWARE', 13, 'Identity of the hardware and why it last started. Fixed for ever', [
    { name: 'uniqueId', bytes: 8, show: 'hex' }, { name: 'bootCount', bytes: 4 }, { name: 'resetCause', bytes: 1, values: RESET_CAUSES },
  ]),
  block(0xd2, 'MFR_UNIT_STATE', 6, 'State of the hot-swap machine, latched fault, gate, security', [
    { name: 'state', bytes: 1, values: STATE_NAMES }, { name: 'fault', bytes: 1, values: FAULT_NAMES }, { name: 'gateOn', bytes: 1 }, { name: 'security', bytes: 1, values: SECURITY_MODES }, { name: 'faultCount', bytes: 2 },
  ]),
  block(0xd3, 'MFR_ENERGY_TOTAL', 12, 'Energy drawn since the epoch, which is in seconds of Unix time, 0 while the time of day was not known', [
    { name: 'energy', bytes: 8, unit: 'mJ' }, { name: 'epoch', bytes: 4, unit: 's' },
  ]),
  block(0xd4, 'MFR_READINGS', 30, 'All readings in full resolution, and for each why it has a value or none', [
    value('inputVoltage', 'mV'), value('inputCurrent', 'mA'), value('inputPower', 'mW'), value('outputVoltage', 'mV'), value('temperature', 'mdegC'), value('outputPower', 'mW'),
    reason('inputVoltageStatus'), reason('inputCurrentStatus'), reason('inputPowerStatus'), reason('outputVoltageStatus'), reason('temperatureStatus'), reason('outputPowerStatus'),
  ]),
  block(0xd5, 'MFR_READING_AGES', 12, 'Age of each reading, 65535 for that or more', [
    { name: 'inputVoltage', bytes: 2, unit: 'ms' }, { name: 'inputCurrent', bytes: 2, unit: 'ms' }, { name: 'inputPower', bytes: 2, unit: 'ms' }, { name: 'outputVoltage', bytes: 2, unit: 'ms' }, { name: 'temperature', bytes: 2, unit: 'ms' }, { name: 'outputPower', bytes: 2, unit: 'ms' },
  ]),
  { code: 0xd6, name: 'MFR_TIME', read: 'block', write: 'block', format: 'fields', unit: '', origin: { kind: 'block' }, protection: 'never', largest: 8, purpose: 'Time of day, 0 while it is not known, and time since reset. Written as a block of 4: the time of day', source: OURS, fields: [
    { name: 'unixTime', bytes: 4, unit: 's' }, { name: 'uptime', bytes: 4, unit: 's' },
  ] },
  block(0xd7, 'MFR_BUS_COUNTERS', 29, 'What the target port counted since reset; refusals wrap at 65,536. At most 100 ms old', [
    { name: 'reads', bytes: 4 }, { name: 'writes', bytes: 4 }, { name: 'probes', bytes: 4 }, { name: 'unknownCode', bytes: 2 }, { name: 'notWritable', bytes: 2 }, { name: 'badPec', bytes: 2 }, { name: 'wrongLength', bytes: 2 }, { name: 'busy', bytes: 2 }, { name: 'barrierExpired', bytes: 2 }, { name: 'clockTimeout', bytes: 2 }, { name: 'lastRefusedCode', bytes: 1 }, { name: 'collisions', bytes: 2 },
  ]),
  { code: 0xd8, name: 'MFR_ADDRESS_ALONE', read: 'byte', write: 'none', format: 'bits', unit: '', origin: { kind: 'alone' }, protection: 'configuration', purpose: '0xFF: nobody else was seen at this address; 0x00: another BMC answered there too, and until CLEAR_FAULTS (low bits win on the bus)', source: OURS },
  block(0xd9, 'MFR_READINGS_FINE', 10, 'Busbar voltage and current as fine as the sensor gives them, and why they have a value or none', [
    value('inputMicrovolts', 'uV'), value('inputMicroamps', 'uA'), reason('inputVoltageStatus'), reason('inputCurrentStatus'),
  ]),
  block(0xda, 'MFR_LOG_STATE', 15, 'The event log: its oldest record and the next one, events not yet in flash, and the stored configuration', [
    { name: 'oldest', bytes: 4 }, { name: 'next', bytes: 4 }, { name: 'waiting', bytes: 1 }, { name: 'flags', bytes: 1 }, { name: 'generation', bytes: 4 }, { name: 'boxes', bytes: 1 },
  ]),
  { code: 0xdb, name: 'MFR_LOG_RECORD', read: 'block', write: 'block', format: 'fields', unit: '', origin: { kind: 'block' }, protection: 'never', largest: 29, purpose: 'A record of the event log. Written as a block of 4: from which sequence number on. Sequence 0xFFFFFFFF: there is none', source: OURS, fields: [
    { name: 'sequence', bytes: 4 }, { name: 'uptime', bytes: 4, unit: 'ms' }, { name: 'boot', bytes: 2 }, { name: 'event', bytes: 1, values: EVENT_NAMES }, { name: 'detail', bytes: 1 }, { name: 'wanted', bytes: 1 }, { name: 'unixTime', bytes: 4, unit: 's' }, { name: 'a', bytes: 4, signed: true }, { name: 'b', bytes: 4, signed: true }, { name: 'c', bytes: 4, signed: true },
  ] },
  { code: 0xdc, name: 'MFR_BLACK_BOX', read: 'block', write: 'block', format: 'fields', unit: '', origin: { kind: 'block' }, protection: 'never', largest: 32, purpose: 'Bytes of a black box (docs/store.md). Written as a block of 4: offset (two bytes) and box, 0 the newest (two bytes). All 0xFF: there is none', source: OURS, fields: [
    { name: 'bytes', bytes: 32, show: 'hex' },
  ] },
] as const satisfies readonly CommandSpec[];

/** Codes that are kept free for what is to come: nothing answers at them until then. */
export const RESERVED = [
  { code: 0x0f, purpose: 'MCTP over SMBus', source: 'DMTF DSP0237' },
  { code: 0xe0, purpose: 'Session: challenge, with a nonce of 16 bytes', source: OURS },
  { code: 0xe1, purpose: 'Session: response, keyed by the rack key over nonce and monotonic counter', source: OURS },
  { code: 0xe2, purpose: 'Session: state and counter', source: OURS },
  { code: 0xe8, purpose: 'SMP tunnel: request', source: OURS },
  { code: 0xe9, purpose: 'SMP tunnel: response', source: OURS },
] as const;
