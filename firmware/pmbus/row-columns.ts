// The columns of the command table that are looked at at run time, as numbers by row: what the table says in words costs a
// microcontroller a comparison of texts each time. Built with the image; read-only once built.
import type { CommandSpec, Protection, WriteShape } from './command-spec';
import { NOT_SUPPORTED, ROW_OF_CODE, ROWS } from './commands';
import { decodeAs, encodeAs, encodingOf } from './number-format';

/** Where the value of a row comes from. An identity is a block: its writer knows the text. */
export const Kind = {
  register: 0,
  constant: 1,
  status: 2,
  summary: 3,
  alone: 4,
  block: 5,
  identity: 5,
  channel: 6,
  action: 7,
  request: 8,
  question: 9,
} as const satisfies Record<CommandSpec['origin']['kind'], number>;

/** Who may write: a bit each. */
export const ProtectionBit = { never: 1, writeProtect: 2, operation: 4, configuration: 8 } as const;
const BIT_OF: Readonly<Record<Protection, number>> = {
  never: ProtectionBit.never,
  'write-protect': ProtectionBit.writeProtect,
  operation: ProtectionBit.operation,
  configuration: ProtectionBit.configuration,
};

/** Fewest and most bytes after the code that a write of this shape carries, PEC not counted. */
const LENGTHS: Readonly<Record<WriteShape, readonly [number, number]>> = {
  none: [0, 0],
  send: [0, 0],
  byte: [1, 1],
  word: [2, 2],
  'byte-or-word': [1, 2],
  block: [1, 33],
};

const column = (of: (spec: CommandSpec) => number): Uint8Array => Uint8Array.from(ROWS, of);

export const CODE = column(({ code }) => code);
export const KIND = column(({ origin }) => Kind[origin.kind]);
/** Bytes of a scalar. */
export const WIDTH = column(({ read }) => (read === 'word' ? 2 : 1));
export const IS_WRITTEN = column(({ write }) => (write === 'none' ? 0 : 1));
export const PROTECTION = column(({ protection }) => BIT_OF[protection]);
export const SHORTEST = column(({ write }) => LENGTHS[write][0]);
export const LONGEST = column(({ write }) => LENGTHS[write][1]);
/** Bytes behind the code of a process call; 0: none. */
export const QUESTION = column(({ question }) => question ?? 0);
/** The status register that a row shows; 0 for other rows. */
export const STATUS_REGISTER = column(({ origin }) => (origin.kind === 'status' ? origin.register : 0));
const ENCODING = column(({ format, unit }) => encodingOf(format, unit));
/** Of a register before anything is written; the value of a constant; 0 for other rows. In the unit of the row. */
export const INITIAL = Int32Array.from(ROWS, ({ origin }) => {
  if (origin.kind === 'register') return origin.initial;
  return origin.kind === 'constant' ? origin.value : 0;
});
/** The same on the wire: most registers stay as they are. */
export const INITIAL_RAW = Int32Array.from(INITIAL, (value, row) => encodeAs(ENCODING[row]!, value));
const NUMBERS: readonly number[] = [Kind.register, Kind.constant, Kind.status, Kind.summary, Kind.alone];
/** Bytes of the number that a row shows from the start on; 0 where it shows a block, or nothing yet. */
export const FIRST_WIDTH = WIDTH.map((width, row) => (NUMBERS.includes(KIND[row]!) ? width : 0));
/** What a write of a row asks of the rest of the firmware. Bits. */
export const Effect = {
  /** It looks at what was found: what was written before it has to be decided upon first. */
  looks: 1,
  /** It asks for something: to be decided upon at once. */
  asks: 2,
} as const;
const EFFECT_OF_KIND: Readonly<Partial<Record<CommandSpec['origin']['kind'], number>>> = {
  action: Effect.looks | Effect.asks,
  request: Effect.asks,
  status: Effect.looks,
  summary: Effect.looks,
};
const effectOf = ({ origin, wish }: CommandSpec): number =>
  EFFECT_OF_KIND[origin.kind] ?? (wish === true ? Effect.asks : 0);
/** By code. */
export const EFFECT_OF_CODE = ROW_OF_CODE.map((row) => (row === NOT_SUPPORTED ? 0 : effectOf(ROWS[row]!)));

/** Bytes of the longest block, its count byte included. */
export const LARGEST_BLOCK = ROWS.reduce((most, { largest }) => Math.max(most, (largest ?? 0) + 1), 2);

/** `value` in the unit of the row as its raw byte or word. Allocates nothing. */
export const encodeRow = (row: number, value: number): number =>
  value === INITIAL[row] ? INITIAL_RAW[row]! : encodeAs(ENCODING[row]!, value);

/** A raw byte or word as a value in the unit of the row. */
export const decodeRow = (row: number, raw: number): number => decodeAs(ENCODING[row]!, raw);
