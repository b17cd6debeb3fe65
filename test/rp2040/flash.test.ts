// The flash chip behind the SSI: commands of the W25Q16JV (data sheet, section 8) as bytes through DR0, its times (section 9.6), and a
// loss of power in the middle. RP2040 datasheet, section 4.10 for the SSI, 2.19.6.2 for the chip select's override in IO_QSPI.
import { describe, expect, it } from 'vitest';
import { Random } from '../../host-tools/sim/random';
import { BoardBench, RESETS, SSI } from './bench';

const CTRLR0 = SSI;
const SSIENR = SSI + 0x08;
const SER = SSI + 0x10;
const BAUDR = SSI + 0x14;
const SR = SSI + 0x28;
const DR0 = SSI + 0x60;
/** IO_QSPI: GPIO_QSPI_SS_CTRL; OUTOVER 2 low, 3 high. */
const SS_CTRL = 0x4001_800c;
const LOW = 2 << 8;
const HIGH = 3 << 8;
const WINDOW = 0x1000_0000;

const PAGE_PROGRAM = 0x02;
const READ = 0x03;
const STATUS = 0x05;
const WRITE_ENABLE = 0x06;
const SECTOR_ERASE = 0x20;
const UNIQUE_ID = 0x4b;
const JEDEC_ID = 0x9f;
const AT = [0x01, 0x00, 0x00] as const;
const OFFSET = 0x1_0000;

/** The core sleeps first: it runs from this flash. boot2 left the chip in continuous reads, which 0xFF ends (section 8.2.11). */
async function serial(bench: BoardBench): Promise<void> {
  await bench.cycles(1000);
  bench.write(RESETS, 0);
  bench.write(SSIENR, 0);
  bench.write(CTRLR0, 0x0007_0000);
  bench.write(BAUDR, 6);
  bench.write(SER, 1);
  bench.write(SSIENR, 1);
  bench.write(SS_CTRL, HIGH);
  await frame(bench, 0xff, 0xff);
}

/** A frame: chip select low, the bytes, chip select high. @returns what the chip drove meanwhile */
async function frame(bench: BoardBench, ...bytes: readonly number[]): Promise<number[]> {
  const got: number[] = [];
  bench.write(SS_CTRL, LOW);
  for (const byte of bytes) {
    bench.write(DR0, byte);
    while ((bench.read(SR) & 1) !== 0) await bench.run(400);
    got.push(bench.read(DR0));
  }
  bench.write(SS_CTRL, HIGH);
  return got;
}

const isBusy = async (bench: BoardBench): Promise<boolean> => ((await frame(bench, STATUS, 0))[1]! & 1) === 1;

describe('the chip', () => {
  it('tells who it is', async () => {
    const uniqueId = Uint8Array.of(0xe6, 0x61, 1, 2, 3, 4, 5, 6);
    const bench = new BoardBench(undefined, { uniqueId });
    await serial(bench);
    // Winbond 0xEF, W25Q16 0x4015.
    expect((await frame(bench, JEDEC_ID, 0, 0, 0)).slice(1)).toEqual([0xef, 0x40, 0x15]);
    expect((await frame(bench, UNIQUE_ID, 0, 0, 0, 0, ...uniqueId)).slice(5)).toEqual([...uniqueId]);
  });

  it('programs a page in 0.4 ms and erases a sector in 45 ms; only a write enable lets it', async () => {
    const bench = new BoardBench();
    await serial(bench);
    await frame(bench, PAGE_PROGRAM, ...AT, 0x12, 0x34);
    expect([await isBusy(bench), bench.flash.read(OFFSET, 2)[0]]).toEqual([false, 0xff]);
    await frame(bench, WRITE_ENABLE);
    await frame(bench, PAGE_PROGRAM, ...AT, 0x12, 0x34);
    expect(await isBusy(bench)).toBe(true);
    await bench.run(300_000);
    expect(await isBusy(bench)).toBe(true);
    await bench.run(100_000);
    expect(await isBusy(bench)).toBe(false);
    expect((await frame(bench, READ, ...AT, 0, 0, 0)).slice(4)).toEqual([0x12, 0x34, 0xff]);
    await frame(bench, WRITE_ENABLE);
    await frame(bench, SECTOR_ERASE, ...AT);
    await bench.run(44_000_000);
    expect(await isBusy(bench)).toBe(true);
    await bench.run(1_100_000);
    expect(await isBusy(bench)).toBe(false);
    expect([...bench.flash.read(OFFSET, 2)]).toEqual([0xff, 0xff]);
  });

  it('programs bits to 0 only, and wraps within its page', async () => {
    const bench = new BoardBench();
    await serial(bench);
    for (const [low, byte] of [
      [0x00, 0x0f],
      [0x00, 0xf3],
      [0xff, 0xa5],
    ] as const) {
      await frame(bench, WRITE_ENABLE);
      await frame(bench, PAGE_PROGRAM, 0x01, 0x00, low, byte, ...(low === 0xff ? [0xfe] : []));
      await bench.run(500_000);
      expect(await isBusy(bench)).toBe(false);
    }
    // 0x0F & 0xF3, and then the byte behind the end of the page: & 0xFE.
    expect([bench.flash.read(OFFSET, 1)[0], bench.flash.read(OFFSET + 0xff, 1)[0]]).toEqual([0x02, 0xa5]);
  });

  it('gives nothing to the window while it is busy, and that is counted', async () => {
    const bench = new BoardBench();
    await serial(bench);
    await frame(bench, WRITE_ENABLE);
    await frame(bench, SECTOR_ERASE, ...AT);
    expect(bench.board.hazards.xipReadsWhileBusy).toBe(0);
    // The core sleeps in flash: an interrupt would fetch from it. Woken by nothing here, it fetches nothing.
    await bench.run(1_000_000);
    expect(bench.board.hazards.xipReadsWhileBusy).toBe(0);
    expect(bench.read(WINDOW + 0x100)).toBe(
      bench.flash.read(0x100, 4).reduce((word, byte, i) => word + byte * 2 ** (8 * i), 0),
    );
  });
});

describe('power lost', () => {
  it.each(['program', 'erase'] as const)(
    'in a %s: what was before, or after, or neither, and the rest as it was',
    async (kind) => {
      const seen = new Set<string>();
      for (let share = 0; share <= 10; share++) {
        const bench = new BoardBench(undefined, { powerLoss: { torn: 'noise', random: new Random(share) } });
        bench.flash.overwrite(OFFSET, new Uint8Array(4096).fill(kind === 'erase' ? 0x5a : 0xff));
        bench.flash.overwrite(OFFSET + 4096, new Uint8Array(16).fill(0x77));
        await serial(bench);
        await frame(bench, WRITE_ENABLE);
        if (kind === 'erase') await frame(bench, SECTOR_ERASE, ...AT);
        else await frame(bench, PAGE_PROGRAM, ...AT, 0x00);
        await bench.run(((kind === 'erase' ? 45_000_000 : 400_000) * share) / 10);
        bench.board.powerOff();
        const [before, after] = kind === 'erase' ? [0x5a, 0xff] : [0xff, 0x00];
        const byte = bench.flash.read(OFFSET, 1)[0]!;
        // A torn byte holds only bits of the two.
        expect(byte & ~(before | after)).toBe(0);
        seen.add(byte === after ? 'after' : byte === before ? 'before' : 'torn');
        expect([...bench.flash.read(OFFSET + 4096, 16)]).toEqual(new Array(16).fill(0x77));
        bench.board.powerOn();
        expect(bench.board.isOn).toBe(true);
      }
      expect(seen.has('after') || seen.has('torn')).toBe(true);
    },
  );
});
