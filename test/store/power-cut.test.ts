// Power lost at every flash operation, torn writes included: mount succeeds, no acknowledged record is lost, none is invented, and the
// configuration is the old one or the new one, never a mix.
import { afterAll, describe, expect, it } from 'vitest';
import { FlashStatus } from '../../firmware/io/flash/flash';
import { ConfigStore } from '../../firmware/store/config-store';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord } from '../../firmware/store/record';
import { PowerLost, TORN, type Torn } from '../../host-tools/flash/nor-flash';
import { Random } from '../../host-tools/sim/random';
import { entriesOf } from '../support/config-entries';
import { ModelFlash } from '../support/model-flash';

const SECTORS = 3;
const APPENDS = 200;
const totals = { cuts: 0, starts: 0, lost: 0, invented: 0 };
afterAll(() =>
  process.stdout.write(
    `store: ${totals.cuts} cuts, ${totals.starts} starts, ${totals.lost} records lost, ${totals.invented} invented\n`,
  ),
);

interface Outcome {
  /** Acknowledged, in order. */
  readonly acknowledged: readonly number[];
  /** Begun, and not acknowledged when the power went. */
  readonly begun: number | undefined;
  readonly generation: number;
  readonly began: number;
  readonly wasCut: boolean;
}

/** 200 appends, and after every 50th a new configuration, whose entries all hold its number. */
function live(flash: ModelFlash, first: number): Outcome {
  const [ring, config] = [new LogRing(flash, 0, SECTORS), new ConfigStore(flash, SECTORS)];
  ring.mount();
  config.mount();
  const acknowledged: number[] = [];
  let begun: number | undefined;
  let began = config.generation;
  try {
    for (let i = first; i < first + APPENDS; i++) {
      begun = i;
      if (ring.needsErase) ring.prepare();
      if (ring.append({ ...emptyRecord(), code: 1, a: i }) !== FlashStatus.ok) throw new Error('not taken');
      acknowledged.push(i);
      begun = undefined;
      if (i % 50 !== 0) continue;
      if (config.needsErase) config.work();
      began = config.generation + 1;
      config.begin();
      for (let code = 0; code < 60; code++) config.put(code, began);
      config.commit();
      while (config.isBusy) config.work();
    }
    return { acknowledged, begun, generation: config.generation, began, wasCut: false };
  } catch (error) {
    if (!(error instanceof PowerLost)) throw error;
    return { acknowledged, begun, generation: config.generation, began, wasCut: true };
  }
}

function found(flash: ModelFlash): number[] {
  const ring = new LogRing(flash, 0, SECTORS);
  ring.mount();
  const out = emptyRecord();
  const values: number[] = [];
  for (let from = 0; ring.find(from, out); from = out.sequence + 1) values.push(out.a);
  return values;
}

/** `known`: every record that was ever begun on this flash. */
function check(flash: ModelFlash, outcome: Outcome, known: Set<number>): void {
  for (const value of outcome.acknowledged) known.add(value);
  if (outcome.begun !== undefined) known.add(outcome.begun);
  totals.starts++;
  const kept = found(flash);
  const last = outcome.acknowledged.at(-1) ?? 0;
  const least = Math.min(127, outcome.acknowledged.length);
  const tail = kept.at(-1) === outcome.begun ? kept.slice(0, -1) : kept;
  totals.lost += tail.at(-1) === last || outcome.acknowledged.length === 0 ? 0 : 1;
  totals.invented += kept.filter((value, i) => !known.has(value) || kept.indexOf(value) !== i).length;
  if (least > 0) expect(tail.slice(-least)).toEqual(outcome.acknowledged.slice(outcome.acknowledged.length - least));
  const config = new ConfigStore(flash, SECTORS);
  config.mount();
  expect([outcome.generation, outcome.began]).toContain(config.generation);
  const values = new Set(entriesOf(config).map(([, value]) => value));
  expect([...values]).toEqual(config.generation === 0 ? [] : [config.generation]);
}

describe('power lost', () => {
  function operationsOfALife(): number {
    const flash = new ModelFlash(SECTORS + 2);
    live(flash, 1);
    return flash.chip.operations;
  }

  it.each(TORN)('at each operation of 200 appends and four configurations, %s', (torn: Torn) => {
    const operations = operationsOfALife();
    for (let cut = 0; cut < operations; cut++) {
      const flash = new ModelFlash(SECTORS + 2);
      flash.chip.cutAt(cut, torn, new Random(cut));
      const outcome = live(flash, 1);
      expect(outcome.wasCut).toBe(true);
      totals.cuts++;
      const known = new Set<number>();
      check(flash, outcome, known);
      // It lives on: everything that is acknowledged afterwards is there as well.
      check(flash, live(flash, 1000), known);
    }
  });

  it('again and again, at random, over 400 lives of the same flash', () => {
    const random = new Random(9);
    const flash = new ModelFlash(SECTORS + 2);
    const known = new Set<number>();
    for (let run = 0; run < 400; run++) {
      flash.chip.cutAt(flash.chip.operations + random.below(60), TORN[random.below(TORN.length)]!, random);
      const outcome = live(flash, 1 + run * 1000);
      totals.cuts++;
      flash.chip.uncut();
      check(flash, outcome, known);
    }
  });
});
