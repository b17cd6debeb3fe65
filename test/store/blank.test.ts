// Whether a stretch of flash is erased: alike by a port that looks by itself and by one that is read.
import { describe, expect, it } from 'vitest';
import { PAGE_BYTES, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { isFlashBlank } from '../../firmware/store/blank';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord } from '../../firmware/store/record';
import { ModelFlash } from '../support/model-flash';

/** As a board's port: the C looks, and the pages are not read for it. */
class LookingFlash extends ModelFlash {
  isBlank(offset: number, length: number): boolean {
    return this.chip.read(offset, length).every((byte) => byte === 0xff);
  }
}

const page = new Uint8Array(PAGE_BYTES);

describe.each([
  ['read', ModelFlash],
  ['asked', LookingFlash],
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
});

it('the port looks: pages are read for nothing else', () => {
  const flash = new LookingFlash(3);
  isFlashBlank(flash, 0, SECTOR_BYTES, page);
  expect(flash.reads).toBe(0);
});
