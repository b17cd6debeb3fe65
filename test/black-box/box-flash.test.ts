// The black box as bytes in flash, against the tables of docs/store.md, and its ring of sectors: what is kept, what is refused, what a
// flash that fails costs.
import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FlashStatus, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { FAULT_COUNT, Fault } from '../../firmware/power/faults';
import { Action } from '../../firmware/power/hot-swap-state';
import { BlackBox } from '../../firmware/store/black-box';
import { milliseconds } from '../../firmware/units/time';
import { hotSwapInputs, hotSwapLimits } from '../support/hot-swap';
import { ModelFlash } from '../support/model-flash';

const PAGES = 11;
const STEPS = 64 + 1 + 64;
const LIMITS = hotSwapLimits({
  debounceMs: 101,
  onDelayMs: 202,
  staggerMs: 303,
  softStartMs: 404,
  powerGoodMs: 70_505,
  shutdownMs: 606,
  cycleOffMs: 707,
  retries: Uint8Array.from({ length: FAULT_COUNT }, (_, fault) => fault % 8),
  // Of fault 0 nothing, of the last one more than fits.
  retryDelayMs: Uint32Array.from({ length: FAULT_COUNT }, (_, fault) =>
    fault === FAULT_COUNT - 1 ? 60_000 : fault * 150,
  ),
});
const INPUTS = hotSwapInputs();
const DECISION = { state: { kind: 'faulted', fault: Fault.tripped } as const, action: Action.none, retriesUsed: 0 };

function mounted(flash: ModelFlash, firstSector = 0, count = flash.sectors - firstSector): BlackBox {
  const box = new BlackBox(flash, firstSector, count);
  box.mount();
  return box;
}

/** Steps whose current, milliamps, is their number from `first` on. */
function record(box: BlackBox, count: number, first = 0): void {
  for (let i = first; i < first + count; i++) {
    box.record({ inputMillivolts: 5000, outputMillivolts: 0, milliamps: i }, INPUTS, DECISION, milliseconds(i * 10));
  }
}
const trigger = (box: BlackBox, fault: Fault = Fault.tripped): void => box.trigger(fault, LIMITS, 1_764_000_000, 7);

/** A box of `before` steps and the 64 after them, written; operations of the flash that it took. */
function write(box: BlackBox, before: number, first = 0): number {
  record(box, before, first);
  trigger(box);
  record(box, 64, first + before);
  let operations = 0;
  for (; box.isBusy; operations++) {
    if (operations > 20) throw new Error('endless');
    box.work(true);
  }
  return operations;
}

function bytesOf(box: BlackBox, index: number): Buffer | undefined {
  const bytes = Buffer.alloc(SECTOR_BYTES);
  for (let at = 0; at < SECTOR_BYTES; at += 32) {
    const piece = new Uint8Array(32);
    if (!box.read(index, at, piece, 32)) return undefined;
    bytes.set(piece, at);
  }
  return bytes;
}
/** The current of each step, out of the bytes: steps of 20 bytes behind a head of 128, the current at 12. */
const marksOf = (bytes: Buffer): number[] =>
  Array.from({ length: bytes[5]! }, (_, i) => bytes.readUInt16LE(128 + 20 * i + 12));
const upTo = (count: number, first = 0): number[] => Array.from({ length: count }, (_, i) => first + i);
const wearOf = (flash: ModelFlash): number[] => [...flash.chip.wear];

describe('the bytes', () => {
  it('are those of the table', () => {
    const flash = new ModelFlash(4);
    const box = mounted(flash, 1, 3);
    write(box, 300);
    const bytes = bytesOf(box, 0)!;
    expect(Buffer.from(flash.chip.read(SECTOR_BYTES, SECTOR_BYTES))).toEqual(bytes);
    expect(bytes.toString('latin1', 0, 4)).toBe('RKBX');
    expect([...bytes.subarray(4, 8)], 'major, steps, step of the fault, fault').toEqual([1, STEPS, 64, 3]);
    expect(
      [8, 12, 16].map((at) => bytes.readUInt32LE(at)),
      'turn, time of day, boot',
    ).toEqual([1, 1_764_000_000, 7]);
    expect(upTo(7).map((i) => bytes.readUInt32LE(20 + 4 * i))).toEqual([101, 202, 303, 404, 70_505, 606, 707]);
    expect([...bytes.subarray(48, 48 + FAULT_COUNT)]).toEqual([...LIMITS.retries]);
    // 150 ms and its multiples in units of 100 ms, what is less than one left out; 60 s do not fit in a byte.
    const delays = upTo(FAULT_COUNT - 1).map((fault) => Math.floor(fault * 1.5));
    expect([...bytes.subarray(72, 72 + FAULT_COUNT)]).toEqual([...delays, 255]);
    expect(
      bytes.subarray(72 + FAULT_COUNT, 124).every((byte) => byte === 0xff),
      'not listed',
    ).toBe(true);
    expect(marksOf(bytes)).toEqual(upTo(STEPS, 300 - 65));
    expect(
      bytes.subarray(128 + STEPS * 20).every((byte) => byte === 0xff),
      'behind the steps',
    ).toBe(true);
  });

  it('the check sum is that of bytes 0 to 123, and of 128 to 255, and of each page after', () => {
    const flash = new ModelFlash(4);
    write(mounted(flash, 1, 3), 300);
    const bytes = Buffer.from(flash.chip.read(SECTOR_BYTES, PAGES * 256));
    let check = zlibCrc32(bytes.subarray(0, 124)) ^ zlibCrc32(bytes.subarray(128, 256));
    for (let page = 1; page < PAGES; page++) check ^= zlibCrc32(bytes.subarray(page * 256, page * 256 + 256));
    expect(bytes.readUInt32LE(124)).toBe(check >>> 0);
  });

  it('of a unit that has just started: fewer steps, and ones where none is', () => {
    const box = mounted(new ModelFlash(2));
    write(box, 5);
    const bytes = bytesOf(box, 0)!;
    expect([bytes[5], bytes[6], marksOf(bytes)]).toEqual([5 + 64, 4, upTo(69)]);
    expect(bytes.subarray(128 + 69 * 20).every((byte) => byte === 0xff)).toBe(true);
  });

  it.each([64, 65, 66, 128, 129, 130])('%i steps before: the newest 65 of them, in order', (before) => {
    const box = mounted(new ModelFlash(2));
    write(box, before);
    const kept = Math.min(before, 65);
    expect(marksOf(bytesOf(box, 0)!)).toEqual(upTo(kept + 64, before - kept));
  });
});

describe('when', () => {
  it('nothing is written before the 64th step after the fault; then a page per turn, the head last', () => {
    const flash = new ModelFlash(3);
    const box = mounted(flash);
    record(box, 10);
    trigger(box);
    record(box, 63, 10);
    expect([box.isBusy, box.work(true), flash.chip.operations]).toEqual([false, false, 0]);
    record(box, 1, 73);
    expect(box.isBusy).toBe(true);
    for (let page = PAGES - 1; page > 0; page--) {
      expect(box.work(false)).toBe(true);
      expect([page, box.isBusy, box.count, flash.chip.read(0, 4)[0]]).toEqual([page, true, 0, 0xff]);
    }
    expect([box.work(false), box.isBusy, box.count, flash.chip.operations]).toEqual([true, false, 1, PAGES]);
  });

  it('a second fault before it is written is not recorded', () => {
    const box = mounted(new ModelFlash(3));
    record(box, 100);
    trigger(box, Fault.tripped);
    record(box, 30, 100);
    trigger(box, Fault.overTemperature);
    record(box, 34, 130);
    trigger(box, Fault.overTemperature);
    record(box, 200, 164);
    while (box.isBusy) box.work(true);
    const bytes = bytesOf(box, 0)!;
    expect([bytes[7], marksOf(bytes), box.count]).toEqual([Fault.tripped, upTo(STEPS, 35), 1]);
  });

  it('one soon after has fewer steps before it: those since it was written', () => {
    const box = mounted(new ModelFlash(3));
    write(box, 100);
    box.work(true);
    write(box, 20, 1000);
    const bytes = bytesOf(box, 0)!;
    expect([bytes[6], marksOf(bytes)]).toEqual([19, upTo(84, 1000)]);
  });

  it('no fault, no box', () => {
    const flash = new ModelFlash(3);
    const box = mounted(flash);
    record(box, 1000);
    expect([box.isBusy, box.count, bytesOf(box, 0), flash.chip.operations]).toEqual([false, 0, undefined, 0]);
  });
});

describe('the ring', () => {
  it('a sector each in turn, one erased ahead; the newest is box 0, over restarts too', () => {
    const flash = new ModelFlash(5);
    for (let turn = 1; turn <= 7; turn++) {
      const box = mounted(flash, 2, 3);
      box.work(true);
      expect(write(box, 80, turn * 1000)).toBe(PAGES);
      // Three sectors, one of which is the next: two boxes before the erase, that one too once it is there.
      for (const [index, back] of [0, 1].entries()) {
        const expected = turn - back >= 1 ? turn - back : undefined;
        expect([turn, back, bytesOf(box, index)?.readUInt32LE(8)]).toEqual([turn, back, expected]);
        expect(bytesOf(mounted(flash, 2, 3), index)?.readUInt32LE(8)).toBe(expected);
      }
    }
    expect(
      Buffer.from(flash.chip.read(0, 2 * SECTOR_BYTES)).every((byte) => byte === 0xff),
      'not its sectors',
    ).toBe(true);
    // Seven boxes: the first sector came blank, and each start but the first erased the next.
    expect(wearOf(flash)).toEqual([0, 0, 2, 2, 2]);
  });

  it('keeps as many as there are sectors but one, and the oldest goes with the erase', () => {
    const flash = new ModelFlash(3);
    const box = mounted(flash);
    for (let turn = 0; turn < 3; turn++) {
      write(box, 70);
      if (turn < 2) expect([box.needsErase, box.work(true), box.needsErase]).toEqual([true, true, false]);
    }
    expect(box.count).toBe(3);
    expect(bytesOf(box, 2)?.readUInt32LE(8)).toBe(1);
    expect(box.work(true)).toBe(true);
    expect([box.count, bytesOf(box, 2)]).toEqual([2, undefined]);
    expect([1, 0].map((index) => bytesOf(box, index)!.readUInt32LE(8))).toEqual([2, 3]);
    expect(mounted(flash).count).toBe(2);
  });

  it('an erase waits for quiet, a page does not', () => {
    const flash = new ModelFlash(3);
    const box = mounted(flash);
    write(box, 70);
    expect([box.needsErase, box.work(false), wearOf(flash)]).toEqual([true, false, [0, 0, 0]]);
    write(box, 70);
    expect(wearOf(flash)).toEqual([0, 1, 0]);
  });

  it('a flash as it comes from the factory needs no erase; one full of something else does', () => {
    expect(mounted(new ModelFlash(3)).needsErase).toBe(false);
    for (const first of [0, 1]) {
      const last = new ModelFlash(4);
      last.chip.program((first + 1) * SECTOR_BYTES - 1, Uint8Array.of(0xfe));
      expect(mounted(last, first, 2).needsErase).toBe(true);
      expect(mounted(last, 2, 2).needsErase, 'another region').toBe(false);
    }
    const other = new ModelFlash(3);
    other.chip.program(SECTOR_BYTES, Uint8Array.of(0));
    expect(mounted(other).needsErase).toBe(false);
  });

  it('after a start the sector ahead is erased anew, though it reads blank', () => {
    const flash = new ModelFlash(3);
    write(mounted(flash), 70);
    const box = mounted(flash);
    expect([box.needsErase, box.count]).toEqual([true, 1]);
    box.work(true);
    expect(wearOf(flash)).toEqual([0, 1, 0]);
  });

  it('a piece that goes over the end of the sector is none', () => {
    const box = mounted(new ModelFlash(2));
    write(box, 70);
    const piece = new Uint8Array(32);
    expect([SECTOR_BYTES - 32, SECTOR_BYTES - 31, SECTOR_BYTES].map((at) => box.read(0, at, piece, 32))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('what stands there', () => {
  it('a newer layout is left alone: no fault is recorded, nothing written or erased', () => {
    const flash = new ModelFlash(3);
    write(mounted(flash), 70);
    flash.chip.overwrite(4, Uint8Array.of(2));
    flash.chip.overwrite(123, Uint8Array.of(0xfd));
    const before = flash.chip.read(0, 3 * SECTOR_BYTES);
    const box = mounted(flash);
    expect(box.needsErase).toBe(false);
    write(box, 100);
    expect([box.work(true), box.isBusy]).toEqual([false, false]);
    expect(flash.chip.read(0, 3 * SECTOR_BYTES)).toEqual(before);
  });

  it('a head that the power cut short is no newer layout, wherever it was cut: faults are recorded as before', () => {
    const flash = new ModelFlash(3);
    const whole = mounted(flash);
    write(whole, 70);
    whole.work(true);
    write(whole, 70);
    const head = flash.chip.read(SECTOR_BYTES, 128);
    const torn = upTo(120, 4).map((at) => head.map((byte, i) => (i < at ? byte : 0xff)));
    // The major version is 1: every value that keeps bit 0.
    for (let major = 3; major < 0x100; major += 2) torn.push(head.map((byte, i) => (i === 4 ? major : byte)));
    for (const bytes of torn) {
      flash.chip.overwrite(SECTOR_BYTES, bytes);
      const box = mounted(flash);
      expect([box.count, box.needsErase], `${bytes}`).toEqual([1, true]);
    }
    const box = mounted(flash);
    box.work(true);
    write(box, 100);
    expect(mounted(flash).count).toBe(2);
  });

  it('a sector that cannot be read, and one of another name, hold no box', () => {
    const flash = new ModelFlash(4);
    const box = mounted(flash);
    for (let i = 0; i < 3; i++) {
      box.work(true);
      write(box, 70);
    }
    expect(mounted(flash).count).toBe(3);
    flash.unreadable.add(1);
    expect([mounted(flash).count, bytesOf(mounted(flash), 1)]).toEqual([2, undefined]);
    expect(bytesOf(box, 1), 'known, and not readable').toBeUndefined();
    flash.unreadable.clear();
    flash.chip.overwrite(2 * SECTOR_BYTES, Buffer.from('RKBY'));
    expect([mounted(flash).count, bytesOf(mounted(flash), 0)!.readUInt32LE(8)]).toEqual([2, 2]);
  });

  it('the sector ahead is the one behind the newest, from the last one to the first', () => {
    const flash = new ModelFlash(3);
    const box = mounted(flash);
    for (let i = 0; i < 3; i++) {
      box.work(true);
      write(box, 70);
    }
    mounted(flash).work(true);
    expect(wearOf(flash)).toEqual([1, 1, 1]);
    expect(flash.chip.read(0, 1)[0]).toBe(0xff);
  });
});

describe('a flash that refuses', () => {
  it('busy at a page: the same page again, and the box is whole', () => {
    const flash = new ModelFlash(2);
    const box = mounted(flash);
    record(box, 70);
    trigger(box);
    record(box, 64, 70);
    const did: boolean[] = [];
    while (box.isBusy) {
      flash.busyFor = did.length % 2 === 0 ? 1 : 0;
      did.push(box.work(true));
    }
    expect(did).toEqual(Array.from({ length: 2 * PAGES }, (_, i) => i % 2 === 1));
    const free = mounted(new ModelFlash(2));
    write(free, 70);
    expect(bytesOf(box, 0)).toEqual(bytesOf(free, 0));
  });

  it.each([0, 5, 10])(
    'a page that does not take, after %i: the box is given up, the next one is whole in the sector erased anew',
    (pages) => {
      const flash = new ModelFlash(3);
      const box = mounted(flash);
      record(box, 70);
      trigger(box);
      record(box, 64, 70);
      for (let i = 0; i < pages; i++) box.work(true);
      flash.failing = 1;
      expect([box.work(true), box.isBusy, box.count, box.needsErase]).toEqual([true, false, 0, true]);
      expect(bytesOf(box, 0)).toBeUndefined();
      expect([box.work(true), box.needsErase, wearOf(flash)]).toEqual([true, false, [1, 0, 0]]);
      write(box, 3, 500);
      const bytes = bytesOf(box, 0)!;
      expect([bytes.readUInt32LE(8), marksOf(bytes)]).toEqual([1, upTo(67, 500)]);
    },
  );

  it('an erase that fails, or finds it busy, is due again', () => {
    for (const refuse of [{ failingErases: 1 }, { busyFor: 1 }]) {
      const flash = new ModelFlash(3);
      const box = mounted(flash);
      write(box, 70);
      Object.assign(flash, refuse);
      expect([box.work(true), box.needsErase]).toEqual([true, true]);
      expect([box.work(true), box.needsErase]).toEqual([true, false]);
    }
  });

  it('a fault while no sector is erased waits for the erase, and the steps wait with it', () => {
    const flash = new ModelFlash(3);
    const box = mounted(flash);
    write(box, 70);
    record(box, 70, 500);
    trigger(box);
    record(box, 64, 570);
    for (let i = 0; i < 5; i++) expect([box.work(false), box.isBusy]).toEqual([false, true]);
    while (box.isBusy) box.work(true);
    expect(marksOf(bytesOf(box, 0)!)).toEqual(upTo(STEPS, 505));
    expect(flash.read(0, new Uint8Array(1), 1)).toBe(FlashStatus.ok);
  });
});
