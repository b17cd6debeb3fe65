// What a port of the flash may do by itself (look for blank stretches and at heads, compute check sums): the store is the same with it and without.
import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FlashStatus, NOWHERE, PAGE_BYTES, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { isFlashBlank } from '../../firmware/store/blank';
import { ConfigStore } from '../../firmware/store/config-store';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord } from '../../firmware/store/record';
import { entriesOf } from '../support/config-entries';
import { ModelFlash } from '../support/model-flash';

/** Docs/store.md: 32 bytes each, a head in the place of the first. */
const RECORDS_PER_SECTOR = 127;

/** As a board's port: the C looks, and the pages are not read for it. */
class LookingFlash extends ModelFlash {
  isBlank(offset: number, length: number): boolean {
    return this.chip.read(offset, length).every((byte) => byte === 0xff);
  }
}

/** It looks at heads and computes as well. */
class HelpingFlash extends LookingFlash {
  readRing(offset: number, magic: number, checked: number, at: number, words: Uint32Array, found: Uint32Array): void {
    const heads = Array.from(words, (_, i) => this.#headAt(offset + i * SECTOR_BYTES, magic, checked));
    const wordsOf = (byte: number) => heads.map((head) => head?.readUInt32LE(byte) ?? 0);
    words.set(wordsOf(at));
    const turns = wordsOf(8);
    const turn = Math.max(...turns);
    const newest = turn === 0 ? NOWHERE : turns.indexOf(turn);
    const majors = heads.map((head) => head?.[4] ?? 0);
    found.set([newest, turn, Math.min(NOWHERE, ...words.filter((word) => word !== 0)), Math.max(...majors)]);
  }

  #headAt(offset: number, magic: number, checked: number): Buffer | undefined {
    if (this.unreadable.has(offset / SECTOR_BYTES)) return undefined;
    const head = Buffer.from(this.chip.read(offset, 64));
    const isWhole = checked === 0 || head.readUInt32LE(checked) === zlibCrc32(head.subarray(0, checked));
    return head.readUInt32LE(0) === magic && isWhole ? head : undefined;
  }

  crc32(bytes: Uint8Array, from: number, to: number): number {
    return zlibCrc32(bytes.subarray(from, to));
  }
}

const page = new Uint8Array(PAGE_BYTES);

describe.each([
  ['read', ModelFlash],
  ['asked', LookingFlash],
  ['asked for all it can', HelpingFlash],
])('a flash that is %s', (_, Flash) => {
  it.each([0, 255, 256, 4095])('is not blank with byte %i written', (at) => {
    const flash = new Flash(3);
    expect(isFlashBlank(flash, SECTOR_BYTES, SECTOR_BYTES, page)).toBe(true);
    flash.program(SECTOR_BYTES + at, Uint8Array.of(0x7f), 1);
    expect(isFlashBlank(flash, SECTOR_BYTES, SECTOR_BYTES, page)).toBe(false);
    expect(isFlashBlank(flash, 0, SECTOR_BYTES, page)).toBe(true);
  });

  it('gives the ring back with every record, and a gap where a slot stayed blank', () => {
    const flash = new Flash(3);
    const ring = new LogRing(flash, 0, 3);
    ring.mount();
    for (let i = 0; i < 5; i++) ring.append({ ...emptyRecord(), code: 1, a: i, boot: 7 });
    const again = new LogRing(flash, 0, 3);
    again.mount();
    expect([again.oldestSequence, again.nextSequence, again.lastBoot]).toEqual([1, 6, 7]);
  });

  it('finds its way in a ring of more sectors than a page holds heads, its last record and its oldest', () => {
    const sectors = 11;
    const flash = new Flash(sectors);
    const ring = new LogRing(flash, 0, sectors);
    ring.mount();
    const records = (sectors + 2) * RECORDS_PER_SECTOR + 5;
    for (let i = 1; i <= records; i++) {
      if (ring.needsErase) ring.prepare();
      expect(ring.append({ ...emptyRecord(), code: 1, a: i, boot: 9, wanted: true })).toBe(FlashStatus.ok);
    }
    const again = new LogRing(flash, 0, sectors);
    again.mount();
    expect([again.oldestSequence, again.nextSequence]).toEqual([ring.oldestSequence, records + 1]);
    expect([again.lastBoot, again.lastWanted]).toEqual([9, true]);
    const found = emptyRecord();
    expect([again.find(records, found), found.a]).toEqual([true, records]);
    expect([again.find(0, found), found.a]).toEqual([true, again.oldestSequence]);
  });

  it('keeps the configuration', () => {
    const flash = new Flash(2);
    const config = new ConfigStore(flash, 0);
    config.mount();
    config.begin();
    config.put(0x40, 5500);
    config.commit();
    while (config.isBusy) config.work();
    const again = new ConfigStore(flash, 0);
    again.mount();
    expect([again.generation, entriesOf(again)]).toEqual([1, [[0x40, 5500]]]);
  });
});

it('a sector that cannot be read hides none but itself, alike', () => {
  const flash = new ModelFlash(5);
  const ring = new LogRing(flash, 0, 5);
  ring.mount();
  for (let i = 0; i < 2 * RECORDS_PER_SECTOR + 1; i++) {
    if (ring.needsErase) ring.prepare();
    ring.append({ ...emptyRecord(), code: 1, a: i, boot: 3 });
  }
  flash.unreadable.add(1);
  const again = new LogRing(flash, 0, 5);
  again.mount();
  expect([again.nextSequence, again.lastBoot]).toEqual([2 * RECORDS_PER_SECTOR + 2, 3]);
});

it('the port looks: pages are read for nothing else', () => {
  const flash = new LookingFlash(3);
  isFlashBlank(flash, 0, SECTOR_BYTES, page);
  expect(flash.reads).toBe(0);
});
