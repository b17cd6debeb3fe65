// Hot-swap seen from outside: plant, latch and bus of a whole emulated rack, on every engine that runs here.
import { describe, expect, it } from 'vitest';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds } from '../../host-tools/sim/scheduler';
import { ENGINES, makeRack, readOf, State, stateOf, transfer, writeOf } from '../support/racks';

const UNITS = '[{slot: 1, security: open}, {slot: 3, security: open}, {slot: 5, security: open, power: off}]';
/** Debounce (100 ms), soft start (20 ms), power good, pins and ticks. */
const SETTLED = milliseconds(400);

/** Milliseconds from now until the gate of the slot is on. */
async function timeToGate(rack: Rack, slot: number): Promise<number> {
  const from = rack.scheduler.now;
  while (!rack.unit(slot)!.latch.isOn && rack.scheduler.now - from < 1e9) await rack.run(milliseconds(1));
  return (rack.scheduler.now - from) / 1e6;
}

describe.each(ENGINES)('hot-swap on %s', (engine) => {
  it('switches units on after the debounce, and leaves off what is to be off', async () => {
    const rack = await makeRack({ engine, units: UNITS });
    await rack.run(milliseconds(100));
    expect(rack.units.map((unit) => unit.latch.isOn)).toEqual([false, false, false]);
    await rack.run(SETTLED);
    expect(rack.units.map((unit) => unit.latch.isOn)).toEqual([true, true, false]);
    expect(await stateOf(rack, 1)).toEqual([State.on, 0, 1, 0]);
    expect(await stateOf(rack, 5)).toEqual([State.off, 0, 0, 0]);
    rack.close();
  });

  it('a pulled tray loses its gate first and its address afterwards; inserted, it debounces; no other unit notices', async () => {
    const rack = await makeRack({ engine, units: UNITS });
    await rack.run(SETTLED);
    const other = rack.unit(1)!;
    rack.unit(3)!.tray.remove();
    await rack.run(milliseconds(19));
    expect(rack.unit(3)!.latch.isOn).toBe(false);
    expect((await transfer(rack, readOf(3, 0xd2, 2, true))).status).toBe('ok');
    await rack.run(milliseconds(20));
    expect((await transfer(rack, readOf(3, 0x88, 3))).status).toBe('address-nack');
    rack.unit(3)!.tray.insert();
    // Power pins, 20 ms of travel and up to 8 ms of bounce, then 100 ms of debounce.
    expect(await timeToGate(rack, 3)).toBeGreaterThanOrEqual(120);
    await rack.run(SETTLED);
    expect(await stateOf(rack, 3)).toEqual([State.on, 0, 1, 0]);
    expect(other.latch.isOn).toBe(true);
    expect(other.hardware.bootCount).toBe(1);
    expect(other.branch.trips).toBe(0);
    rack.close();
  });

  it('latches an over-current off, says so, and starts again after off and on', async () => {
    const rack = await makeRack({ engine, units: '[{slot: 1, security: open, limits: {overCurrentMilliamps: 2000}}]' });
    await rack.run(SETTLED);
    rack.unit(1)!.branch.load.amps = 3;
    await rack.run(milliseconds(100));
    expect(rack.unit(1)!.latch.isOn).toBe(false);
    expect(await stateOf(rack, 1)).toEqual([State.faulted, 1, 0, 0]);
    // STATUS_WORD: IOUT (bit 14), POWER_GOOD# (11), OFF (6), IOUT_OC (4). PMBus II 1.3.1, section 17.2.
    expect([...(await transfer(rack, readOf(1, 0x79, 2))).read[0]!]).toEqual([0x50, 0x48]);
    rack.unit(1)!.branch.load.amps = 0.5;
    await rack.run(SETTLED);
    expect(rack.unit(1)!.latch.isOn).toBe(false);
    await transfer(rack, writeOf(1, 0x01, 0x00));
    await rack.run(milliseconds(50));
    await transfer(rack, writeOf(1, 0x01, 0x80));
    await rack.run(SETTLED);
    expect(await stateOf(rack, 1)).toEqual([State.on, 0, 1, 0]);
    rack.close();
  });

  it('a unit that is closed refuses to be switched and stays on', async () => {
    const rack = await makeRack({ engine, units: '[{slot: 1, security: closed}]' });
    await rack.run(SETTLED);
    expect((await transfer(rack, writeOf(1, 0x01, 0x00))).status).toBe('data-nack');
    expect((await transfer(rack, writeOf(1, 0x10, 0x00))).status).toBe('data-nack');
    expect((await transfer(rack, writeOf(1, 0x03))).status).toBe('ok');
    await rack.run(milliseconds(50));
    expect(await stateOf(rack, 1)).toEqual([State.on, 0, 1, 1]);
    rack.close();
  });

  it('a write is carried out before the read that follows it is answered', async () => {
    const rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(SETTLED);
    await transfer(rack, writeOf(1, 0x01, 0x00));
    expect(await stateOf(rack, 1)).toEqual([State.off, 0, 0, 0]);
    expect(rack.unit(1)!.latch.isOn).toBe(false);
    rack.close();
  });

  it('a sensor that falls silent makes its readings unreadable, not wrong', async () => {
    const rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(SETTLED);
    rack.unit(1)!.hardware.sensor.fail('nack');
    await rack.run(milliseconds(30));
    expect((await transfer(rack, readOf(1, 0x88, 3))).status).toBe('data-nack');
    expect(rack.unit(1)!.latch.isOn).toBe(true);
    rack.unit(1)!.hardware.sensor.heal();
    await rack.run(milliseconds(30));
    expect((await transfer(rack, readOf(1, 0x88, 3))).status).toBe('ok');
    rack.close();
  });
});
