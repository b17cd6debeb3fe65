// Conformance suite of the flash port: firmware/io/flash/README.md, rule by rule. Every implementation runs it, over a chip.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Soon } from './soon';

/** Statuses of `flash.h`. */
export const FlashStatus = {
  ok: 0,
  outOfBounds: 1,
  misaligned: 2,
  busy: 3,
  notErased: 4,
  isProtected: 5,
  timeout: 6,
  verifyFailed: 7,
} as const;

const SECTOR = 4096;
const PAGE = 256;
/** Cuts of the power in each operation. */
const TRIALS = 8;

export interface FlashBench {
  /** The region that the port may touch, within a chip that is larger on both sides. */
  readonly first: number;
  readonly length: number;
  erase(address: number, length: number): Soon<number>;
  program(address: number, bytes: Uint8Array, length?: number): Soon<number>;
  replace(address: number, bytes: Uint8Array, length?: number): Soon<number>;
  read(address: number, length: number): Soon<{ status: number; bytes: Uint8Array }>;
  /** A copy of the chip itself, all of it. */
  chip(): Uint8Array;
  /** Fills the region, and a sector on each side of it. */
  preset(value: number): Soon<unknown>;
  /** Erases and programs that began: `E address`, `P address length`. */
  readonly log: readonly string[];
  /** Rules of the chip that were broken. */
  readonly violations: readonly string[];
  setProtected(isProtected: boolean): Soon<unknown>;
  hang(hangs: boolean): Soon<unknown>;
  stick(address: number): Soon<unknown>;
  /** A write waits on the bus. */
  writeOnBus(): Soon<boolean>;
  /** What the bus saw while the chip was busy. */
  traffic(): Soon<{ goodReads: number; badReads: number; writesRefused: number; writesTaken: number }>;
  /** Runs `change` with the power going at the n-th erase or program (from 0), then starts anew. @returns whether it went */
  withPowerCut(operation: number, change: () => Soon<unknown>): Soon<boolean>;
  close(): Soon<unknown>;
}

const NONE = -1;
/** Where two chips part: vitest's own comparison takes seconds for megabytes. */
const firstDifference = (a: Uint8Array, b: Uint8Array): number =>
  Buffer.compare(a, b) === 0 ? NONE : a.findIndex((byte, at) => byte !== b[at]);

export function flashConformance(place: string, makeBench: () => Soon<FlashBench>): void {
  describe(`flash on ${place}`, () => {
    let bench: FlashBench;
    let first: number;
    beforeEach(async () => {
      bench = await makeBench();
      first = bench.first;
    });
    afterEach(async () => {
      expect(bench.violations).toEqual([]);
      await bench.close();
    });

    const pattern = (length: number, seed = 1) => Uint8Array.from({ length }, (_, i) => (i * 7 + seed * 31) & 0xff);
    const stored = (address: number, length: number) => bench.chip().slice(address, address + length);

    it('programs and reads back, split at pages', async () => {
      const bytes = pattern(2 * PAGE + 10);
      expect(await bench.program(first + 250, bytes)).toBe(FlashStatus.ok);
      expect(stored(first + 250, bytes.length)).toEqual(bytes);
      expect(await bench.read(first + 250, bytes.length)).toEqual({ status: FlashStatus.ok, bytes });
      expect(bench.log).toEqual([
        `P ${first + 250} 6`,
        `P ${first + 256} 256`,
        `P ${first + 512} 256`,
        `P ${first + 768} 4`,
      ]);
    });

    it.each([
      [0, 1],
      [255, 1],
      [255, 2],
      [0, PAGE],
      [1, PAGE],
      [SECTOR - 1, 2],
    ])('programs at offset %i, %i bytes, and nothing beside it', async (offset, length) => {
      const before = bench.chip();
      const bytes = pattern(length);
      expect(await bench.program(first + offset, bytes)).toBe(FlashStatus.ok);
      before.set(bytes, first + offset);
      expect(firstDifference(bench.chip(), before)).toBe(NONE);
    });

    it('erases whole sectors, and no neighbour', async () => {
      await bench.preset(0x5a);
      const expected = bench.chip();
      expect(await bench.erase(first + SECTOR, 2 * SECTOR)).toBe(FlashStatus.ok);
      expected.fill(0xff, first + SECTOR, first + 3 * SECTOR);
      expect(firstDifference(bench.chip(), expected)).toBe(NONE);
    });

    it('refuses what lies outside of its region, touching nothing', async () => {
      const { length } = bench;
      const end = first + length;
      const outside: [number, number][] = [
        [first - SECTOR, SECTOR],
        [end, SECTOR],
        [end - SECTOR, 2 * SECTOR],
        [first - SECTOR, length + SECTOR],
        [0xfffff000, 0x2000],
        [first, 0xffffffff],
      ];
      for (const [address, count] of outside) {
        expect(await bench.erase(address, count), `erase ${address}, ${count}`).toBe(FlashStatus.outOfBounds);
        expect(await bench.program(address, pattern(1), count)).toBe(FlashStatus.outOfBounds);
        expect(await bench.replace(address, pattern(1), count)).toBe(FlashStatus.outOfBounds);
        expect((await bench.read(address, Math.min(count, SECTOR))).status).toBe(
          count > SECTOR && address >= first && address < end ? FlashStatus.ok : FlashStatus.outOfBounds,
        );
      }
      expect(await bench.program(end - 1, pattern(2))).toBe(FlashStatus.outOfBounds);
      expect(bench.log).toEqual([]);
    });

    it('takes nothing at all as done', async () => {
      expect(await bench.erase(first, 0)).toBe(FlashStatus.ok);
      expect(await bench.program(first, new Uint8Array(0))).toBe(FlashStatus.ok);
      expect(await bench.replace(first, new Uint8Array(0))).toBe(FlashStatus.ok);
      expect(bench.log).toEqual([]);
    });

    it('refuses an erase that is not of whole sectors, touching nothing', async () => {
      expect(await bench.erase(first + PAGE, SECTOR)).toBe(FlashStatus.misaligned);
      expect(await bench.erase(first, PAGE)).toBe(FlashStatus.misaligned);
      expect(await bench.replace(first + PAGE, pattern(1))).toBe(FlashStatus.misaligned);
      expect(bench.log).toEqual([]);
    });

    it('refuses to program a 1 over a 0 before the first byte, and takes a 0 over a 1', async () => {
      await bench.program(first + 300, Uint8Array.of(0xf0));
      const logged = bench.log.length;
      const bytes = new Uint8Array(400).fill(0xf0);
      bytes[300] = 0x1f;
      expect(await bench.program(first, bytes)).toBe(FlashStatus.notErased);
      expect(bench.log).toHaveLength(logged);
      expect(await bench.program(first + 300, Uint8Array.of(0x30))).toBe(FlashStatus.ok);
      expect(stored(first + 300, 1)).toEqual(Uint8Array.of(0x30));
    });

    it('reports a chip that takes no write enable', async () => {
      await bench.setProtected(true);
      expect(await bench.erase(first, SECTOR)).toBe(FlashStatus.isProtected);
      expect(await bench.program(first, pattern(3))).toBe(FlashStatus.isProtected);
      expect(bench.log).toEqual([]);
      await bench.setProtected(false);
      expect(await bench.program(first, pattern(3))).toBe(FlashStatus.ok);
    });

    it('resets a chip that stays busy, and works again afterwards', async () => {
      await bench.hang(true);
      expect(await bench.erase(first, SECTOR)).toBe(FlashStatus.timeout);
      expect(await bench.program(first + SECTOR, pattern(3))).toBe(FlashStatus.timeout);
      await bench.hang(false);
      expect(await bench.erase(first, 2 * SECTOR)).toBe(FlashStatus.ok);
    });

    it('finds a bit that cannot be programmed', async () => {
      await bench.stick(first + 260);
      expect(await bench.program(first, new Uint8Array(600))).toBe(FlashStatus.verifyFailed);
      expect(bench.log, 'and goes no further').toHaveLength(2);
    });

    it('serves reads and refuses writes while the chip is busy', async () => {
      expect(await bench.erase(first, SECTOR)).toBe(FlashStatus.ok);
      const traffic = await bench.traffic();
      expect(traffic.goodReads).toBeGreaterThan(50);
      expect(traffic).toMatchObject({ badReads: 0, writesTaken: 0 });
      expect(traffic.writesRefused).toBe(traffic.goodReads);
      expect(await bench.writeOnBus(), 'and takes them again afterwards').toBe(true);
    });

    it('starts nothing while a write waits on the bus', async () => {
      expect(await bench.writeOnBus()).toBe(true);
      expect(await bench.erase(first, SECTOR)).toBe(FlashStatus.busy);
      expect(await bench.program(first, pattern(1))).toBe(FlashStatus.busy);
      expect(await bench.replace(first, pattern(1))).toBe(FlashStatus.busy);
      expect(bench.log).toEqual([]);
    });

    it('takes writes again after each kind of failure', async () => {
      await bench.setProtected(true);
      await bench.erase(first, SECTOR);
      await bench.setProtected(false);
      await bench.program(first, Uint8Array.of(0));
      await bench.program(first, Uint8Array.of(1));
      expect(await bench.writeOnBus()).toBe(true);
    });

    it('replaces the content of sectors, first page last', async () => {
      const bytes = pattern(SECTOR + 3 * PAGE + 5, 2);
      await bench.program(first, pattern(PAGE));
      expect(await bench.replace(first, bytes)).toBe(FlashStatus.ok);
      expect(stored(first, bytes.length)).toEqual(bytes);
      expect(bench.log.at(-1)).toBe(`P ${first} ${PAGE}`);
      expect(bench.log.slice(1, 3), 'the head goes first').toEqual([`E ${first}`, `E ${first + SECTOR}`]);
      expect(stored(first + bytes.length, 2 * SECTOR - bytes.length).every((byte) => byte === 0xff)).toBe(true);
    });

    it('never shows a whole head over a body that is not, wherever the power goes', async () => {
      const old = pattern(4 * PAGE, 3);
      const fresh = pattern(4 * PAGE, 4);
      let cuts = 0;
      for (let trial = 0; trial < 20 * TRIALS; trial++) {
        const operation = Math.floor(trial / TRIALS);
        await bench.erase(first, SECTOR);
        await bench.replace(first, old);
        if (!(await bench.withPowerCut(operation, () => bench.replace(first, fresh)))) break;
        cuts++;
        const found = stored(first, fresh.length);
        const hasHead = (of: Uint8Array) => found.subarray(0, PAGE).every((byte, i) => byte === of[i]);
        if (hasHead(fresh)) expect(found, `cut at ${operation}`).toEqual(fresh);
        expect(await bench.replace(first, fresh), 'and can be replaced again').toBe(FlashStatus.ok);
        expect(stored(first, fresh.length)).toEqual(fresh);
      }
      expect(cuts, 'one erase and four pages').toBe(5 * TRIALS);
    });
  });
}
