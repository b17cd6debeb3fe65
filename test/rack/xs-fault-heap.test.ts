// Under the XS engine 1,000 faults in a row grow the heap by nothing: shorts and overloads by turns, each latched, cleared and started anew,
// with their records and black boxes in flash.
import { describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import type { FirmwareBundle } from '../../host-tools/engines/engine';
import type { XsEngine } from '../../host-tools/engines/xs/xs-engine';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { firmwareBundle, hasXs, makeRack, readOf, State, stateOf, transfer, writeOf } from '../support/racks';
import { emptyWorkerGrowth, growth } from '../support/xs-heap';

const FAULTS = 1000;
/** A leak of an object each shows sooner. */
const LEAKING_FAULTS = 100;
/** Ticks of a fault and what follows it, at the least: what the empty worker is asked as often. */
const TICKS = 20;
const [OFF, ON] = [0x00, 0x80];

async function grownBy(bundle: FirmwareBundle, faults: number): Promise<{ slots: number; boxes: number }> {
  const rack = await makeRack({ engine: 'xs', units: '[{slot: 1, security: open, load: {milliamps: 600}}]', bundle });
  await rack.run(seconds(4));
  const reaches = async (state: number): Promise<void> => {
    for (let waited = 0; (await stateOf(rack, 1))[0] !== state; waited++) {
      expect(waited).toBeLessThan(100);
      await rack.run(milliseconds(10));
    }
  };
  const fail = async (i: number): Promise<void> => {
    if (i % 2 === 0) rack.plant.short(1, 0.05);
    else rack.plant.setLoad(1, { amps: 6 });
    await reaches(State.faulted);
    expect((await stateOf(rack, 1))[1]).toBe(i % 2 === 0 ? Fault.tripped : Fault.overCurrent);
    rack.plant.heal(1);
    rack.plant.setLoad(1, { amps: 0.6 });
    for (const operation of [OFF, ON]) {
      // Refused while a sector of the flash is erased.
      while ((await transfer(rack, writeOf(1, 0x01, operation))).status !== 'ok') await rack.run(milliseconds(10));
    }
    await reaches(State.on);
  };
  for (let i = 0; i < 20; i++) await fail(i);
  const engine = rack.unit(1)!.engine as XsEngine;
  const slots = await growth(engine, async () => {
    for (let i = 0; i < faults; i++) await fail(i);
  });
  // MFR_LOG_STATE: the count of boxes is its last byte.
  const boxes = (await transfer(rack, readOf(1, 0xda, 2, true))).read[0]![15]!;
  rack.close();
  return { slots, boxes };
}

describe.skipIf(!hasXs)('XS heap', () => {
  it(`does not grow over ${FAULTS} faults in a row`, async () => {
    const { slots, boxes } = await grownBy(await firmwareBundle(), FAULTS);
    const empty = await emptyWorkerGrowth(FAULTS * TICKS);
    process.stdout.write(`xs heap: ${FAULTS} faults: ${slots} slots; empty worker: ${empty}\n`);
    expect(slots).toBeLessThanOrEqual(empty);
    expect(boxes).toBeGreaterThan(1);
  });

  it('a planted leak, one object per fault, makes that test fail', async () => {
    const bundle = await firmwareBundle();
    const code = bundle.code.replace(
      /function fail\(decision, fault, [^)]*\) \{/,
      '$& (globalThis.leaked ??= []).push({ fault });',
    );
    expect(code).not.toBe(bundle.code);
    const { slots } = await grownBy({ file: bundle.file, code }, LEAKING_FAULTS);
    expect(slots).toBeGreaterThan((await emptyWorkerGrowth(LEAKING_FAULTS * TICKS)) + LEAKING_FAULTS);
  });
});
