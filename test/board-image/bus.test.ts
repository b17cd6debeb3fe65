// What the bus is promised, on the real image: latencies while JavaScript works and the flash is erased. Its heap: heap.test.ts.
import { afterEach, describe, expect, it } from 'vitest';
import { ImageRack } from '../../host-tools/board-bench/image-rack';
import { spread } from '../../host-tools/board-bench/spread';
import { hasImage, image } from './image';

const LONG = 3_600_000;
const READ_VIN = 0x88;
const MFR_ID = 0x99;
/** Core cycles from read request to first byte: the bounds of docs/native.md. */
const MEDIAN_CYCLES = 60;
const MOST_CYCLES = 200;
let bench: ImageRack | undefined;
afterEach(() => bench?.close());

async function started(ms = 700): Promise<ImageRack> {
  bench = new ImageRack(image());
  await bench.powerUp();
  await bench.run(ms);
  return bench;
}

describe.skipIf(!hasImage)('the bus of an image', () => {
  it('answers constants a few milliseconds after its reset, with JavaScript not there yet', {
    timeout: LONG,
  }, async () => {
    const here = await started(10);
    expect(Buffer.from((await here.read(MFR_ID, 8, true)).bytes!).toString('latin1')).toBe('\u0007Racklet');
    expect((await here.read(READ_VIN, 2)).bytes).toBeUndefined();
  });

  it('serves reads within the bound while JavaScript runs, and through an erase of the log', {
    timeout: LONG,
  }, async () => {
    const here = await started();
    let refused = 0;
    let inErase = 0;
    while (here.now < 4_000_000_000) {
      if (here.board.board.isFlashBusy) inErase++;
      if ((await here.read(READ_VIN, 2)).bytes === undefined) refused++;
      await here.run(1);
    }
    expect(refused).toBe(0);
    expect(inErase).toBeGreaterThan(10);
    const { median, most } = spread(here.latencies);
    expect(median).toBeLessThanOrEqual(MEDIAN_CYCLES);
    expect(most).toBeLessThanOrEqual(MOST_CYCLES);
    expect(here.board.board.faults).toEqual([]);
    expect(here.board.board.hazards).toMatchObject({
      xipReadsWhileBusy: 0,
      timerWithoutTick: 0,
      busFaults: 0,
      padContentions: 0,
    });
  });
});
