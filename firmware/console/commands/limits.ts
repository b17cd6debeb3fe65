// Commands about what is watched: limits, faults, and the registers that hold both.
import { LIMIT_WIRING } from '../../fault-wiring';
import type { CommandSpec } from '../../pmbus/command-spec';
import { type CommandName, ROWS, rowOfName, rowsOfKind } from '../../pmbus/commands';
import { Cml, Input, Iout, Manufacturer, StatusRegister, Temperature, Vout } from '../../pmbus/status-bits';
import { FAULT_NAMES } from '../../power/faults';
import { LIMIT_COUNT, LIMIT_TABLE } from '../../power/limit-table';
import { RETRY_FOR_EVER, retriesOf, shutsDown } from '../../power/response';
import { CHANNEL_UNITS } from '../../snapshot/channels';
import { type Cell, Color } from '../cell';
import { type Column, type ConsoleCommand, done, error, type Outcome, SHOW, WRONG_WORDS } from '../command-spec';
import type { Desk } from '../desk';
import { sendCode, writeRegister } from './writes';

const NONE = -1;
const rowsOf = (names: readonly (CommandName | undefined)[]): Int16Array =>
  Int16Array.from(names, (name) => (name === undefined ? NONE : rowOfName(name)));
const WIRINGS = LIMIT_TABLE.map(({ fault }) => LIMIT_WIRING[fault]);
/** By limit. Read-only once built. */
const FAULT_ROWS = rowsOf(WIRINGS.map(({ faultLimit }) => faultLimit));
const WARN_ROWS = rowsOf(WIRINGS.map(({ warnLimit }) => warnLimit));
const RESPONSE_ROWS = rowsOf(WIRINGS.map(({ response }) => response));

function putRegister(cell: Cell, { unit: { registers } }: Desk, row: number): void {
  if (row === NONE) {
    cell.nothing();
    return;
  }
  const { format, unit } = ROWS[row]!;
  if (format === 'bits') cell.hex(registers.get(row), 2);
  else cell.quantity(registers.get(row), unit);
}

function putResponse(cell: Cell, { unit: { registers }, row }: Desk): void {
  const register = RESPONSE_ROWS[row]!;
  if (register === NONE) {
    cell.word('warn');
    return;
  }
  const response = registers.get(register);
  if (!shutsDown(response)) {
    cell.word('go on');
    return;
  }
  const retries = retriesOf(response);
  cell.open();
  cell.buffer.text('shut down');
  if (retries === RETRY_FOR_EVER) cell.buffer.text(', retry for ever');
  else if (retries > 0) {
    cell.buffer.text(', retries ');
    cell.buffer.integer(retries);
  }
  cell.close();
}

const limitColumn = (name: string, head: string, put: Column['put']): Column => ({ name, head, width: 11, alignRight: true, put }); // biome-ignore format: a row

const limits: ConsoleCommand = {
  name: 'limits',
  words: '',
  help: 'what is watched, and what it leads to',
  layout: 'rows',
  seek: (desk, index) => {
    desk.row = index;
    return index < LIMIT_COUNT;
  },
  columns: [
    { name: 'fault', head: 'FAULT', width: 20, put: (cell, { row }) => cell.name(FAULT_NAMES, LIMIT_TABLE[row]!.fault) },
    limitColumn('now', 'NOW', (cell, { unit, row }) => {
      const { channel } = LIMIT_TABLE[row]!;
      const { snapshot } = unit.model;
      if (snapshot.isValid(channel)) cell.quantity(snapshot.value[channel]!, CHANNEL_UNITS[channel]);
      else cell.nothing();
    }),
    limitColumn('warning', 'WARNING', (cell, desk) => putRegister(cell, desk, WARN_ROWS[desk.row]!)),
    limitColumn('limit', 'LIMIT', (cell, desk) => putRegister(cell, desk, FAULT_ROWS[desk.row]!)),
    { name: 'unit', put: (cell, { row }) => cell.word(CHANNEL_UNITS[LIMIT_TABLE[row]!.channel]) },
    { name: 'response', head: 'RESPONSE', put: putResponse },
  ],
}; // biome-ignore format: a table is read by column

interface StatusBit {
  readonly command: CommandName;
  readonly register: StatusRegister;
  readonly mask: number;
  readonly meaning: string;
}

/** `overCurrentFault` as `over current fault`. */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const bitsOf = (command: CommandName, register: StatusRegister, bits: Readonly<Record<string, number>>): StatusBit[] =>
  Object.keys(bits).map((name) => ({ command, register, mask: bits[name]!, meaning: inWords(name) }));

const STATUS_BITS: readonly StatusBit[] = [
  ...bitsOf('STATUS_VOUT', StatusRegister.vout, Vout),
  ...bitsOf('STATUS_IOUT', StatusRegister.iout, Iout),
  ...bitsOf('STATUS_INPUT', StatusRegister.input, Input),
  ...bitsOf('STATUS_TEMPERATURE', StatusRegister.temperature, Temperature),
  ...bitsOf('STATUS_CML', StatusRegister.cml, Cml),
  ...bitsOf('STATUS_MFR_SPECIFIC', StatusRegister.manufacturer, Manufacturer),
];

/** Of the bits that are set the one with this number. */
function seekBit(desk: Desk, index: number): boolean {
  const { status } = desk.unit.model;
  let left = index;
  for (let i = 0; i < STATUS_BITS.length; i++) {
    const { register, mask } = STATUS_BITS[i]!;
    if ((status.read(register) & mask) === 0 || left-- > 0) continue;
    desk.row = i;
    return true;
  }
  return false;
}

function clearFaults(desk: Desk): Outcome {
  if (desk.words.count === 1) return SHOW;
  return desk.words.count === 2 && desk.words.is(1, 'clear') ? sendCode(desk, 'CLEAR_FAULTS') : WRONG_WORDS;
}

const faults: ConsoleCommand = {
  name: 'faults',
  words: '[clear]',
  help: 'status bits that are set; clears them',
  layout: 'rows',
  none: 'no status bit is set',
  begin: clearFaults,
  seek: seekBit,
  columns: [
    { name: 'register', head: 'REGISTER', width: 20, put: (cell, { row }) => cell.word(STATUS_BITS[row]!.command) },
    { name: 'bit', head: 'BIT', width: 4, put: (cell, { row }) => cell.hex(STATUS_BITS[row]!.mask, 2) },
    {
      name: 'meaning',
      head: 'MEANING',
      put: (cell, { row }) => {
        const { meaning } = STATUS_BITS[row]!;
        cell.color = meaning.includes('warning') ? Color.attention : Color.bad;
        cell.word(meaning);
      },
    },
  ],
}; // biome-ignore format: a table is read by column

const REGISTER_ROWS = rowsOfKind('register');
const NO_REGISTER = error("no register of that name: 'config' lists them");
const STORING = done("is being stored: 'store' tells when");
const RESTORED = done('is as it was stored');
/** More values than that are not listed. */
const LISTED_VALUES = 4;

/** Index in REGISTER_ROWS of the register that a word names, or -1. */
function registerOf({ words }: Desk, word: number): number {
  for (let i = 0; i < REGISTER_ROWS.length; i++) if (words.is(word, ROWS[REGISTER_ROWS[i]!]!.name)) return i;
  return NONE;
}

function configure(desk: Desk): Outcome {
  const { words } = desk;
  desk.from = NONE;
  if (words.count === 1) return SHOW;
  if (words.count > 3) return WRONG_WORDS;
  if (words.is(1, 'store') || words.is(1, 'restore')) {
    if (words.count > 2) return WRONG_WORDS;
    const isStore = words.is(1, 'store');
    const outcome = sendCode(desk, isStore ? 'STORE_USER_ALL' : 'RESTORE_USER_ALL');
    return outcome === SHOW ? (isStore ? STORING : RESTORED) : outcome;
  }
  desk.from = registerOf(desk, 1);
  if (desk.from === NONE) return NO_REGISTER;
  return words.count === 2 ? SHOW : writeRegister(desk, REGISTER_ROWS[desk.from]!, words.number(2));
}

function putTaken(cell: Cell, spec: CommandSpec): void {
  const { range, values, unit } = spec;
  cell.open();
  if (range !== undefined) {
    cell.buffer.integer(range[0]);
    cell.buffer.text(' to ');
    cell.buffer.integer(range[1]);
    cell.buffer.spaces(1);
    cell.buffer.text(unit);
  } else if (values !== undefined && values.length <= LISTED_VALUES) {
    for (let i = 0; i < values.length; i++) {
      if (i > 0) cell.buffer.text(', ');
      cell.buffer.text('0x');
      cell.buffer.hex(values[i]!, 2);
    }
  } else cell.buffer.text('response byte');
  cell.close();
}

/** In the unit in which it is set. */
function putOwn(cell: Cell, desk: Desk): void {
  const { format, unit } = ROWS[desk.row]!;
  if (format === 'bits') {
    putRegister(cell, desk, desk.row);
    return;
  }
  cell.number(desk.unit.registers.get(desk.row));
  if (cell.isJson) return;
  cell.buffer.spaces(1);
  cell.buffer.text(unit);
}

const config: ConsoleCommand = {
  name: 'config',
  words: '[NAME [VALUE]|store|restore]',
  help: 'registers: shows, sets, keeps them',
  layout: 'rows',
  begin: configure,
  seek: (desk, index) => {
    const at = desk.from === NONE ? index : desk.from;
    if (at >= REGISTER_ROWS.length || (desk.from !== NONE && index > 0)) return false;
    desk.row = REGISTER_ROWS[at]!;
    return true;
  },
  columns: [
    { name: 'register', head: 'REGISTER', width: 25, put: (cell, { row }) => cell.word(ROWS[row]!.name) },
    { name: 'value', head: 'VALUE', width: 11, alignRight: true, put: putOwn },
    { name: 'unit', put: (cell, { row }) => (ROWS[row]!.unit === '' ? cell.nothing() : cell.word(ROWS[row]!.unit)) },
    { name: 'takes', head: 'TAKES', put: (cell, { row }) => putTaken(cell, ROWS[row]!) },
  ],
}; // biome-ignore format: a table is read by column

export const LIMIT_COMMANDS: readonly ConsoleCommand[] = [limits, faults, config];
