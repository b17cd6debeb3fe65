// The head of a sector of the log, in the place of its first record. Layout: docs/store.md.
import { type CheckSums, crc32, putWord } from './bytes';
import { RECORD_BYTES } from './record';

/** "RKLG": the first word of a head. */
export const HEAD_MAGIC = 0x474c_4b52;
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

export function putHead(out: Uint8Array, head: Readonly<SectorHead>, port?: CheckSums): void {
  out.fill(0xff, 0, RECORD_BYTES);
  putWord(out, AT.magic, HEAD_MAGIC);
  out[AT.major] = head.major;
  out[AT.minor] = STORE_MINOR;
  putWord(out, AT.turn, head.turn);
  putWord(out, AT.first, head.first);
  putWord(out, AT.check, crc32(out, 0, AT.check, port));
}

/**
 * At start each sector's head is looked at: by words, which cost a microcontroller a quarter of four bytes.
 * @param words the same memory as `bytes`. @param at offset of the head in it, a multiple of 4
 * @returns false, and fills nothing, where no whole head stands
 */
export function getHead(bytes: Uint8Array, words: Int32Array, at: number, out: SectorHead, port?: CheckSums): boolean {
  const first = at >> 2;
  if (words[first] !== HEAD_MAGIC) return false;
  if (words[first + (AT.check >> 2)] !== (crc32(bytes, at, at + AT.check, port) | 0)) return false;
  out.major = bytes[at + AT.major]!;
  out.turn = words[first + (AT.turn >> 2)]! >>> 0;
  out.first = words[first + (AT.first >> 2)]! >>> 0;
  return true;
}
