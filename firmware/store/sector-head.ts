// The head of a sector of the log, in the place of its first record. Layout: docs/store.md.
import { crc32, getWord, putWord } from './bytes';
import { RECORD_BYTES } from './record';

/** "RKLG". */
const MAGIC = 0x474c_4b52;
/** The first byte of a head. */
export const HEAD_BEGINS = MAGIC & 0xff;
/** Raised when an older firmware would misread: it then keeps its hands off. */
export const STORE_MAJOR = 1;
/** Raised with every addition. */
export const STORE_MINOR = 0;

const AT = { magic: 0, major: 4, minor: 5, turn: 8, first: 12, check: 28 } as const;

export interface SectorHead {
  major: number;
  /** Counts the sectors that were begun. */
  turn: number;
  /** Sequence number of its first record. */
  first: number;
}

export function putHead(out: Uint8Array, head: Readonly<SectorHead>): void {
  out.fill(0xff, 0, RECORD_BYTES);
  putWord(out, AT.magic, MAGIC);
  out[AT.major] = head.major;
  out[AT.minor] = STORE_MINOR;
  putWord(out, AT.turn, head.turn);
  putWord(out, AT.first, head.first);
  putWord(out, AT.check, crc32(out, 0, AT.check));
}

/** @returns false, and fills nothing, where no whole head stands */
export function getHead(bytes: Uint8Array, out: SectorHead): boolean {
  if (getWord(bytes, AT.magic) !== MAGIC || getWord(bytes, AT.check) !== crc32(bytes, 0, AT.check)) return false;
  out.major = bytes[AT.major]!;
  out.turn = getWord(bytes, AT.turn);
  out.first = getWord(bytes, AT.first);
  return true;
}
