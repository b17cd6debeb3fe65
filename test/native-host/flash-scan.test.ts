// What a board's flash port does for JavaScript, in C: beside what the store does by itself where a port does not (firmware/store), and check
// sums beside zlib's. Over flashes with sectors that cannot be read, up to the region's ends and behind them.
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Flash, FlashStatus, NOWHERE, PAGE_BYTES, RingFound, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { isFlashBlank } from '../../firmware/store/blank';
import { readRing } from '../../firmware/store/ring-heads';
import { describeCore } from './describe-core';
import { FlashScanCore, UNTOUCHED } from './flash-scan-core';

const SECTORS = 7;
const REGION = SECTORS * SECTOR_BYTES;
const FIRST = 0x1b_0000;
/** "RKLG", and one that is not asked for. */
const [MAGIC, OTHER] = [0x474c_4b52, 0x5842_4b52];
const CHECK_BYTES = 4;
const RUNS = { numRuns: 400 };

/** As the C's own `flash_read` in the test: a port that offers nothing but a read. */
class PlainFlash implements Flash {
  readonly sectors = SECTORS;
  readonly #bytes: Uint8Array;
  readonly #unreadable: readonly number[];

  constructor(bytes: Uint8Array, unreadable: readonly number[]) {
    this.#bytes = bytes;
    this.#unreadable = unreadable;
  }

  read(offset: number, out: Uint8Array, length: number): FlashStatus {
    if (offset >= REGION || offset + length > REGION) return FlashStatus.outOfBounds;
    const isTouched = (sector: number) =>
      offset < (sector + 1) * SECTOR_BYTES && offset + length > sector * SECTOR_BYTES;
    if (length > 0 && this.#unreadable.some(isTouched)) return FlashStatus.timeout;
    out.set(this.#bytes.subarray(offset, offset + length));
    return FlashStatus.ok;
  }

  program(): never {
    throw new Error('nothing is written here');
  }

  erase(): never {
    throw new Error('nothing is erased here');
  }
}

const HUGE = 0xffff_ffff;
const offset = fc.oneof(
  fc.nat(REGION),
  fc.nat(SECTORS).map((sector) => sector * SECTOR_BYTES),
  fc.integer({ min: REGION - 80, max: REGION + 10 }),
  fc.nat(80).map((back) => HUGE - back),
);
const unreadable = fc.uniqueArray(fc.nat(SECTORS - 1), { maxLength: 2 });
/** Bytes that stand somewhere in a flash that is blank but for them. */
const pieces = fc.array(fc.record({ at: fc.nat(REGION - 1), bytes: fc.uint8Array({ maxLength: 300 }) }), {
  maxLength: 6,
});
type Pieces = typeof pieces extends fc.Arbitrary<infer T> ? T : never;

function flashOf(written: Pieces): Uint8Array {
  const flash = new Uint8Array(REGION).fill(0xff);
  for (const { at, bytes } of written) flash.set(bytes.subarray(0, REGION - at), at);
  return flash;
}

const turn = fc.oneof(fc.nat(5), fc.nat(HUGE));
/** The head of a sector, or what is left of one. */
const head = fc.record({
  state: fc.constantFrom('right', 'right', 'torn', 'other', 'none'),
  major: fc.nat(255),
  turn,
  last: turn,
  /** Of the bytes that no head needs. */
  filling: fc.nat(255),
});
type Head = typeof head extends fc.Arbitrary<infer T> ? T : never;

/** Docs/store.md: magic, major, turn and a word of its own; behind `checked` bytes their check sum, low byte first. */
function headBytes({ state, major, turn, last, filling }: Head, checked: number): Buffer {
  const bytes = Buffer.alloc(64, filling);
  bytes.writeUInt32LE(state === 'other' ? OTHER : MAGIC, 0);
  bytes[4] = major;
  bytes.writeUInt32LE(turn, 8);
  bytes.writeUInt32LE(last, 12);
  if (checked !== 0) bytes.writeUInt32LE(zlibCrc32(bytes.subarray(0, checked)), checked);
  if (state === 'torn') bytes[filling % (checked === 0 ? 16 : checked + CHECK_BYTES)]! ^= 1 << (turn & 7);
  return bytes;
}

/** A flash with these heads, in sector 0 and those behind it. */
function ringOf(heads: readonly Head[], checked: number, from = 0): Uint8Array {
  const flash = new Uint8Array(REGION).fill(0xff);
  for (const [i, each] of heads.entries()) {
    const at = from + i * SECTOR_BYTES;
    if (each.state !== 'none' && at < REGION) flash.set(headBytes(each, checked).subarray(0, REGION - at), at);
  }
  return flash;
}

const wordsOf = (count: number): Uint32Array => new Uint32Array(count).fill(UNTOUCHED);
const RIGHT: Head = { state: 'right', major: 1, turn: 1, last: 1, filling: 0xff };

describeCore('scans of the flash in C', () => {
  let core: FlashScanCore;
  beforeAll(() => {
    core = new FlashScanCore();
  });
  afterAll(() => core.close());

  /** The same flash, in C and in TypeScript. */
  const loaded = (bytes: Uint8Array, sectors: readonly number[]): PlainFlash => {
    core.load(FIRST, bytes, sectors);
    return new PlainFlash(bytes, sectors);
  };

  it("law: a check sum of any length is zlib's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(2000), (bytes, cut) => {
        const from = Math.min(cut, bytes.length);
        expect(core.crc32(bytes, from, bytes.length)).toBe(zlibCrc32(bytes.subarray(from)));
      }),
      RUNS,
    );
  });

  it('gives the check value of the catalogue of CRC algorithms, and 0 for nothing', () => {
    const check = new TextEncoder().encode('123456789');
    expect([core.crc32(check, 0, 9), core.crc32(check, 4, 4)]).toEqual([0xcbf4_3926, 0]);
  });

  it('law: sees in a ring what the store by itself does', () => {
    const checked = fc.oneof(fc.constantFrom(0, 16, 28, 60), fc.integer({ min: 16, max: 60 }));
    const from = fc.oneof(
      fc.nat(SECTORS).map((sector) => sector * SECTOR_BYTES),
      offset,
    );
    fc.assert(
      fc.property(
        fc.array(head, { maxLength: SECTORS + 2 }),
        checked,
        fc.constantFrom(0, 4, 8, 12, 9),
        from,
        unreadable,
        (heads, length, at, start, sectors) => {
          const flash = loaded(ringOf(heads, length, start), sectors);
          const [expected, words] = [wordsOf(heads.length), wordsOf(heads.length)];
          const [expectedFound, found] = [wordsOf(RingFound.count), wordsOf(RingFound.count)];
          readRing(flash, start, MAGIC, length, at, expected, expectedFound);
          const isDone = core.readRing(start, MAGIC, length, at, words, found);
          expect([isDone, words, found]).toEqual([true, expected, expectedFound]);
        },
      ),
      RUNS,
    );
  });

  it('finds the newest head, the first of two, the least word and the largest major version, up to the last sector', () => {
    const heads: readonly Head[] = [
      { ...RIGHT, turn: 5, last: 700 },
      { ...RIGHT, turn: HUGE, last: 0 },
      { ...RIGHT, state: 'torn', turn: HUGE, last: 1, major: 200 },
      { ...RIGHT, state: 'other', turn: HUGE, last: 1, major: 200 },
      { ...RIGHT, state: 'none' },
      { ...RIGHT, turn: HUGE, last: 900, major: 3 },
      { ...RIGHT, turn: 4, last: 600, major: 2 },
    ];
    core.load(FIRST, ringOf(heads, 28), []);
    const [words, found] = [wordsOf(SECTORS), wordsOf(RingFound.count)];
    expect(core.readRing(0, MAGIC, 28, 12, words, found)).toBe(true);
    expect([...words]).toEqual([700, 0, 0, 0, 0, 900, 600]);
    expect([...found], 'newest, turn, least, major').toEqual([1, HUGE, 600, 3]);
  });

  it('finds nothing in a ring that is blank, cannot be read, or has no sectors', () => {
    for (const [bytes, sectors, count] of [
      [new Uint8Array(REGION).fill(0xff), [], SECTORS],
      [ringOf([RIGHT], 28), [0], 1],
      [ringOf([RIGHT], 28), [], 0],
    ] as const) {
      core.load(FIRST, bytes, sectors);
      const [words, found] = [wordsOf(count), wordsOf(RingFound.count)];
      expect(core.readRing(0, MAGIC, 28, 12, words, found)).toBe(true);
      expect([[...words], [...found]]).toEqual([Array(count).fill(0), [NOWHERE, 0, NOWHERE, 0]]);
    }
  });

  it('does not come round to the start of the flash from behind its end', () => {
    core.load(FIRST, ringOf(Array(SECTORS).fill(RIGHT), 28), []);
    const [words, found] = [wordsOf(3), wordsOf(RingFound.count)];
    expect(core.readRing(HUGE - SECTOR_BYTES + 1, MAGIC, 28, 12, words, found)).toBe(true);
    expect([[...words], found[RingFound.newest]]).toEqual([[0, 0, 0], NOWHERE]);
  });

  it.each([
    ['a check sum over less than what is looked at', 15, 12],
    ['one behind more than 60 bytes', 61, 12],
    ['a length that is no length', HUGE, 12],
    ['a word behind what is looked at', 28, 13],
    ['a word at no place', 28, HUGE],
  ])('refuses %s', (_, checked, at) => {
    core.load(FIRST, ringOf(Array(SECTORS).fill(RIGHT), 28), []);
    const [words, found] = [wordsOf(2), wordsOf(RingFound.count)];
    expect(core.readRing(0, MAGIC, checked, at, words, found)).toBe(false);
    expect([...words, ...found]).toEqual([0x5a5a_5a5a, 0x5a5a_5a5a, ...Array(RingFound.count).fill(UNTOUCHED)]);
  });

  it('law: finds blank what the store by itself does', () => {
    const length = fc.oneof(fc.nat(200), fc.constantFrom(0, 63, 64, 65, PAGE_BYTES, SECTOR_BYTES, REGION, HUGE));
    fc.assert(
      fc.property(pieces, unreadable, offset, length, (written, sectors, from, of) => {
        const flash = loaded(flashOf(written), sectors);
        expect(core.isBlank(from, of)).toBe(isFlashBlank(flash, from, of, new Uint8Array(PAGE_BYTES)));
      }),
      RUNS,
    );
  });

  it('sees one bit that is written, at any place of a stretch', () => {
    for (let at = 0; at < 140; at++) {
      const bytes = new Uint8Array(REGION).fill(0xff);
      bytes[SECTOR_BYTES + at] = 0xff ^ (1 << (at & 7));
      core.load(FIRST, bytes, []);
      expect([at, core.isBlank(SECTOR_BYTES, at), core.isBlank(SECTOR_BYTES, at + 1)]).toEqual([at, true, false]);
      expect([at, core.isBlank(SECTOR_BYTES + at + 1, 300)]).toEqual([at, true]);
    }
  });

  it('gives addresses of the region, and for all else one that the core refuses', () => {
    const bytes = new Uint8Array(REGION);
    core.load(FIRST, bytes, []);
    const offsets = [0, 1, REGION - 1, REGION, REGION + 1, HUGE - FIRST + 1, HUGE];
    expect(offsets.map((of) => core.addressOf(of))).toEqual([
      FIRST,
      FIRST + 1,
      FIRST + REGION - 1,
      HUGE,
      HUGE,
      HUGE,
      HUGE,
    ]);
    // 2^20 sectors of 2^12 bytes: the address of this one would come round to the first.
    const sectors = [0, SECTORS - 1, SECTORS, 2 ** 20, HUGE];
    expect(sectors.map((of) => core.addressOfSector(of))).toEqual([
      FIRST,
      FIRST + REGION - SECTOR_BYTES,
      HUGE,
      HUGE,
      HUGE,
    ]);
  });
});
