// Power lost at every flash operation, torn writes included, of one life in which log, configuration and black box share a flash and take
// turns: the store mounts, no acknowledged record is lost, none is invented, the configuration is old or new, a box is whole or none.
import { afterAll, describe, expect, it } from 'vitest';
import { EVENT_NAMES } from '../../firmware/events/event-codes';
import { Fault } from '../../firmware/power/faults';
import { Action, type Decision } from '../../firmware/power/hot-swap-state';
import { AFTER, BOX_PAGES_BYTES } from '../../firmware/store/black-box';
import { emptyRecord } from '../../firmware/store/record';
import { Store } from '../../firmware/store/store';
import { milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';
import { decodeBox } from '../../host-tools/black-box/decode';
import { PowerLost, TORN, type Torn } from '../../host-tools/flash/nor-flash';
import { Random } from '../../host-tools/sim/random';
import { entriesOf } from '../support/config-entries';
import { hotSwapInputs, hotSwapLimits } from '../support/hot-swap';
import { ModelFlash } from '../support/model-flash';

const MAP = { logSectors: 4, boxSectors: 3 };
const SECTORS = MAP.logSectors + 2 + MAP.boxSectors;
const APPENDS = 200;
/** The configuration changes while the box of the fault is being written, and events come all the time. */
const FAULT_AT = 90;
const CHANGES_AT = [20, FAULT_AT + AFTER + 1];
const WORK_PER_EVENT = 2;
const ENTRIES = 60;

const totals = { cuts: 0, starts: 0, lost: 0, invented: 0, mixed: 0, boxesLost: 0 };
afterAll(() =>
  process.stdout.write(
    `joint store: ${totals.cuts} cuts, ${totals.starts} starts; ${totals.lost} records lost, ${totals.invented} invented, ${totals.mixed} configurations mixed, ${totals.boxesLost} boxes lost\n`,
  ),
);

const mount = (flash: ModelFlash): Store => {
  totals.starts++;
  return new Store(flash, MAP, new WallClock(milliseconds(0)), 1, milliseconds(0));
};

interface Life {
  /** Marks of the records, in the order in which they were given to the log. */
  readonly given: readonly number[];
  /** Of those, so many were acknowledged. */
  readonly acknowledged: number;
  readonly generation: number;
  readonly boxes: number;
  readonly wasCut: boolean;
}

/** 200 events, two configurations, one fault. `first`: mark of the first event. */
function live(flash: ModelFlash, first: number): Life {
  const store = mount(flash);
  const [next, { generation }] = [store.ring.nextSequence, store.config];
  const given: number[] = [];
  const end = (wasCut: boolean): Life => ({
    given,
    acknowledged: store.ring.nextSequence - next,
    generation: store.config.generation,
    boxes: store.box.count,
    wasCut,
  });
  const decision: Decision = { state: { kind: 'faulted', fault: Fault.tripped }, action: Action.none, retriesUsed: 0 };
  try {
    for (let i = 0; i < APPENDS; i++) {
      // Every kind of event in turn: the log holds each back that comes too often.
      store.log.record((1 + (i % (EVENT_NAMES.length - 1))) as never, 0, first + i, 0, 0, milliseconds(i));
      given.push(first + i);
      store.box.record(
        { inputMillivolts: 1, outputMillivolts: 2, milliamps: i },
        hotSwapInputs(),
        decision,
        milliseconds(i),
      );
      if (i === FAULT_AT) store.box.trigger(Fault.tripped, hotSwapLimits(), 0, 1);
      if (CHANGES_AT.includes(i)) change(store, generation + 1 + CHANGES_AT.indexOf(i));
      for (let k = 0; k < WORK_PER_EVENT; k++) store.work(true);
    }
    for (let k = 0; k < APPENDS; k++) store.work(true);
    return end(false);
  } catch (error) {
    if (!(error instanceof PowerLost)) throw error;
    return end(true);
  }
}

function change({ config }: Store, mark: number): void {
  config.begin();
  for (let code = 0; code < ENTRIES; code++) config.put(code, mark);
  config.commit();
}

function marksOf({ ring }: Store): number[] {
  const [out, marks] = [emptyRecord(), [] as number[]];
  for (let from = 0; ring.find(from, out); from = out.sequence + 1) marks.push(out.a);
  return marks;
}

/** What the flash holds after a life, beside what the life was told. `before`: marks that stood there when it began. */
function check(flash: ModelFlash, life: Life, before: readonly number[]): void {
  const store = mount(flash);
  const kept = marksOf(store);
  const acknowledged = [...before, ...life.given.slice(0, life.acknowledged)];
  const begun = life.given[life.acknowledged];
  // A ring gives up its oldest sector: what is kept is the end of what was acknowledged, and perhaps the record under way.
  const tail = kept.at(-1) === begun ? kept.slice(0, -1) : kept;
  const end = acknowledged.slice(acknowledged.length - tail.length);
  totals.lost += tail.at(-1) === acknowledged.at(-1) && kept.length >= Math.min(127, acknowledged.length) ? 0 : 1;
  totals.invented += tail.filter((mark, i) => mark !== end[i]).length;
  expect(tail).toEqual(end);
  expect(tail.length).toBeGreaterThanOrEqual(Math.min(127, acknowledged.length));

  const { config, box } = store;
  expect([life.generation, life.generation + 1]).toContain(config.generation);
  const values = new Set(entriesOf(config).map(([, value]) => value));
  if (config.generation > 0) {
    totals.mixed += values.size === 1 && values.has(config.generation) ? 0 : 1;
    expect([...values]).toEqual([config.generation]);
  }

  totals.boxesLost += box.count < life.boxes ? 1 : 0;
  expect([life.boxes, life.boxes + 1]).toContain(box.count);
  for (let index = 0; index < box.count; index++) {
    const { trigger, steps } = decodeBox(bytesOf(store, index));
    expect([steps[trigger]!.milliamps, steps.at(-1)!.milliamps]).toEqual([FAULT_AT, FAULT_AT + AFTER]);
  }
}

function bytesOf({ box }: Store, index: number): Uint8Array {
  const [bytes, chunk] = [new Uint8Array(BOX_PAGES_BYTES), new Uint8Array(32)];
  for (let at = 0; at < bytes.length; at += 32) {
    if (box.read(index, at, chunk, 32)) bytes.set(chunk, at);
  }
  return bytes;
}

describe('power lost in 200 appends, a change of the configuration and a freeze of the black box', () => {
  const operations = (() => {
    const flash = new ModelFlash(SECTORS);
    const life = live(flash, 1);
    expect([life.acknowledged, life.generation, life.boxes]).toEqual([APPENDS, CHANGES_AT.length, 1]);
    return flash.chip.operations;
  })();

  it.each(TORN)('at each operation, %s', (torn: Torn) => {
    for (let cut = 0; cut < operations; cut++) {
      const flash = new ModelFlash(SECTORS);
      flash.chip.cutAt(cut, torn, new Random(cut));
      const life = live(flash, 1);
      expect(life.wasCut).toBe(true);
      totals.cuts++;
      flash.chip.uncut();
      check(flash, life, []);
      // It lives on: what it acknowledges afterwards is there as well.
      const before = marksOf(mount(flash));
      const boxes = mount(flash).box.count;
      const after = live(flash, 1000);
      expect([after.wasCut, after.acknowledged, after.boxes]).toEqual([false, APPENDS, boxes + 1]);
      check(flash, after, before);
    }
  });
});
