// A record and a sector's head as bytes, against the tables of docs/store.md: every bit of them is vouched for.
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOWHERE, RingFound } from '../../firmware/io/flash/flash';
import { emptyRecord, getRecord, type LogRecord, putRecord, RECORD_BYTES } from '../../firmware/store/record';
import { readRing } from '../../firmware/store/ring-heads';
import { CHECKED_BYTES, FIRST_AT, HEAD_MAGIC, putHead, type SectorHead } from '../../firmware/store/sector-head';
import { ModelFlash } from '../support/model-flash';

const word = fc.nat(0xffff_ffff);
const signed = fc.integer();
const record: fc.Arbitrary<LogRecord> = fc.record({
  sequence: word,
  uptime: word,
  boot: fc.nat(0xffff),
  code: fc.nat(0xff),
  detail: fc.nat(15),
  wanted: fc.boolean(),
  unixTime: word,
  a: signed,
  b: signed,
  c: signed,
});

/** The head that a start finds in a sector of these bytes. */
function headIn(bytes: Uint8Array, out: SectorHead): boolean {
  const flash = new ModelFlash(1);
  flash.chip.program(0, bytes);
  const words = new Uint32Array(1);
  const found = new Uint32Array(RingFound.count);
  const wordAt = (at: number): number => {
    readRing(flash, 0, HEAD_MAGIC, CHECKED_BYTES, at, words, found);
    return words[0]!;
  };
  if (wordAt(0) !== HEAD_MAGIC) return false;
  out.major = found[RingFound.major]!;
  out.turn = wordAt(8);
  out.first = wordAt(FIRST_AT);
  expect([...found], 'a ring of this one').toEqual([
    out.turn === 0 ? NOWHERE : 0,
    out.turn,
    out.first === 0 ? NOWHERE : out.first,
    out.major,
  ]);
  return true;
}

/** As docs/store.md has it. */
function recordBytes(of: LogRecord): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt32LE(of.sequence, 0);
  bytes.writeUInt32LE(of.uptime, 4);
  bytes.writeUInt16LE(of.boot, 8);
  bytes.writeUInt8(of.code, 10);
  bytes.writeUInt8(of.detail + (of.wanted ? 0x80 : 0), 11);
  bytes.writeUInt32LE(of.unixTime, 12);
  [of.a, of.b, of.c].forEach((value, i) => void bytes.writeInt32LE(value, 16 + 4 * i));
  bytes.writeUInt32LE(zlibCrc32(bytes.subarray(0, 28)), 28);
  return bytes;
}

describe('a record', () => {
  it('law: stands in flash as the table says, and is read back, at any place', () => {
    fc.assert(
      fc.property(record, fc.nat(20), (of, at) => {
        const bytes = new Uint8Array(60).fill(0x5a);
        putRecord(bytes, at, of);
        const expected = Buffer.alloc(60, 0x5a);
        recordBytes(of).copy(expected, at);
        expect(Buffer.from(bytes)).toEqual(expected);
        const out = emptyRecord();
        expect([getRecord(bytes, at, out), out]).toEqual([true, of]);
      }),
    );
  });

  it('holds four bits of detail, and the boot count modulo 65,536: what does not fit touches no other field', () => {
    const bytes = new Uint8Array(32);
    putRecord(bytes, 0, { ...emptyRecord(), detail: 0xf5, boot: 0x1_0203, code: 0x1ff });
    const out = emptyRecord();
    getRecord(bytes, 0, out);
    expect(out).toEqual({ ...emptyRecord(), detail: 5, boot: 0x203, code: 0xff });
  });

  it('with one bit that is wrong is none, and fills nothing', () => {
    const whole = recordBytes({ ...emptyRecord(), sequence: 77, uptime: 5, a: -3, b: 9 });
    for (let bit = 0; bit < RECORD_BYTES * 8; bit++) {
      const bytes = Uint8Array.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const out = emptyRecord();
      expect([bit, getRecord(bytes, 0, out), out]).toEqual([bit, false, emptyRecord()]);
    }
  });

  it('that was never written is none, in a page of ones and in one of noughts', () => {
    for (const byte of [0xff, 0x00]) {
      expect(getRecord(new Uint8Array(64).fill(byte), 32, emptyRecord()), `0x${byte.toString(16)}`).toBe(false);
    }
  });

  it('with an event of 255 and all fields at their end is one all the same', () => {
    const last = 0xffff_ffff;
    const of: LogRecord = { sequence: last, uptime: last, boot: 0xffff, code: 255, detail: 15, wanted: true, unixTime: last, a: -1, b: -1, c: -1 }; // biome-ignore format: one line
    const out = emptyRecord();
    expect([getRecord(recordBytes(of), 0, out), out]).toEqual([true, of]);
  });
});

describe('the head of a sector', () => {
  const head: fc.Arbitrary<SectorHead> = fc.record({ major: fc.nat(255), turn: word, first: word });

  it('law: stands in flash as the table says, what is not listed is 0xFF, and is read back', () => {
    fc.assert(
      fc.property(head, (of) => {
        const expected = Buffer.alloc(40, 0xff);
        expected.write('RKLG', 0, 'latin1');
        expected.writeUInt8(of.major, 4);
        expected.writeUInt8(0, 5);
        expected.writeUInt32LE(of.turn, 8);
        expected.writeUInt32LE(of.first, 12);
        expected.writeUInt32LE(zlibCrc32(expected.subarray(0, 28)), 28);
        expected.fill(0x5a, 32);
        const bytes = new Uint8Array(40).fill(0x5a);
        putHead(bytes, of);
        expect(Buffer.from(bytes)).toEqual(expected);
        const out: SectorHead = { major: 0, turn: 0, first: 0 };
        expect([headIn(bytes, out), out]).toEqual([true, of]);
      }),
    );
  });

  it('with one bit that is wrong is none, and fills nothing', () => {
    const bytes = new Uint8Array(32);
    putHead(bytes, { major: 1, turn: 3, first: 400 });
    for (let bit = 0; bit < 256; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const out: SectorHead = { major: 9, turn: 9, first: 9 };
      expect([bit, headIn(bytes, out), out]).toEqual([bit, false, { major: 9, turn: 9, first: 9 }]);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
    }
  });

  it('is not taken for a head because its check sum is right: the name counts', () => {
    const bytes = Buffer.alloc(32, 0xff);
    bytes.write('RKLH', 0, 'latin1');
    bytes.writeUInt32LE(zlibCrc32(bytes.subarray(0, 28)), 28);
    expect(headIn(bytes, { major: 0, turn: 0, first: 0 })).toBe(false);
  });
});
