// The event log and the configuration of a whole emulated rack, over its bus: a fault and a black-out, and what is told afterwards.
import { afterEach, describe, expect, it } from 'vitest';
import { decodeBox } from '../../host-tools/black-box/decode';
import { replay } from '../../host-tools/black-box/replay';
import { explainEvent } from '../../host-tools/client/event-text';
import { findCommand, PmbusClient } from '../../host-tools/client/pmbus-client';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { ENGINES, makeRack } from '../support/racks';

let rack: Rack;
afterEach(() => rack.close());

/** The bus needs time to pass while a client waits for it. */
async function ask<T>(work: (client: PmbusClient) => Promise<T>): Promise<T> {
  let done = false;
  const result = work(new PmbusClient(rack.controller)).finally(() => {
    done = true;
  });
  result.catch(() => {});
  while (!done) {
    await rack.run(milliseconds(1));
    // A client that waits before it tries again does so by the clock of the wall.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return result;
}

const sentences = (slot: number): Promise<string[]> =>
  ask(async (client) => {
    const found: string[] = [];
    for (let from = 0; ; ) {
      const record = await client.readEvent(slot, from);
      if (record === undefined) return found;
      found.push(explainEvent(record).text);
      from = record.sequence + 1;
    }
  });
const write = (slot: number, name: Parameters<typeof findCommand>[0], value = 0): Promise<void> =>
  ask((client) => client.write(slot, findCommand(name)!, value));
const read = (slot: number, name: Parameters<typeof findCommand>[0]): Promise<unknown> =>
  ask(async (client) => (await client.read(slot, findCommand(name)!)).value);

describe.each(ENGINES)('on %s', (engine) => {
  it('a fault, a black-out, and the log tells of both', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(seconds(4));
    rack.plant.short(1, 0.05);
    await rack.run(seconds(1));
    rack.plant.heal(1);
    rack.plant.brownOut(0, 1);
    await rack.run(seconds(5));
    expect((await sentences(1)).map((text) => text.replace(/\d+ (mV|mA|ms)/g, 'N $1'))).toEqual([
      'the BMC started: power-on; the unit is wanted on',
      'the unit is there',
      'the unit is on, at N mV and N mA; it took N ms and N mA at the most',
      'tripped; shut down',
      'input-under-voltage: N mV, limit N mV; noted',
      'the BMC started: power-on; the unit is wanted on',
      'the unit is there',
      'the unit is on, at N mV and N mA; it took N ms and N mA at the most',
    ]);
  });

  it('a start is told of with its inrush: what the plant drew at the most, as the sensor averages it', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open, load: {milliamps: 600}}]' });
    await rack.run(seconds(4));
    const text = (await sentences(1)).find((each) => each.startsWith('the unit is on'))!;
    const [, took, peak] = /it took (\d+) ms and (\d+) mA at the most$/.exec(text)!.map(Number);
    // docs/plant.md: 235 mA into the capacitors, 600 mA on top from 4 V on; the sensor sees the mean of some milliseconds.
    expect(peak).toBeGreaterThan(600);
    expect(peak).toBeLessThanOrEqual(836);
    // 5 V at the gate's slope take 20 ms; the soft start (TON_RISE) is waited for.
    expect(took).toBeGreaterThanOrEqual(20);
    expect(took).toBeLessThan(200);
  });

  it('what was stored outlives a black-out, what was not does not', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(seconds(5));
    await write(1, 'IOUT_OC_FAULT_LIMIT', 0xe018); // 24 / 16 A
    await write(1, 'STORE_USER_ALL');
    await write(1, 'VIN_OV_FAULT_LIMIT', 0xe050); // 80 / 16 V: 5 V
    await rack.run(seconds(2));
    expect(await read(1, 'MFR_LOG_STATE')).toMatchObject({ generation: 1, flags: 0, waiting: 0 });
    rack.plant.brownOut(0, 1);
    await rack.run(seconds(6));
    expect([await read(1, 'IOUT_OC_FAULT_LIMIT'), await read(1, 'VIN_OV_FAULT_LIMIT')]).toEqual([1500, 6000]);
    await write(1, 'IOUT_OC_FAULT_LIMIT', 0xe028);
    await write(1, 'RESTORE_USER_ALL');
    expect(await read(1, 'IOUT_OC_FAULT_LIMIT')).toBe(1500);
  });

  it.each([
    ['last', 0x80, 'on'],
    ['last', 0x00, 'off'],
    ['on', 0x00, 'on'],
    ['off', 0x80, 'off'],
  ])('power: %s, OPERATION %i before the black-out: %s after it', async (power, operation, state) => {
    rack = await makeRack({ engine, units: `[{slot: 1, security: open, power: ${power}}]` });
    await rack.run(seconds(4));
    await write(1, 'OPERATION', operation);
    await rack.run(seconds(1));
    rack.plant.brownOut(0, 1);
    await rack.run(seconds(3));
    expect(await read(1, 'MFR_UNIT_STATE')).toMatchObject({ state });
  });
});

describe('the black box', () => {
  it.each(ENGINES)('of a short is read over the bus on %s, and done again', async (engine) => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(seconds(4));
    rack.plant.short(1, 0.05);
    await rack.run(seconds(2));
    const box = decodeBox(await ask((client) => client.readBox(1, 0)));
    expect([box.fault, box.steps.length, box.trigger]).toEqual(['tripped', 129, 64]);
    expect(box.steps[63]!.state.kind).toBe('on');
    expect(box.steps[63]!.milliamps).toBeGreaterThan(550);
    expect(box.steps[128]!.outputMillivolts).toBeLessThan(1000);
    expect(replay(box)).toEqual([]);
    expect(await read(1, 'MFR_LOG_STATE')).toMatchObject({ boxes: 1 });
  });
});

describe('the flash', () => {
  it('while a sector is erased readings go on, and a short still trips', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
    await rack.run(seconds(5));
    const { flash } = rack.unit(1)!.hardware;
    expect(flash.erase(70)).toBe(0);
    rack.plant.short(1, 0.05);
    expect(await read(1, 'READ_VIN')).toBeGreaterThan(4900);
    await rack.run(milliseconds(1));
    rack.plant.settle();
    expect(rack.unit(1)!.latch.isOn).toBe(false);
    await rack.run(milliseconds(100));
    expect(await read(1, 'MFR_UNIT_STATE')).toMatchObject({ state: 'faulted', fault: 'tripped' });
  });

  it('a write meanwhile is refused as busy, and the client tries again', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
    await rack.run(seconds(5));
    expect(rack.unit(1)!.hardware.flash.erase(70)).toBe(0);
    await write(1, 'TON_DELAY', 5);
    expect(await read(1, 'TON_DELAY')).toBe(5);
  });

  it('a power cut in the middle of an erase or a program: the next start mounts what is there', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
    for (let run = 0; run < 30; run++) {
      await rack.run(milliseconds(1990 + run));
      rack.plant.brownOut(0, 0.3);
      await rack.run(milliseconds(300));
    }
    await rack.run(seconds(4));
    const boots = (await sentences(1)).filter((text) => text.startsWith('the BMC started'));
    expect(boots.length).toBe(31);
    expect(await read(1, 'MFR_LOG_STATE')).toMatchObject({ flags: 0 });
  });
});
