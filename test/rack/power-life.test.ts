// The power side of a whole emulated rack, over its bus: graceful shutdown, cycle, reset, retries, stagger, defects of the gate.
// Codes: docs/pmbus-commands.md; currents of a Raspberry Pi 4: its documentation (halted 23 mA).
import { afterEach, describe, expect, it } from 'vitest';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { linear11Word } from '../support/pmbus-formats';
import { ENGINES, makeRack, readOf, stateOf, transfer, writeOf } from '../support/racks';

const State = { off: 2, starting: 3, on: 5, faulted: 6, delaying: 7, retrying: 8, stopping: 9 } as const;
const Fault = { overCurrent: 1, tripped: 3, averageOverCurrent: 16, currentWhileOff: 17, noCurrent: 18 } as const;
const OPERATION = 0x01;
const IOUT_OC_FAULT_RESPONSE = 0x47;
const MFR_TRIP_RESPONSE = 0xf0;
const MFR_SHUTDOWN_TIMEOUT = 0xf6;
const MFR_POWER_CYCLE = 0xfa;
const MFR_RESET_UNIT = 0xfb;
const SETTLED = seconds(1);

let rack: Rack;
afterEach(() => rack.close());

const write = async (slot: number, ...bytes: number[]): Promise<void> => {
  expect((await transfer(rack, writeOf(slot, ...bytes))).status).toBe('ok');
};
const writeWord = (slot: number, code: number, value: number): Promise<void> => {
  const word = linear11Word(value);
  return write(slot, code, word & 0xff, word >> 8);
};
const milliamps = (slot: number): number => Math.round(rack.unit(slot)!.branch.amps * 1000);
const manufacturerBits = async (slot: number): Promise<number> =>
  (await transfer(rack, readOf(slot, 0x80, 1))).read[0]![0]!;

describe.each(ENGINES)('on %s', (engine) => {
  it('a graceful shutdown: the unit draws on, then 23 mA, then its gate opens; a unit that is deaf is cut by time', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}, {slot: 2, security: open}]' });
    await rack.run(SETTLED);
    rack.unit(2)!.branch.load.listens = false;
    await writeWord(2, MFR_SHUTDOWN_TIMEOUT, 4000);
    for (const slot of [1, 2]) await write(slot, OPERATION, 0x40);
    await rack.run(seconds(1));
    expect([await stateOf(rack, 1), milliamps(1)]).toEqual([[State.stopping, 0, 1, 0], 600]);
    await rack.run(milliseconds(2500));
    expect([await stateOf(rack, 1), milliamps(1)]).toEqual([[State.off, 0, 0, 0], 0]);
    expect([await stateOf(rack, 2), milliamps(2)]).toEqual([[State.stopping, 0, 1, 0], 600]);
    await rack.run(seconds(1));
    expect(await stateOf(rack, 2)).toEqual([State.off, 0, 0, 0]);
  });

  it('a cycle is the unit’s own work: off for MFR_CYCLE_OFF_TIME, then on', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(SETTLED);
    await write(1, MFR_POWER_CYCLE, 1);
    expect(await stateOf(rack, 1)).toEqual([State.delaying, 0, 0, 0]);
    await rack.run(milliseconds(950));
    expect(rack.unit(1)!.latch.isOn).toBe(false);
    await rack.run(milliseconds(200));
    expect(await stateOf(rack, 1)).toEqual([State.on, 0, 1, 0]);
  });

  it('a reset begins the unit’s profile anew; its gate stays', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open, load: {profile: pi4-boot}}]' });
    await rack.run(seconds(4));
    const running = milliamps(1);
    await write(1, MFR_RESET_UNIT, 1);
    await rack.run(milliseconds(10));
    expect(milliamps(1)).toBeLessThan(running * 0.8);
    expect(rack.unit(1)!.latch.isOn).toBe(true);
  });

  it('a trip with two retries: two more tries, a second apart, then it stays off', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(SETTLED);
    await write(1, MFR_TRIP_RESPONSE, 0x80 | (2 << 3) | 1);
    rack.plant.short(1, 0.05);
    await rack.run(milliseconds(100));
    expect(await stateOf(rack, 1)).toEqual([State.retrying, Fault.tripped, 0, 0]);
    await rack.run(seconds(4));
    expect(await stateOf(rack, 1)).toEqual([State.faulted, Fault.tripped, 0, 0]);
    expect(rack.unit(1)!.branch.trips).toBe(3);
  });

  it('units that start by themselves do so one after the other: 50 ms times the slot', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1}, {slot: 4}, {slot: 9}]' });
    const onAt = new Map<number, number>();
    for (let ms = 0; ms < 1000; ms++) {
      await rack.run(milliseconds(1));
      for (const unit of rack.units) if (unit.latch.isOn && !onAt.has(unit.slot)) onAt.set(unit.slot, ms);
    }
    const [first, second, third] = [1, 4, 9].map((slot) => onAt.get(slot)!);
    // A tick and the bounce of the pins blur it.
    expect(Math.abs(second! - first! - 150)).toBeLessThanOrEqual(30);
    expect(Math.abs(third! - second! - 250)).toBeLessThanOrEqual(30);
  });
});

describe('defects', () => {
  it('a gate that conducts for ever: current while off, and the unit is not started', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
    await rack.run(SETTLED);
    rack.unit(1)!.branch.stickGate('on');
    await write(1, OPERATION, 0x00);
    await rack.run(milliseconds(300));
    expect([await stateOf(rack, 1), milliamps(1)]).toEqual([[State.off, 0, 0, 0], 600]);
    expect(await manufacturerBits(1)).toBe(0x04);
    await write(1, OPERATION, 0x80);
    await rack.run(SETTLED);
    expect([await stateOf(rack, 1), rack.unit(1)!.latch.isOn]).toEqual([[State.off, 0, 0, 0], false]);
    rack.unit(1)!.branch.stickGate(undefined);
    await rack.run(SETTLED);
    expect(await stateOf(rack, 1)).toEqual([State.on, 0, 1, 0]);
  });

  it('a gate that conducts no more: power-good is lost; told to, the unit is switched off', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
    await rack.run(SETTLED);
    await write(1, 0xf1, 0x80);
    rack.unit(1)!.branch.stickGate('off');
    await rack.run(milliseconds(200));
    expect(await stateOf(rack, 1)).toEqual([State.faulted, 12, 0, 0]);
  });

  it('a unit that draws nothing is told of, and left on', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
    await rack.run(SETTLED);
    rack.unit(1)!.branch.load.amps = 0;
    await rack.run(milliseconds(1900));
    expect(await manufacturerBits(1)).toBe(0);
    await rack.run(milliseconds(300));
    expect([await manufacturerBits(1), (await stateOf(rack, 1))[0]]).toEqual([0x04, State.on]);
  });

  it('a load that pulses faster than the delay of its limit is found by its average', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
    await rack.run(SETTLED);
    // 4.9 A is below the limit of 5 A, and above the average limit of 4.5 A.
    rack.unit(1)!.branch.load.amps = 4.9;
    await rack.run(milliseconds(500));
    expect((await stateOf(rack, 1))[0]).toBe(State.on);
    await rack.run(seconds(3));
    expect(await stateOf(rack, 1)).toEqual([State.faulted, Fault.averageOverCurrent, 0, 0]);
  });

  it('an over-current with a response to try for ever comes back once it is mended', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
    await rack.run(SETTLED);
    await write(1, IOUT_OC_FAULT_RESPONSE, 0xc0 | (7 << 3));
    rack.unit(1)!.branch.load.amps = 5.5;
    await rack.run(seconds(3));
    expect((await stateOf(rack, 1))[0]).not.toBe(State.faulted);
    rack.unit(1)!.branch.load.amps = 0.6;
    await rack.run(seconds(1));
    expect(await stateOf(rack, 1)).toEqual([State.on, 0, 1, 0]);
  });
});
