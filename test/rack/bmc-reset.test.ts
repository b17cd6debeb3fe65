// What the soak found or needs, on a whole emulated rack: a BMC that its watchdog resets, and a sensor that answers nothing but ones.
import { afterEach, expect, it } from 'vitest';
import { Event } from '../../firmware/events/event-codes';
import { Fault } from '../../firmware/power/faults';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { ENGINES, makeRack, readOf, State, stateOf, transfer, writeOf } from '../support/racks';

let rack: Rack;
afterEach(() => rack.close());

/** Event, detail and value a of each record, as MFR_LOG_RECORD (0xDB) gives them: docs/pmbus-commands.md. */
async function log(): Promise<number[][]> {
  const found: number[][] = [];
  for (let next = 1; ; next++) {
    await transfer(rack, writeOf(1, 0xdb, 4, next & 0xff, next >> 8, 0, 0));
    const bytes = (await transfer(rack, readOf(1, 0xdb, 2, true))).read[0]!;
    if (bytes[1] !== (next & 0xff)) return found;
    found.push([bytes[11]!, bytes[12]!, bytes[18]!]);
  }
}

it.each(ENGINES)(
  'a watchdog reset of the BMC on %s: the unit never notices, and the log names the cause',
  async (engine) => {
    const moves: boolean[] = [];
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    const unit = rack.unit(1)!;
    await rack.run(seconds(4));
    const { starts } = unit.branch.load;
    expect(unit.latch.isOn).toBe(true);
    expect(unit.reset('watchdog')).toBe(true);
    for (let i = 0; i < 100; i++) {
      await rack.run(milliseconds(1));
      moves.push(unit.latch.isOn);
    }
    expect(moves).not.toContain(false);
    expect([unit.branch.load.starts, (await stateOf(rack, 1))[0]]).toEqual([starts, State.on]);
    // RESET_CAUSES: 1 is the watchdog.
    expect((await log()).filter(([event]) => event === Event.boot)).toEqual([
      [Event.boot, 0, 0],
      [Event.boot, 0, 1],
    ]);
  },
);

it('a BMC without supply cannot be reset', async () => {
  rack = await makeRack({ engine: 'node', units: '[{slot: 1, present: false}]' });
  await rack.run(milliseconds(100));
  expect(rack.unit(1)!.reset()).toBe(false);
});

it('a sensor of which every bit reads as one is lost, within 80 ms (bug: it was neither lost nor implausible, and never logged)', async () => {
  rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
  await rack.run(seconds(4));
  const before = (await log()).length;
  rack.unit(1)!.hardware.sensor.fail('stuck');
  await rack.run(milliseconds(100));
  expect((await log()).slice(before)).toEqual([[Event.fault, 0, Fault.sensorLost]]);
  rack.unit(1)!.hardware.sensor.heal();
  await rack.run(milliseconds(200));
  expect((await log()).slice(before + 1)).toEqual([[Event.faultOver, 0, Fault.sensorLost]]);
});

it('a sensor that was reset is set up anew and no fault', async () => {
  rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
  await rack.run(seconds(4));
  const before = (await log()).length;
  rack.unit(1)!.hardware.sensor.fail('reset');
  await rack.run(milliseconds(300));
  expect((await log()).slice(before)).toEqual([]);
});
