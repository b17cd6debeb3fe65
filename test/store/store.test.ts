// The store as a whole: its map of the flash, and which of its works comes first when several are due.
import { beforeEach, describe, expect, it } from 'vitest';
import { Event } from '../../firmware/events/event-codes';
import { SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { Fault } from '../../firmware/power/faults';
import { Action } from '../../firmware/power/hot-swap-state';
import { Store } from '../../firmware/store/store';
import { milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';
import { hotSwapInputs, hotSwapLimits } from '../support/hot-swap';
import { ModelFlash } from '../support/model-flash';

const NOW = milliseconds(0);
const open = (flash: ModelFlash, logSectors = 3, boxSectors = 2): Store =>
  new Store(flash, { logSectors, boxSectors }, new WallClock(NOW), 1, NOW);
/** "RKLG", "RKCF" or "RKBX", by sector; none where it does not begin with a name. */
const namesOf = (flash: ModelFlash): string[] =>
  Array.from({ length: flash.sectors }, (_, sector) => {
    const name = Buffer.from(flash.chip.read(sector * SECTOR_BYTES, 4)).toString('latin1');
    return name.startsWith('RK') ? name : '';
  });
const record = (store: Store): void => store.log.record(Event.unitOn, 0, 0, 0, 0, NOW);

function storeConfiguration(store: Store): void {
  store.config.begin();
  store.config.put(0x46, 5000);
  store.config.commit();
}

/** A box that waits to be written. */
function fillBox(store: Store): void {
  const decision = { state: { kind: 'faulted', fault: Fault.tripped } as const, action: Action.none, retriesUsed: 0 };
  const readings = { inputMillivolts: 5000, outputMillivolts: 0, milliamps: 0 };
  store.box.record(readings, hotSwapInputs(), decision, NOW);
  store.box.trigger(Fault.tripped, hotSwapLimits(), 0, 1);
  for (let i = 0; i < 64; i++) store.box.record(readings, hotSwapInputs(), decision, NOW);
}

describe('the map', () => {
  it('log, two sectors of configuration, black box, in this order', () => {
    const flash = new ModelFlash(7);
    const store = open(flash);
    record(store);
    storeConfiguration(store);
    fillBox(store);
    for (let i = 0; i < 50; i++) store.work(true);
    expect(namesOf(flash)).toEqual(['RKLG', '', '', 'RKCF', '', 'RKBX', '']);
  });

  it('is found again after a restart', () => {
    const flash = new ModelFlash(7);
    const before = open(flash);
    record(before);
    storeConfiguration(before);
    fillBox(before);
    for (let i = 0; i < 50; i++) before.work(true);
    const { ring, config, box } = open(flash);
    expect([ring.nextSequence, config.generation, box.count]).toEqual([2, 1, 1]);
  });

  it('may fill the flash, and no more: a mistake in the data of a board', () => {
    expect(() => open(new ModelFlash(7), 3, 2)).not.toThrow();
    for (const [log, box] of [
      [4, 2],
      [3, 3],
    ] as const) {
      // biome-ignore format: one line
      expect(() => open(new ModelFlash(7), log, box)).toThrow(new RangeError('store: the map is larger than the flash'));
    }
  });
});

describe('work', () => {
  let flash: ModelFlash;
  let store: Store;
  /** What each of so many turns did to the flash. */
  const turns = (count: number, isQuiet: boolean): number[] =>
    Array.from({ length: count }, () => {
      const before = flash.chip.operations;
      store.work(isQuiet);
      return flash.chip.operations - before;
    });

  beforeEach(() => {
    flash = new ModelFlash(7);
    store = open(flash);
  });

  it('is one operation of the flash at the most, whatever is due, and ends', () => {
    // A sector that is begun takes two: its head and its first record.
    record(store);
    expect(turns(1, true)).toEqual([2]);
    for (let i = 0; i < 5; i++) record(store);
    storeConfiguration(store);
    fillBox(store);
    const did = turns(60, true);
    expect(Math.max(...did)).toBe(1);
    expect(did.slice(40)).toEqual(Array(20).fill(0));
    expect([store.log.waiting, store.config.isBusy, store.box.isBusy]).toEqual([0, false, false]);
    expect([store.ring.needsErase, store.config.needsErase, store.box.needsErase]).toEqual([false, false, false]);
  });

  it('events come first', () => {
    record(store);
    storeConfiguration(store);
    fillBox(store);
    store.work(true);
    // The head of the sector and the record in one turn: the log is one work.
    expect([store.log.waiting, namesOf(flash)]).toEqual([0, ['RKLG', '', '', '', '', '', '']]);
  });

  it('while it is not quiet nothing is erased; events and pages are written', () => {
    turns(10, true);
    record(store);
    storeConfiguration(store);
    fillBox(store);
    const wear = [...flash.chip.wear];
    turns(60, false);
    expect([...flash.chip.wear]).toEqual(wear);
    expect(namesOf(flash)).toEqual(['RKLG', '', '', 'RKCF', '', 'RKBX', '']);
    expect([store.ring.needsErase, store.config.needsErase, store.box.needsErase]).toEqual([true, true, true]);
  });

  it('a configuration whose sector is erased goes before all erases', () => {
    turns(10, true);
    record(store);
    turns(1, true);
    storeConfiguration(store);
    turns(1, true);
    expect([store.config.generation, store.ring.needsErase]).toEqual([1, true]);
  });

  it('the erase ahead of the log goes before that of the black box, and that before the configuration', () => {
    const order: string[] = [];
    turns(10, true);
    record(store);
    storeConfiguration(store);
    fillBox(store);
    turns(30, false);
    for (let i = 0; i < 4; i++) {
      store.work(true);
      order.push(`${store.ring.needsErase} ${store.box.needsErase} ${store.config.needsErase}`);
    }
    expect(order).toEqual(['false true true', 'false false true', 'false false false', 'false false false']);
  });
});

describe('a flash that fails', () => {
  /** Asked for, and written: what is due then is an erase. */
  function work(store: Store, ask: (store: Store) => void): void {
    ask(store);
    for (let i = 0; i < 20; i++) store.work(false);
  }

  // Bug: only appends to the log were counted. A sector that could not be erased was erased again in each tick, for ever, and nobody
  // was told.
  it.each([
    ['the erase ahead', { failingErases: 1e6 }, (store: Store) => work(store, record)],
    ['the pages of the configuration', { failing: 1e6 }, storeConfiguration],
    ['the erases of the configuration', { failingErases: 1e6 }, (store: Store) => work(store, storeConfiguration)],
    ['the erase ahead of the black box', { failingErases: 1e6 }, (store: Store) => work(store, fillBox)],
  ])('eight times, in %s, is left alone until the next start, and told of', (_, fails, ask) => {
    const flash = new ModelFlash(7);
    const store = open(flash);
    store.config.work();
    ask(store);
    Object.assign(flash, fails);
    for (let i = 0; i < 100; i++) store.work(true);
    expect([store.log.hasFault, store.log.isBroken]).toEqual([true, true]);
    const tried = 1e6 - Math.max(flash.failing, flash.failingErases);
    expect(tried).toBe(8);
    const { operations } = flash.chip;
    Object.assign(flash, { failing: 0, failingErases: 0 });
    record(store);
    for (let i = 0; i < 20; i++) store.work(true);
    expect(flash.chip.operations).toBe(operations);
  });

  it('a page of a black box that does not take is told of', () => {
    const flash = new ModelFlash(7);
    const store = open(flash);
    fillBox(store);
    flash.failing = 1;
    store.work(true);
    expect([store.log.hasFault, store.log.failure]).toEqual([true, 7]);
  });

  it('a flash that is busy has not failed', () => {
    const flash = new ModelFlash(7);
    const store = open(flash);
    record(store);
    storeConfiguration(store);
    fillBox(store);
    for (let i = 0; i < 100; i++) {
      flash.busyFor = 5;
      store.work(true);
    }
    expect([store.log.hasFault, store.log.failure]).toEqual([false, 0]);
  });
});
