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

/** What vouches for a head stands behind so many bytes. */
export const CHECKED_BYTES = AT.check;
/** Where it says the sequence number of its first record. */
export const FIRST_AT = AT.first;

/**
 * Whether a head without a check sum of its own is of a newer layout. Those say their major twice, the second time as complement in
 * the byte before the check sum: a head of ours that a power cut left half written, bits of it still ones, is never taken for one.
 */
export const isNewerMajor = (major: number, complement: number): boolean =>
  major > STORE_MAJOR && (major ^ complement) === 0xff;
