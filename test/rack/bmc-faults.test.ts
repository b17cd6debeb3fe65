// Disturbances of a BMC and of its tray: the unit must not notice, and what is wrong is said. Codes: docs/pmbus-commands.md.
import { afterEach, describe, expect, it } from 'vitest';
import { applyPlantFault, plantFaultSchema } from '../../host-tools/emulator/plant-faults';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { ENGINES, makeRack, readOf, State, stateOf, transfer } from '../support/racks';

const ON = [State.on, 0, 1, 0];
const STORE_FAULT = 0x08;

let rack: Rack;
afterEach(() => rack.close());

/** Boot count and reset cause, from MFR_HARDWARE (0xD1). */
async function startsOf(slot: number): Promise<readonly number[]> {
  const bytes = (await transfer(rack, readOf(slot, 0xd1, 2, true))).read[0]!;
  return [bytes[9]!, bytes[13]!];
}
const storeBit = async (slot: number): Promise<number> =>
  (await transfer(rack, readOf(slot, 0x80, 1))).read[0]![0]! & STORE_FAULT;

describe.each(ENGINES)('on %s', (engine) => {
  it('a BMC that starts anew takes its unit over: the gate never moves, the cause is told', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1}]' });
    await rack.run(seconds(3));
    expect(await startsOf(1)).toEqual([1, 0]);
    const unit = rack.unit(1)!;
    const energy = unit.branch.joules;
    expect(unit.reset('watchdog')).toBe(true);
    for (let ms = 0; ms < 300; ms++) {
      await rack.run(milliseconds(1));
      expect([unit.latch.isOn, unit.branch.load.isRunning]).toEqual([true, true]);
    }
    expect(await stateOf(rack, 1)).toEqual([State.on, 0, 1, 1]);
    expect(await startsOf(1)).toEqual([2, 1]);
    // 0.6 A at 5.05 V for 0.3 s.
    expect(unit.branch.joules - energy).toBeGreaterThan(0.9);
  });

  it('the sensor of a tray that was pulled has its power-on values when it comes back, and is set up again', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1}]' });
    await rack.run(seconds(1));
    const { tray, hardware } = rack.unit(1)!;
    const word = (register: number): number => Buffer.from(hardware.sensor.read(register)!).readUInt16BE();
    const configuration = word(0x00);
    // A limit that the firmware does not use. INA226, SBOS547A: 0 after power-on.
    hardware.sensor.write(0x07, 0x1234);
    tray.remove();
    await rack.run(seconds(1));
    tray.insert();
    await rack.run(seconds(1));
    expect([word(0x00), word(0x07)]).toEqual([configuration, 0]);
    expect((await stateOf(rack, 1))[0]).toBe(State.on);
  });

  it('a presence pin that rattles is a tray that leaves: the gate opens, and after the debounce the unit is on again', async () => {
    rack = await makeRack({ engine, units: '[{slot: 1, security: open}]' });
    await rack.run(seconds(1));
    expect(rack.unit(1)!.tray.rattle(200)).toBe(true);
    let opened = false;
    for (let ms = 0; ms < 200; ms++) {
      await rack.run(milliseconds(1));
      opened ||= !rack.unit(1)!.latch.isOn;
    }
    expect(opened).toBe(true);
    await rack.run(milliseconds(400));
    expect(await stateOf(rack, 1)).toEqual(ON);
  });
});

describe('disturbances', () => {
  it('a second reset within the start of the first begins once more, and once (bug: the BMC started twice)', async () => {
    const starts: string[] = [];
    rack = await makeRack({
      engine: 'node',
      units: '[{slot: 1}]',
      onStart: (slot, cause) => starts.push(`${slot} ${cause}`),
    });
    await rack.run(seconds(1));
    starts.length = 0;
    rack.unit(1)!.reset('software');
    await rack.run(milliseconds(2));
    rack.unit(1)!.reset('pin');
    await rack.run(seconds(1));
    expect(starts).toEqual(['1 pin']);
    expect(rack.unit(1)!.failure).toBeUndefined();
    expect(await startsOf(1)).toEqual([3, 4]);
  });

  it('a BMC without supply cannot be reset, and a tray that is out cannot rattle: one line says so', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, present: false}]' });
    await rack.run(milliseconds(10));
    const apply = (fault: object) => applyPlantFault(rack, plantFaultSchema.parse(fault));
    expect(apply({ kind: 'bmc-reset', slot: 1, cause: 'pin' })).toEqual({ error: 'slot 1: its BMC has no supply' });
    expect(apply({ kind: 'rattle', slot: 1, milliseconds: 5 })).toEqual({ error: 'slot 1: no tray is in' });
    expect(apply({ kind: 'flash', slot: 2, failure: 'worn' })).toEqual({
      error: 'slot 2: the rack file has no unit there',
    });
  });

  it('a pulsing load is what was asked for', async () => {
    rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
    await rack.run(seconds(1));
    const pulse = {
      kind: 'pulse',
      slot: 1,
      milliamps: 2000,
      milliseconds: 30,
      restMilliamps: 500,
      restMilliseconds: 20,
    };
    applyPlantFault(rack, plantFaultSchema.parse(pulse));
    const seen: number[] = [];
    for (let i = 0; i < 10; i++) {
      await rack.run(milliseconds(10));
      seen.push(Math.round(rack.unit(1)!.branch.load.amps * 1000));
    }
    // From the start of the pulse: at 10, 20 ms inside of it, from 30 ms on outside, at 50 ms the next one.
    expect(seen).toEqual([2000, 2000, 500, 500, 2000, 2000, 2000, 500, 500, 2000]);
  });

  it.each(['worn', 'silent'])(
    'a flash that is %s shows as a store fault; the unit runs, and its readings go on',
    async (failure) => {
      rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
      await rack.run(seconds(3));
      expect(await storeBit(1)).toBe(0);
      applyPlantFault(rack, plantFaultSchema.parse({ kind: 'flash', slot: 1, failure }));
      rack.plant.short(1, 0.05);
      await rack.run(seconds(1));
      expect(await storeBit(1)).toBe(STORE_FAULT);
      expect((await transfer(rack, readOf(1, 0x88, 3))).status).toBe('ok');
    },
  );
});
