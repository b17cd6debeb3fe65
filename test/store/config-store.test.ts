// The configuration in flash: two sectors in turn, the newest whole one counts, nothing of another layout is touched, and a flash that
// refuses is asked again. Layout: docs/store.md.
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlashStatus, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { ConfigStore, MOST_ENTRIES } from '../../firmware/store/config-store';
import { entriesOf } from '../support/config-entries';
import { ModelFlash } from '../support/model-flash';

type Entry = readonly [code: number, value: number];

function mounted(flash: ModelFlash, firstSector = 0): ConfigStore {
  const config = new ConfigStore(flash, firstSector);
  config.mount();
  return config;
}

/** Asks for a new configuration; the flash has not been touched yet. */
function begin(config: ConfigStore, entries: readonly Entry[]): void {
  expect(config.begin()).toBe(true);
  for (const [code, value] of entries) config.put(code, value);
  config.commit();
}

function store(config: ConfigStore, entries: readonly Entry[]): void {
  begin(config, entries);
  for (let i = 0; config.isBusy; i++) {
    expect(i, 'endless').toBeLessThan(10);
    expect(config.work()).toBe(FlashStatus.ok);
  }
}

const someEntries = (count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => [i & 0xff, i % 2 === 0 ? -1 - i * 1000 : i * 70_000] as const);

interface Made {
  readonly magic?: string;
  readonly major?: number;
  readonly generation: number;
  readonly entries: readonly Entry[];
  /** What the head says there are, where that is not true. */
  readonly count?: number;
}

/** A configuration by hand, its check sum by zlib. */
function made({ magic = 'RKCF', major = 1, generation, entries, count = entries.length }: Made): Buffer {
  const bytes = Buffer.alloc(32 + 8 * entries.length, 0xff);
  bytes.write(magic, 0, 'latin1');
  bytes.writeUInt8(major, 4);
  if (major > 1) bytes.writeUInt8(0xff - major, 27);
  bytes.writeUInt32LE(generation, 8);
  bytes.writeUInt32LE(count, 12);
  entries.forEach(([code, value], i) => {
    bytes.writeUInt8(code, 32 + 8 * i);
    bytes.writeInt32LE(value, 36 + 8 * i);
  });
  bytes.writeUInt32LE((zlibCrc32(bytes.subarray(0, 28)) ^ zlibCrc32(bytes.subarray(32))) >>> 0, 28);
  return bytes;
}

/** A flash whose two sectors hold these. */
function flashWith(...contents: readonly (Buffer | undefined)[]): ModelFlash {
  const flash = new ModelFlash(2);
  contents.forEach((bytes, sector) => {
    if (bytes !== undefined) flash.chip.overwrite(sector * SECTOR_BYTES, bytes);
  });
  return flash;
}

describe('a flash without a configuration', () => {
  it('generation 0, no entry, and the erase ahead is due', () => {
    const config = mounted(new ModelFlash(2));
    expect([config.generation, config.count, config.isBusy, config.needsErase, config.isForeign]).toEqual([
      0,
      0,
      false,
      true,
      false,
    ]);
  });

  it('full of something else is the same', () => {
    const junk = Buffer.alloc(SECTOR_BYTES, 0x33);
    const config = mounted(flashWith(junk, junk));
    expect([config.generation, config.count, config.isForeign]).toEqual([0, 0, false]);
    store(config, [[0x46, 5]]);
    expect(config.generation).toBe(1);
  });
});

describe('what was stored', () => {
  it('law: comes back whole, the last of any number of them, and only it', () => {
    const entry = fc.tuple(fc.nat(255), fc.integer());
    const configuration = fc.array(entry, { maxLength: 124, size: 'max' });
    fc.assert(
      fc.property(fc.array(configuration, { minLength: 1, maxLength: 4, size: 'max' }), (all) => {
        const flash = new ModelFlash(5);
        const config = mounted(flash, 3);
        all.forEach((entries, i) => {
          store(config, entries);
          const again = mounted(flash, 3);
          expect([again.generation, entriesOf(again)]).toEqual([i + 1, entries]);
        });
        expect(entriesOf(config)).toEqual(all.at(-1));
        expect(flash.chip.wear.slice(0, 3), 'not our sectors').toEqual(new Uint32Array(3));
      }),
      { numRuns: 30 },
    );
  });

  it('has room for 124 entries: 1024 bytes, less 32 of head, 8 each; one more is left out', () => {
    expect(MOST_ENTRIES).toBe(124);
    const flash = new ModelFlash(2);
    store(mounted(flash), someEntries(125));
    expect(entriesOf(mounted(flash))).toEqual(someEntries(124));
  });

  it('lies in the two sectors in turn: wear is even', () => {
    const flash = new ModelFlash(2);
    for (let i = 0; i < 6; i++) store(mounted(flash), someEntries(3));
    expect([...flash.chip.wear]).toEqual([3, 3]);
  });

  it('the erase ahead may be done before: then the pages alone are written', () => {
    const flash = new ModelFlash(2);
    const config = mounted(flash);
    expect([config.work(), config.needsErase, flash.chip.wear[0]]).toEqual([FlashStatus.ok, false, 1]);
    expect([config.work(), flash.chip.operations], 'nothing is due').toEqual([FlashStatus.ok, 1]);
    store(config, someEntries(1));
    expect([flash.chip.operations, config.needsErase]).toEqual([2, true]);
  });

  it.each([
    [28, 1, 32 + 28 * 8],
    [29, 2, 32 + 29 * 8],
    [60, 2, 32 + 60 * 8],
    [61, 3, 32 + 61 * 8],
    [124, 4, 1024],
  ])('%i entries are %i pages', (entries, pages, bytes) => {
    expect(Math.ceil(bytes / 256)).toBe(pages);
    const flash = new ModelFlash(2);
    const config = mounted(flash);
    config.work();
    const before = flash.chip.operations;
    store(config, someEntries(entries));
    expect(flash.chip.operations - before).toBe(pages);
  });

  it('is written from the last page to the first: until the head is there, the old one counts', () => {
    const flash = new ModelFlash(2);
    const config = mounted(flash);
    store(config, [[1, 1]]);
    begin(config, someEntries(100));
    const seen: [number, number][] = [];
    while (config.isBusy) {
      config.work();
      const again = mounted(flash);
      seen.push([again.generation, again.count]);
    }
    // The erase, then four pages: 32 + 800 bytes.
    expect(seen).toEqual([[1, 1], [1, 1], [1, 1], [1, 1], [2, 100]]); // biome-ignore format: one line
  });

  it('one at a time: while it is written no other begins, and it is not mixed up', () => {
    const flash = new ModelFlash(2);
    const config = mounted(flash);
    begin(config, [[7, 7]]);
    expect([config.isBusy, config.begin()]).toEqual([true, false]);
    while (config.isBusy) config.work();
    expect([config.begin(), entriesOf(mounted(flash))]).toEqual([true, [[7, 7]]]);
  });
});

describe('of two that stand there', () => {
  const [old, fresh] = [made({ generation: 3, entries: [[1, 10]] }), made({ generation: 4, entries: [[2, 20]] })];

  it.each([
    ['first', fresh, old],
    ['second', old, fresh],
  ])('the newer counts, the %s, and the next one goes over the older', (_, first, second) => {
    const flash = flashWith(first, second);
    const config = mounted(flash);
    expect([config.generation, entriesOf(config)]).toEqual([4, [[2, 20]]]);
    store(config, [[3, 30]]);
    expect(entriesOf(mounted(flash))).toEqual([[3, 30]]);
    expect([...flash.chip.wear]).toEqual(first === old ? [1, 0] : [0, 1]);
  });

  it('a bit of the newer that is wrong: the older counts', () => {
    for (let bit = 0; bit < fresh.length * 8; bit++) {
      // A newer major is another matter: see below.
      if (bit >> 3 === 4) continue;
      const damaged = Buffer.from(fresh);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const config = mounted(flashWith(old, damaged));
      expect([bit, config.generation, entriesOf(config)]).toEqual([bit, 3, [[1, 10]]]);
    }
  });

  it('a sector that cannot be read counts as none', () => {
    for (const sector of [0, 1]) {
      const flash = flashWith(old, fresh);
      flash.unreadable.add(sector);
      const config = mounted(flash);
      expect([config.generation, entriesOf(config)]).toEqual(sector === 0 ? [4, [[2, 20]]] : [3, [[1, 10]]]);
    }
  });
});

describe('a head that is right, and what it says is not', () => {
  it.each([
    ['more entries than there is room for', made({ generation: 9, entries: someEntries(125), count: 125 })],
    ['more entries than there are', made({ generation: 9, entries: someEntries(2), count: 3 })],
    ['generation 0: it never was', made({ generation: 0, entries: someEntries(2) })],
    ['another name', made({ magic: 'RKCG', generation: 9, entries: someEntries(2) })],
  ])('%s: there is none', (_, bytes) => {
    for (const flash of [flashWith(bytes), flashWith(undefined, bytes)]) {
      const config = mounted(flash);
      expect([config.generation, config.count, config.isForeign]).toEqual([0, 0, false]);
    }
  });

  it('an older major is read: majors are raised when an older firmware would misread', () => {
    const config = mounted(flashWith(made({ major: 0, generation: 2, entries: [[1, 10]] })));
    expect([config.isForeign, entriesOf(config)]).toEqual([false, [[1, 10]]]);
  });
});

it('a head that the power cut short is no newer layout: the one before it stands, and the next is kept', () => {
  const old = made({ generation: 4, entries: [[1, 10]] });
  const cut = made({ generation: 5, entries: [[1, 11]] });
  // The major version is 1: every value that keeps bit 0.
  for (let major = 3; major < 0x100; major += 2) {
    cut[4] = major;
    const config = mounted(flashWith(old, cut));
    expect([major, config.isForeign, entriesOf(config), config.needsErase]).toEqual([major, false, [[1, 10]], true]);
  }
  for (let at = 4; at < 28; at++) {
    const torn = Buffer.concat([cut.subarray(0, at), Buffer.alloc(cut.length - at, 0xff)]);
    torn[4] = at === 4 ? 0xff : 1;
    const config = mounted(flashWith(old, torn));
    expect([at, config.isForeign, entriesOf(config)]).toEqual([at, false, [[1, 10]]]);
  }
});

describe('a newer layout', () => {
  const newer = made({ major: 2, generation: 9, entries: [[9, 9]] });

  it.each([0, 1])('in sector %i is left alone: nothing is read of it, written or erased', (sector) => {
    const flash = sector === 0 ? flashWith(newer) : flashWith(undefined, newer);
    const before = flash.chip.read(0, 2 * SECTOR_BYTES);
    const config = mounted(flash);
    expect([config.isForeign, config.count, config.needsErase, config.begin()]).toEqual([true, 0, false, false]);
    expect([config.work(), flash.chip.operations]).toEqual([FlashStatus.ok, 0]);
    expect(flash.chip.read(0, 2 * SECTOR_BYTES)).toEqual(before);
  });
});

describe('a flash that refuses', () => {
  it('busy at the erase or at a page: nothing changes, and the next try does it', () => {
    const flash = new ModelFlash(2);
    const config = mounted(flash);
    begin(config, someEntries(40));
    const statuses: FlashStatus[] = [];
    for (let i = 0; config.isBusy && i < 20; i++) {
      flash.busyFor = i % 2 === 0 ? 1 : 0;
      statuses.push(config.work());
    }
    const { busy, ok } = FlashStatus;
    expect(statuses).toEqual([busy, ok, busy, ok, busy, ok]);
    expect(entriesOf(mounted(flash))).toEqual(someEntries(40));
  });

  it('an erase that fails is due again', () => {
    const flash = new ModelFlash(2);
    flash.failingErases = 1;
    const config = mounted(flash);
    expect([config.work(), config.needsErase]).toEqual([FlashStatus.timeout, true]);
    expect([config.work(), config.needsErase]).toEqual([FlashStatus.ok, false]);
  });

  it('a page that does not take: the sector is erased once more and all of it is written again, the old one stands', () => {
    const flash = new ModelFlash(2);
    const config = mounted(flash);
    store(config, [[1, 1]]);
    begin(config, someEntries(100));
    config.work();
    config.work();
    flash.failing = 1;
    expect(config.work()).toBe(FlashStatus.verifyFailed);
    expect([config.isBusy, config.needsErase, config.generation]).toEqual([true, true, 1]);
    expect(entriesOf(mounted(flash))).toEqual([[1, 1]]);
    const before = flash.chip.operations;
    while (config.isBusy) expect(config.work()).toBe(FlashStatus.ok);
    expect(flash.chip.operations - before).toBe(1 + 4);
    expect([config.generation, entriesOf(mounted(flash))]).toEqual([2, someEntries(100)]);
  });
});
