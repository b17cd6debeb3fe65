// The plant inside a whole rack: connector, hold-up, eFuse and brown-out, with the firmware on the other side of the sensors.
import { describe, expect, it } from 'vitest';
import { Tray } from '../../host-tools/plant/tray';
import type { Rack } from '../../host-tools/rack/rack';
import { Random } from '../../host-tools/sim/random';
import { milliseconds, Scheduler, seconds } from '../../host-tools/sim/scheduler';
import { makeRack, State, stateOf } from '../support/racks';

const UNITS = '[{slot: 1, security: open}, {slot: 3, security: open}]';
const SETTLED = milliseconds(400);
/** Codes of firmware/power/faults.ts. */
const TRIPPED = 3;

async function settledRack(units = UNITS): Promise<Rack> {
  const rack = await makeRack({ engine: 'node', units });
  await rack.run(SETTLED);
  return rack;
}

/** Rack time until `done`, milliseconds. */
async function msUntil(rack: Rack, done: () => boolean): Promise<number> {
  const from = rack.scheduler.now;
  while (!done() && rack.scheduler.now - from < 1e9) await rack.run(milliseconds(0.1));
  return (rack.scheduler.now - from) / 1e6;
}

describe('connector', () => {
  it('long pins make first and break last; both bounce, and end made or open', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const scheduler = new Scheduler();
      const log: [number, boolean][] = [];
      const note = (made: boolean) => () => void log.push([scheduler.now / 1e6, made]);
      const tray = new Tray(scheduler, new Random(seed), { onPowered: note(true), onUnpowered: note(false) });
      expect(tray.insert()).toBe(true);
      await scheduler.runUntil(milliseconds(19));
      expect(log[0]).toEqual([0, true]);
      expect(log.every(([ms, made], i) => ms <= 2 && made === (i % 2 === 0))).toBe(true);
      expect(log.at(-1)![1]).toBe(true);
      expect(tray.contact).toBe(false);
      await scheduler.runUntil(milliseconds(40));
      expect([tray.powered, tray.contact]).toEqual([true, true]);
      log.length = 0;
      tray.remove();
      await scheduler.runUntil(milliseconds(59));
      expect([tray.powered, tray.contact]).toEqual([true, false]);
      await scheduler.runUntil(milliseconds(100));
      expect(log).toEqual([[60, false]]);
    }
  });

  it('a bounce of the power pins at insertion boots the BMC once', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const rack = await makeRack({ engine: 'node', units: UNITS, seed });
      await rack.run(SETTLED);
      expect(rack.units.map((unit) => unit.hardware.bootCount)).toEqual([1, 1]);
      rack.close();
    }
  });

  it('pulled, the BMC clears the gate, lives on its hold-up for about 10 ms, then falls silent', async () => {
    const rack = await settledRack();
    const { branch, latch, hardware } = rack.unit(3)!;
    rack.unit(3)!.tray.remove();
    expect(await msUntil(rack, () => !latch.isOn)).toBeLessThan(20);
    await msUntil(rack, () => !branch.isConnected);
    // C (v^2 - stop^2) / 2 P with 220 uF, 0.15 W, 3 V; found out to within half a millisecond.
    const expected = (220e-6 * (branch.holdUpVolts ** 2 - 9) * 1000) / (2 * 0.15);
    expect(Math.abs((await msUntil(rack, () => hardware.port === undefined)) - expected)).toBeLessThan(0.7);
    expect(branch.isBmcUp).toBe(false);
    rack.close();
  });

  it('a BMC that stands still when its tray is pulled: the gate goes with its supply', async () => {
    const rack = await settledRack();
    const unit = rack.unit(3)!;
    unit.pause(seconds(1));
    unit.tray.remove();
    await rack.run(milliseconds(25));
    expect(unit.latch.isOn).toBe(true);
    expect(unit.branch.amps).toBe(0);
    await rack.run(milliseconds(20));
    expect(unit.latch.isOn).toBe(false);
    expect(rack.unit(1)!.latch.isOn).toBe(true);
    rack.close();
  });
});

describe('faults of the plant', () => {
  it('a short trips the eFuse; the unit says tripped, and the other one runs on', async () => {
    const rack = await settledRack();
    rack.plant.short(3, 0.05);
    await rack.run(milliseconds(30));
    expect(await stateOf(rack, 3)).toEqual([State.faulted, TRIPPED, 0, 0]);
    expect(rack.unit(3)!.branch.trips).toBe(1);
    expect(rack.unit(1)!.branch.trips).toBe(0);
    expect(await stateOf(rack, 1)).toEqual([State.on, 0, 1, 0]);
    rack.close();
  });

  it('a brown-out longer than the hold-up restarts every BMC, with its gate cleared', async () => {
    const rack = await settledRack();
    rack.plant.brownOut(2, 0.1);
    await rack.run(milliseconds(50));
    expect(rack.units.map((unit) => [unit.branch.isBmcUp, unit.latch.isOn])).toEqual([
      [false, false],
      [false, false],
    ]);
    await rack.run(milliseconds(600));
    expect(rack.units.map((unit) => unit.hardware.bootCount)).toEqual([2, 2]);
    expect(await stateOf(rack, 1)).toEqual([State.on, 0, 1, 0]);
    rack.close();
  });

  it('a brown-out shorter than the hold-up restarts none', async () => {
    const rack = await settledRack();
    rack.plant.brownOut(4.5, 0.005);
    await rack.run(milliseconds(300));
    expect(rack.units.map((unit) => unit.hardware.bootCount)).toEqual([1, 1]);
    expect(rack.units.map((unit) => unit.latch.isOn)).toEqual([true, true]);
    rack.close();
  });

  it('the BMC gets warmer with the power of its tray: 35 degrees and 2 more per watt, in the end', async () => {
    const rack = await settledRack('[{slot: 1, load: {milliwatts: 5000}}]');
    const { branch } = rack.unit(1)!;
    const start = branch.celsius;
    await rack.run(seconds(600));
    const watts = branch.inputVolts * branch.amps + rack.plant.busbarVolts * branch.bmcAmps;
    expect(start).toBeLessThan(35.2);
    expect(branch.celsius).toBeCloseTo(35 + 2 * watts, 1);
    rack.close();
  });
});
