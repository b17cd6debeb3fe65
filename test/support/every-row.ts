// Every command as a seat on the bus finds it: shapes from Table 31 and from our own list, and what a fresh unit answers. Nothing
// here comes from the firmware's table, so that a row that is missing there or here shows.
import { readFileSync } from 'node:fs';
import type { Shape } from './bus-seat';
import { REGISTER_CASES, type RegisterCase } from './register-rows';
import { DEVIATIONS, OUR_POWER, OURS, TABLE_31 } from './table-31';

export interface EveryRow {
  readonly code: number;
  readonly name: string;
  readonly read: Shape | 'process' | 'none';
  /** Reply without PEC, count byte included; -1: text of any length. */
  readonly length: number;
  /** Longest data of a write; -1: not written. */
  readonly longest: number;
  /** The port knows the length before STOP: a wrong PEC is refused on the wire. */
  readonly isFixed: boolean;
  readonly register: RegisterCase | undefined;
}

const READ = {
  'N/A': 'none',
  'Read Byte': 'byte',
  'Read Word': 'word',
  'Block Read': 'block',
  'Process Call': 'process',
} as const;
const WRITTEN = { 'N/A': -1, 'Send Byte': 0, 'Write Byte': 1, 'Write Word': 2, 'Block Write': -1 } as const;
/** Bytes of our blocks. Added to at their end, never shortened. */
const OUR_LENGTHS: Readonly<Record<(typeof OURS)[number][1], number>> = {
  MFR_WIRE: 7,
  MFR_HARDWARE: 13,
  MFR_UNIT_STATE: 6,
  MFR_ENERGY_TOTAL: 12,
  MFR_READINGS: 30,
  MFR_READING_AGES: 12,
  MFR_TIME: 8,
  MFR_BUS_COUNTERS: 29,
  MFR_ADDRESS_ALONE: 1,
  MFR_READINGS_FINE: 10,
  MFR_LOG_STATE: 15,
  MFR_LOG_RECORD: 29,
  MFR_BLACK_BOX: 32,
};

function standardRow([code, name, write, read, bytes]:
  | (typeof TABLE_31)[number]
  | (typeof OUR_POWER)[number]): EveryRow {
  return {
    code,
    name,
    read: READ[read],
    length: bytes >= 0 && read === 'Block Read' ? bytes + 1 : bytes,
    longest: DEVIATIONS[name]?.[0] === 'none' ? -1 : WRITTEN[write],
    isFixed: name !== 'STATUS_WORD' && name !== 'SMBALERT_MASK',
    register: REGISTER_CASES.find((each) => each.code === code),
  };
}

/** A block of four bytes is written. */
const WRITTEN_BLOCKS: readonly string[] = ['MFR_TIME', 'MFR_LOG_RECORD', 'MFR_BLACK_BOX'];

const ourRow = ([code, name]: (typeof OURS)[number]): EveryRow => ({
  code,
  name,
  read: name === 'MFR_ADDRESS_ALONE' ? 'byte' : 'block',
  length: OUR_LENGTHS[name] + (name === 'MFR_ADDRESS_ALONE' ? 0 : 1),
  longest: WRITTEN_BLOCKS.includes(name) ? 33 : -1,
  isFixed: !WRITTEN_BLOCKS.includes(name),
  register: undefined,
});

export const EVERY_ROW: readonly EveryRow[] = [
  ...TABLE_31.map(standardRow),
  ...OURS.map(ourRow),
  ...OUR_POWER.map(standardRow),
];

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const text = (value: string): number[] => [value.length, ...Buffer.from(value)];

/** What a unit in `slot` that is present, off and was never written answers, but for registers and readings. */
export function freshReplies(slot: number, security: 'open' | 'closed'): Readonly<Record<string, readonly number[]>> {
  return {
    OPERATION: [0x00],
    WRITE_PROTECT: [security === 'open' ? 0x00 : 0x80],
    CAPABILITY: [0xa0],
    VOUT_MODE: [0x14],
    STATUS_BYTE: [0x40],
    STATUS_WORD: [0x40, 0x08],
    STATUS_VOUT: [0],
    STATUS_IOUT: [0],
    STATUS_INPUT: [0],
    STATUS_TEMPERATURE: [0],
    STATUS_CML: [0],
    STATUS_OTHER: [0],
    STATUS_MFR_SPECIFIC: [0],
    PMBUS_REVISION: [0x33],
    MFR_ID: text('Racklet'),
    MFR_MODEL: text('racklet-emulated'),
    MFR_REVISION: text(version),
    MFR_LOCATION: text(`slot ${slot}`),
    MFR_DATE: text('261124'),
    MFR_SERIAL: text(`E6615241434B000${slot}`),
    IC_DEVICE_ID: text('RP2040'),
    IC_DEVICE_REV: text('emulated'),
    MFR_WIRE: [7, 1, 1, 0, 0, 0, 32, 8],
    MFR_HARDWARE: [13, 0xe6, 0x61, 0x52, 0x41, 0x43, 0x4b, 0, slot, 1, 0, 0, 0, 0],
    MFR_ADDRESS_ALONE: [0xff],
    MFR_UNIT_STATE: [6, 2, 0, 0, security === 'open' ? 0 : 1, 0, 0],
  };
}
