// What a port of the flash may do by itself (look for blank stretches, gather, compute check sums): the store is the same with it and without.
import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FlashStatus, PAGE_BYTES, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { isFlashBlank } from '../../firmware/store/blank';
import { ConfigStore } from '../../firmware/store/config-store';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord } from '../../firmware/store/record';
import { ModelFlash } from '../support/model-flash';

/** Docs/store.md: 32 bytes each, a head in the place of the first. */
const RECORDS_PER_SECTOR = 127;

/** As a board's port: the C looks, and the pages are not read for it. */
class LookingFlash extends ModelFlash {
  isBlank(offset: number, length: number): boolean {
    return this.chip.read(offset, length).every((byte) => byte === 0xff);
  }
}

/** It gathers and computes as well. */
class HelpingFlash extends LookingFlash {
  readEach(offset: number, stride: number, length: number, out: Uint8Array): FlashStatus {
    for (let i = 0; i < out.length / length; i++) out.set(this.chip.read(offset + i * stride, length), i * length);
    return FlashStatus.ok;
  }

  readWhole(offset: number, stride: number, length: number, count: number, out: Uint8Array): number {
    let whole = 0;
    for (let i = 0; i < out.length / count; i++) {
      const place = Buffer.from(this.chip.read(offset + i * stride, length + 4));
      const isWhole = place.readUInt32LE(length) === zlibCrc32(place.subarray(0, length));
      out.set(isWhole ? place.subarray(0, count) : new Uint8Array(count), i * count);
      if (isWhole) whole++;
    }
    return whole;
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
    expect([again.generation, again.count, again.codeAt(0), again.valueAt(0)]).toEqual([1, 1, 0x40, 5500]);
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
