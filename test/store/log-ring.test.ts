// The log in flash: what was appended is found again, in order, over restarts, torn records, bad slots and turns of the ring.
// Layout: docs/store.md.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlashStatus, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord, type LogRecord } from '../../firmware/store/record';
import { ModelFlash } from '../support/model-flash';

/** 4096 / 32, less the head. */
const RECORDS_PER_SECTOR = 127;

const mounted = (flash: ModelFlash, sectors = flash.sectors): LogRing => {
  const ring = new LogRing(flash, 0, sectors);
  ring.mount();
  return ring;
};
const recordOf = (a: number): LogRecord => ({ ...emptyRecord(), code: 8, a, b: -a, c: a * 3, uptime: a * 10, boot: 7 });

function append(ring: LogRing, a: number): void {
  if (ring.needsErase) ring.prepare();
  expect(ring.append(recordOf(a))).toBe(FlashStatus.ok);
}

/** Field `a` of every record that is found, from `sequence` on. */
function all(ring: LogRing, sequence = 0): number[] {
  const out = emptyRecord();
  const values: number[] = [];
  for (let from = sequence; ring.find(from, out); from = out.sequence + 1) values.push(out.a);
  return values;
}

describe('an empty flash', () => {
  it('as it comes from the factory: mounts, has no record, and takes one without an erase', () => {
    const flash = new ModelFlash(4);
    const ring = mounted(flash);
    expect([ring.nextSequence, ring.oldestSequence, all(ring), ring.needsErase]).toEqual([1, 1, [], false]);
    expect(ring.append(recordOf(1))).toBe(FlashStatus.ok);
    expect([all(ring), flash.chip.wear[0]]).toEqual([[1], 0]);
  });

  it('full of something else: asks for an erase before the first append', () => {
    const flash = new ModelFlash(4);
    flash.chip.program(300, Uint8Array.of(0x12));
    const ring = mounted(flash);
    expect(ring.append(recordOf(1))).toBe(FlashStatus.busy);
    expect(ring.prepare()).toBe(FlashStatus.ok);
    expect(ring.append(recordOf(1))).toBe(FlashStatus.ok);
    expect(all(ring)).toEqual([1]);
  });
});

describe('records', () => {
  it('come back as they were, with their sequence number', () => {
    const flash = new ModelFlash(4);
    const ring = mounted(flash);
    append(ring, 41);
    const wished = {
      ...recordOf(-2_000_000_000),
      c: 5,
      detail: 3,
      wanted: true,
      unixTime: 4_000_000_000,
      uptime: 0xffff_fff0,
    };
    ring.append(wished);
    const out = emptyRecord();
    expect(mounted(flash).find(2, out)).toBe(true);
    expect(out).toEqual({ ...wished, sequence: 2 });
    expect([mounted(flash).lastWanted, mounted(flash).nextSequence]).toEqual([true, 3]);
  });

  it('the ring keeps the newest: at least all sectors but two', () => {
    const flash = new ModelFlash(4);
    const ring = mounted(flash);
    for (let i = 1; i <= 1000; i++) append(ring, i);
    const kept = all(ring);
    expect(kept.at(-1)).toBe(1000);
    expect(kept.length).toBeGreaterThanOrEqual(2 * RECORDS_PER_SECTOR);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 1001 - kept.length + i));
    expect(all(mounted(flash))).toEqual(kept);
    expect([ring.oldestSequence, ring.nextSequence]).toEqual([1001 - kept.length, 1001]);
  });

  it('wear is even: no sector is erased twice more often than another', () => {
    const flash = new ModelFlash(5);
    const ring = mounted(flash);
    for (let i = 1; i <= 5000; i++) append(ring, i);
    expect(Math.max(...flash.chip.wear) - Math.min(...flash.chip.wear)).toBeLessThanOrEqual(1);
  });

  it('are found from any sequence number on, the oldest where it is older', () => {
    const ring = mounted(new ModelFlash(4));
    for (let i = 1; i <= 600; i++) append(ring, i);
    expect(all(ring, 555)).toEqual(Array.from({ length: 46 }, (_, i) => 555 + i));
    expect(all(ring, 601)).toEqual([]);
    expect(all(ring, 1)[0]).toBe(ring.oldestSequence);
  });

  it('law: any history of appends and restarts is a suffix of what was appended', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 12 }), (runs) => {
        const flash = new ModelFlash(3);
        let count = 0;
        for (const run of runs) {
          const ring = mounted(flash);
          for (let i = 0; i < run; i++) append(ring, ++count);
        }
        const kept = all(mounted(flash));
        expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => count - kept.length + 1 + i));
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(count, RECORDS_PER_SECTOR));
      }),
      { numRuns: 60 },
    );
  });
});

describe('mount', () => {
  it('reads each head and one sector: bounded', () => {
    const flash = new ModelFlash(62);
    const ring = mounted(flash);
    for (let i = 1; i <= 9000; i++) append(ring, i);
    flash.reads = 0;
    mounted(flash);
    expect(flash.reads).toBeLessThanOrEqual(62 + 16);
  });

  it('erases the sector ahead anew: an erase that was cut short may read as blank and not last', () => {
    const flash = new ModelFlash(3);
    append(mounted(flash), 1);
    expect(mounted(flash).needsErase).toBe(true);
  });

  it('a newer layout is left alone: nothing is written, nothing is erased', () => {
    const flash = new ModelFlash(3);
    append(mounted(flash), 1);
    // The head by hand: "RKLG", major 2, its check sum by zlib's CRC-32.
    const head = new Uint8Array(32).fill(0xff);
    head.set([0x52, 0x4b, 0x4c, 0x47, 2, 0]);
    head.set([9, 0, 0, 0, 5, 0, 0, 0], 8);
    head.set([0x85, 0xff, 0x3c, 0x5d], 28);
    flash.chip.erase(SECTOR_BYTES);
    flash.chip.program(SECTOR_BYTES, head);
    const before = flash.chip.read(0, 3 * SECTOR_BYTES);
    const ring = mounted(flash);
    expect([ring.isForeign, ring.needsErase]).toEqual([true, false]);
    expect(ring.append(recordOf(2))).toBe(FlashStatus.protected);
    expect(ring.prepare()).toBe(FlashStatus.ok);
    expect(flash.chip.read(0, 3 * SECTOR_BYTES)).toEqual(before);
  });

  it('an event code that this firmware does not know is kept and shown', () => {
    const flash = new ModelFlash(3);
    const ring = mounted(flash);
    ring.prepare();
    ring.append({ ...recordOf(5), code: 250 });
    const out = emptyRecord();
    expect(mounted(flash).find(1, out)).toBe(true);
    expect(out.code).toBe(250);
  });
});

describe('a flash that fails', () => {
  it('a bad slot is passed over; the record is there all the same', () => {
    const flash = new ModelFlash(3);
    const ring = mounted(flash);
    append(ring, 1);
    flash.failing = 2;
    append(ring, 2);
    append(ring, 3);
    expect(all(ring)).toEqual([1, 2, 3]);
    expect(all(mounted(flash))).toEqual([1, 2, 3]);
  });

  it('a chip that takes nothing is told of, not acknowledged', () => {
    const flash = new ModelFlash(3);
    const ring = mounted(flash);
    append(ring, 1);
    flash.failing = 100;
    expect(ring.append(recordOf(2))).toBe(FlashStatus.verifyFailed);
    expect(all(ring)).toEqual([1]);
  });

  it('busy: nothing changes, and the next try writes it', () => {
    const flash = new ModelFlash(3);
    const ring = mounted(flash);
    append(ring, 1);
    flash.busyFor = 1;
    expect(ring.append(recordOf(2))).toBe(FlashStatus.busy);
    expect(ring.append(recordOf(2))).toBe(FlashStatus.ok);
    expect(all(ring)).toEqual([1, 2]);
  });
});
