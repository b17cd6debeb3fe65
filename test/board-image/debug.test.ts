// The image with the SDK's debugger in it, as `--debug` builds it beside the other one: it starts where no USB host comes.
// (bug: its watchdog reset it for ever while it waited for one)
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { ImageRack } from '../../host-tools/board-bench/image-rack';
import { readImage } from '../../host-tools/cli/image-options';
import { hasImage, imagePath } from './image';

const LONG = 1_800_000;
const MFR_WIRE = 0xd0;
const READ_VIN = 0x88;
/** The SDK's `setupDebugger` looks 20 times for a host, 500 ms apart; xsbug is waited for 4 s (kXsbugConnectionTimeout). */
const WAITS_MS = 10_000;
const LONGEST_MS = 20_000;
const STEP_MS = 200;
const path = imagePath.replace(/\.uf2$/, '-debug.uf2');
let bench: ImageRack | undefined;
afterEach(() => bench?.close());

describe.skipIf(!hasImage || !existsSync(path))('a debug image without a USB host', () => {
  it('answers what never changes while it waits, then starts, and is not reset', { timeout: LONG }, async () => {
    bench = new ImageRack(readImage(path));
    await bench.powerUp();
    await bench.run(100);
    expect((await bench.read(MFR_WIRE, 0, true)).bytes?.length).toBeGreaterThan(0);
    expect((await bench.read(READ_VIN, 2)).bytes).toBeUndefined();
    await bench.run(WAITS_MS);
    for (let waited = WAITS_MS; waited < LONGEST_MS && !bench.unit.latch.isOn; waited += STEP_MS)
      await bench.run(STEP_MS);
    await bench.run(STEP_MS);
    expect(bench.board.board.resets).toBe(1);
    expect(bench.unit.latch.isOn).toBe(true);
    expect((await bench.read(READ_VIN, 2)).bytes?.length).toBe(2);
  });
});
