// QUERY: what this unit does with a code, from the table. PMBus Part II 1.3.1, section 11.13.
import type { CommandSpec } from './command-spec';
import { NOT_SUPPORTED, ROW_OF_CODE, ROWS } from './commands';

const KNOWN = 0x80;
const WRITTEN = 0x40;
const READ = 0x20;
/** Bits 4:2. LINEAR11 and ULINEAR16 share a code; bits are no number, and a block has this code whatever is in it. */
const NOT_NUMERIC = 7 << 2;
const FORMAT = { linear11: 0, ulinear16: 0, bits: NOT_NUMERIC, fields: NOT_NUMERIC, text: NOT_NUMERIC } as const;

/** The data byte of the answer; 0 for a code that is not known. */
export function queryByte(code: number): number {
  const row = ROW_OF_CODE[code]!;
  return row === NOT_SUPPORTED ? 0 : byteOf(ROWS[row]!);
}

function byteOf(spec: CommandSpec): number {
  return KNOWN | (spec.write === 'none' ? 0 : WRITTEN) | (spec.read === 'none' ? 0 : READ) | FORMAT[spec.format];
}
