// A fault that keeps a unit off outlives a reset of its BMC: on a whole emulated rack, with a short that is still there.
import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { ENGINES, makeRack, State, stateOf, transfer, writeOf } from '../support/racks';

let rack: Rack;
afterEach(() => rack.close());

/** The gate at every millisecond of so many. */
async function gate(ms: number): Promise<readonly boolean[]> {
  const seen: boolean[] = [];
  for (let i = 0; i < ms; i++) {
    await rack.run(milliseconds(1));
    seen.push(rack.unit(1)!.latch.isOn);
  }
  return seen;
}

const switchTo = (on: boolean): Promise<unknown> => transfer(rack, writeOf(1, 0x01, on ? 0x80 : 0x00));

describe.each(ENGINES)('on %s', (engine) => {
  it.each([
    ['long before', 500],
    ['just before, and nobody has looked yet,', 0.1],
  ])(
    'a unit that tripped %s the reset stays off (bug: a BMC reset set the gate into the short again)',
    async (_, ms) => {
      rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
      await rack.run(seconds(4));
      rack.plant.short(1, 0.05);
      await rack.run(milliseconds(ms));
      rack.plant.settle();
      for (let resets = 0; resets < 3; resets++) {
        expect(rack.unit(1)!.reset('watchdog')).toBe(true);
        expect(await gate(400)).not.toContain(true);
        expect((await stateOf(rack, 1)).slice(0, 3)).toEqual([State.faulted, Fault.tripped, 0]);
      }
      rack.plant.heal(1);
      await switchTo(false);
      await rack.run(milliseconds(50));
      await switchTo(true);
      await rack.run(seconds(1));
      expect((await stateOf(rack, 1))[0]).toBe(State.on);
    },
  );

  it('a black-out forgets it: the restore policy decides then', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(seconds(4));
    rack.plant.short(1, 0.05);
    await rack.run(milliseconds(500));
    rack.plant.heal(1);
    rack.plant.brownOut(0, 1);
    await rack.run(seconds(4));
    expect((await stateOf(rack, 1))[0]).toBe(State.on);
  });

  it('a unit that its operator switched off stays off, and is in no fault', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(seconds(4));
    await switchTo(false);
    await rack.run(milliseconds(100));
    rack.unit(1)!.reset('watchdog');
    await rack.run(seconds(1));
    expect((await stateOf(rack, 1)).slice(0, 3)).toEqual([State.off, Fault.none, 0]);
  });
});
