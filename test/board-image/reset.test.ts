// The watchdog bites in mid-operation: the unit stays on, and the log in the flash, read as the host tools read it, tells of it.
import { afterEach, describe, expect, it } from 'vitest';
import { PICO_NATIVE } from '../../boards/pico/board';
import { Event } from '../../firmware/events/event-codes';
import { SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { RESET_CAUSES } from '../../firmware/pmbus/commands';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord } from '../../firmware/store/record';
import { ImageRack } from '../../host-tools/board-bench/image-rack';
import { ModelFlash } from '../support/model-flash';
import { hasImage, image } from './image';

const LONG = 1_800_000;
let bench: ImageRack | undefined;
afterEach(() => bench?.close());

describe.skipIf(!hasImage)('a watchdog reset of an image', () => {
  it('leaves the unit on, and is in the log', { timeout: LONG }, async () => {
    bench = new ImageRack(image());
    await bench.powerUp();
    await bench.run(1500);
    expect(bench.unit.latch.isOn).toBe(true);
    const moves: boolean[] = [];
    bench.unit.latch.watch({ before: () => {}, after: (on) => moves.push(on) });
    bench.board.bite();
    await bench.run(1500);
    expect(moves).toEqual([]);
    expect(bench.unit.latch.isOn).toBe(true);
    expect(bench.board.board.lastReset).toBe('watchdog-timer');
    const boots = recordsOf(bench.board.storeDump()).filter((record) => record.code === Event.boot);
    expect(boots.map((record) => [record.boot, RESET_CAUSES[record.a]])).toEqual([
      [1, 'power-on'],
      [2, 'watchdog'],
    ]);
  });
});

/** The ring of a dump of the store: docs/store.md. */
function recordsOf(dump: Uint8Array) {
  expect(dump.length).toBe(PICO_NATIVE.flash.storeBytes);
  const flash = new ModelFlash(dump.length / SECTOR_BYTES);
  flash.chip.overwrite(0, dump);
  const ring = new LogRing(flash, 0, 62);
  ring.mount();
  const records = [];
  for (let sequence = ring.oldestSequence; sequence < ring.nextSequence; ) {
    const record = emptyRecord();
    if (!ring.find(sequence, record)) break;
    records.push(record);
    sequence = record.sequence + 1;
  }
  return records;
}
