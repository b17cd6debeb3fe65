// A record of the log: 32 bytes, eight to a page. Layout: docs/store.md. A field is added in place of a reserved one, never moved.
import { type CheckSums, crc32, getSigned, getWord, putWord } from './bytes';

export const RECORD_BYTES = 32;
const AT = {
  sequence: 0,
  uptime: 4,
  boot: 8,
  code: 10,
  detail: 11,
  unixTime: 12,
  a: 16,
  b: 20,
  c: 24,
  check: 28,
} as const;

/** Of byte 11: what the record says in a few bits of its own, and whether the unit was wanted on. */
const DETAIL_BITS = 0x0f;
const WANTED_BIT = 0x80;

/** One object per user, filled anew by each read. */
export interface LogRecord {
  /** From 1, never reused. */
  sequence: number;
  /** Milliseconds since the BMC started, modulo 2^32. */
  uptime: number;
  /** Boot count, modulo 65,536. */
  boot: number;
  code: number;
  detail: number;
  wanted: boolean;
  /** Seconds of Unix time; 0 where it was not known. */
  unixTime: number;
  a: number;
  b: number;
  c: number;
}

export const emptyRecord = (): LogRecord => ({
  sequence: 0,
  uptime: 0,
  boot: 0,
  code: 0,
  detail: 0,
  wanted: false,
  unixTime: 0,
  a: 0,
  b: 0,
  c: 0,
});

export function putRecord(out: Uint8Array, at: number, record: Readonly<LogRecord>, port?: CheckSums): void {
  putWord(out, at + AT.sequence, record.sequence);
  putWord(out, at + AT.uptime, record.uptime);
  out[at + AT.boot] = record.boot;
  out[at + AT.boot + 1] = record.boot >> 8;
  out[at + AT.code] = record.code;
  out[at + AT.detail] = (record.detail & DETAIL_BITS) | (record.wanted ? WANTED_BIT : 0);
  putWord(out, at + AT.unixTime, record.unixTime);
  putWord(out, at + AT.a, record.a);
  putWord(out, at + AT.b, record.b);
  putWord(out, at + AT.c, record.c);
  putWord(out, at + AT.check, crc32(out, at, at + AT.check, port));
}

/** @returns false, and fills nothing, where no whole record stands: blank (its check sum is not all ones), torn, or damaged */
export function getRecord(bytes: Uint8Array, at: number, out: LogRecord, port?: CheckSums): boolean {
  if (getWord(bytes, at + AT.check) !== crc32(bytes, at, at + AT.check, port)) return false;
  out.sequence = getWord(bytes, at + AT.sequence);
  out.uptime = getWord(bytes, at + AT.uptime);
  out.boot = bytes[at + AT.boot]! | (bytes[at + AT.boot + 1]! << 8);
  out.code = bytes[at + AT.code]!;
  out.detail = bytes[at + AT.detail]! & DETAIL_BITS;
  out.wanted = (bytes[at + AT.detail]! & WANTED_BIT) !== 0;
  out.unixTime = getWord(bytes, at + AT.unixTime);
  out.a = getSigned(bytes, at + AT.a);
  out.b = getSigned(bytes, at + AT.b);
  out.c = getSigned(bytes, at + AT.c);
  return true;
}
