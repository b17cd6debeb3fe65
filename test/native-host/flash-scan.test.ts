// What a board's flash port does for JavaScript, in C: beside what the store does by itself where a port does not (firmware/store), and check
// sums beside zlib's. Over flashes with sectors that cannot be read, up to the region's ends and behind them.
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Flash, FlashStatus, PAGE_BYTES, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { isFlashBlank } from '../../firmware/store/blank';
import { readEach, readWhole } from '../../firmware/store/read-each';
import { describeCore } from './describe-core';
import { FlashScanCore, REFUSED, UNTOUCHED } from './flash-scan-core';

const SECTORS = 4;
const REGION = SECTORS * SECTOR_BYTES;
const FIRST = 0x1b_0000;
/** Flash-scan.h: a place has 64 bytes at the most, the last four of which are its check sum. */
const LONGEST = 60;
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
const stride = fc.oneof(
  fc.constantFrom(0, 1, 32, PAGE_BYTES, SECTOR_BYTES, REGION, 0x8000_0000, 0xffff_f000, HUGE),
  fc.nat(2 * SECTOR_BYTES),
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

const untouched = (size: number): Uint8Array => new Uint8Array(size).fill(UNTOUCHED);

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

  it('law: reads each place as the store does by itself', () => {
    const length = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.constantFrom(16, PAGE_BYTES, 2000));
    fc.assert(
      fc.property(
        pieces,
        unreadable,
        offset,
        stride,
        length,
        fc.nat(20),
        (written, sectors, from, step, each, count) => {
          const flash = loaded(flashOf(written), sectors);
          const size = Math.min(count, Math.trunc(4000 / each)) * each;
          const [expected, out] = [untouched(size), untouched(size)];
          const status = readEach(flash, from, step, each, expected);
          expect([core.readEach(from, step, each, out), out]).toEqual([status, expected]);
        },
      ),
      RUNS,
    );
  });

  it('law: takes for whole what the store by itself does, and what zlib vouches for', () => {
    const whole = fc.array(fc.constantFrom('right', 'torn', 'blank'), { maxLength: 20 });
    const lengths = fc
      .integer({ min: 1, max: LONGEST })
      .chain((length) =>
        fc.tuple(fc.constant(length), fc.oneof(fc.constant(length), fc.integer({ min: 1, max: length }))),
      );
    fc.assert(
      fc.property(
        pieces,
        unreadable,
        offset,
        stride,
        lengths,
        whole,
        fc.nat(255),
        (written, sectors, from, step, [length, count], states, seed) => {
          const bytes = flashOf(written);
          for (const [i, state] of states.entries()) put(bytes, from + i * step, length, state, seed + i);
          const flash = loaded(bytes, sectors);
          const [expected, out] = [untouched(states.length * count), untouched(states.length * count)];
          const found = readWhole(flash, from, step, length, count, expected, new Uint8Array(length + CHECK_BYTES));
          expect([core.readWhole(from, step, length, count, out), out]).toEqual([found, expected]);
        },
      ),
      RUNS,
    );
  });

  it('finds the places that are whole among torn ones, up to the last byte of the region', () => {
    const bytes = new Uint8Array(REGION).fill(0xff);
    const from = REGION - 4 * 64;
    for (const [i, state] of ['right', 'torn', 'right', 'right'].entries())
      put(bytes, from + i * 64, LONGEST, state, i);
    core.load(FIRST, bytes, []);
    const out = untouched(5);
    expect(core.readWhole(from, 64, LONGEST, 1, out)).toBe(3);
    expect([...out]).toEqual([bytes[from], 0, bytes[from + 128], bytes[from + 192], 0]);
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

  it.each([
    ['no length', 0, 16],
    ['room for no whole number of places', 16, 24],
    ['room for less than one', 16, 15],
  ])('reads no places of %s', (_, length, size) => {
    loaded(new Uint8Array(REGION), []);
    const out = untouched(size);
    expect([core.readEach(0, SECTOR_BYTES, length, out), out]).toEqual([REFUSED, untouched(size)]);
  });

  it.each([
    ['a place longer than 64 bytes', 61, 16, 16],
    ['a length that is no length', HUGE, 16, 16],
    ['no count', 28, 0, 16],
    ['more than the place has', 28, 29, 29],
    ['room for no whole number of places', 28, 16, 24],
  ])('looks for nothing whole in %s', (_, length, count, size) => {
    loaded(new Uint8Array(REGION), []);
    const out = untouched(size);
    expect([core.readWhole(0, SECTOR_BYTES, length, count, out), out]).toEqual([REFUSED, untouched(size)]);
  });

  it('has no place to read into: nothing is whole, nothing wrong', () => {
    loaded(new Uint8Array(REGION), [0, 1, 2, 3]);
    expect([core.readEach(0, 16, 16, untouched(0)), core.readWhole(0, 16, 16, 16, untouched(0))]).toEqual([0, 0]);
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

/** A place in flash, if it fits: with its check sum, low byte first, or one bit of it wrong. */
function put(flash: Uint8Array, at: number, length: number, state: string, seed: number): void {
  if (state === 'blank' || at + length + CHECK_BYTES > flash.length) return;
  const place = Buffer.alloc(length + CHECK_BYTES);
  for (let i = 0; i < length; i++) place[i] = seed * 31 + i * 7;
  place.writeUInt32LE(zlibCrc32(place.subarray(0, length)), length);
  if (state === 'torn') place[(seed * 13) % place.length]! ^= 1 << (seed & 7);
  flash.set(place, at);
}
