// The watchdog bites in mid-operation: the unit stays on, and the log in the flash, read as the host tools read it, tells of it.
import { afterEach, describe, expect, it } from 'vitest';
import { PICO_NATIVE } from '../../boards/pico/board';
import { EVENT_NAMES, Event } from '../../firmware/events/event-codes';
import { SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { RESET_CAUSES } from '../../firmware/pmbus/commands';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord } from '../../firmware/store/record';
import { ImageRack } from '../../host-tools/board-bench/image-rack';
import type { EventRecord } from '../../host-tools/client/event-text';
import { PmbusClient } from '../../host-tools/client/pmbus-client';
import { type Nanoseconds, seconds } from '../../host-tools/sim/scheduler';
import { ModelFlash } from '../support/model-flash';
import { hasImage, image } from './image';

const LONG = 1_800_000;
/** Of a sector: W25Q16JV, section 9.6, typical. */
const ERASE_MS = 45;
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

  it('in the middle of an erase: the unit stays on, and the dump holds what the bus tells, record for record', {
    timeout: LONG,
  }, async () => {
    bench = new ImageRack(image());
    await bench.powerUp();
    await bench.run(1500);
    const moves: boolean[] = [];
    bench.unit.latch.watch({ before: () => {}, after: (on) => moves.push(on) });
    // Units come up first: the log is erased ahead from two seconds on.
    for (let waited = 0; waited < 3000 && !bench.board.board.isFlashBusy; waited++) await bench.run(1);
    await bench.run(ERASE_MS / 2);
    expect(bench.board.board.isFlashBusy).toBe(true);
    bench.board.bite();
    await bench.run(1500);
    expect(moves).toEqual([]);
    expect(bench.unit.latch.isOn).toBe(true);
    const told = await asked(bench, tellAll(new PmbusClient(bench.rack.controller, (ms) => bench!.run(ms))));
    expect(told.filter(({ event }) => event === 'boot').map(({ boot, a }) => [boot, RESET_CAUSES[a]])).toEqual([
      [1, 'power-on'],
      [2, 'watchdog'],
    ]);
    const kept = recordsOf(bench.board.storeDump());
    expect(kept.length).toBeGreaterThanOrEqual(told.length);
    expect(told).toEqual(
      kept.slice(0, told.length).map(({ code, wanted, ...rest }) => ({
        ...rest,
        event: EVENT_NAMES[code],
        wanted: wanted ? 1 : 0,
      })),
    );
  });
});

/** Every record, as the host tools ask for it. */
async function tellAll(client: PmbusClient): Promise<readonly EventRecord[]> {
  const told: EventRecord[] = [];
  for (let wanted = 0; ; wanted = told.at(-1)!.sequence + 1) {
    const record = await client.readEvent(1, wanted);
    if (record === undefined) return told;
    told.push(record);
  }
}

async function asked<T>({ rack }: ImageRack, asking: Promise<T>): Promise<T> {
  let isDone = false;
  const done = asking.finally(() => {
    isDone = true;
  });
  await rack.scheduler.runUntil((rack.scheduler.now + seconds(5)) as Nanoseconds, () => isDone);
  return done;
}

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
