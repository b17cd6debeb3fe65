// How soon each fault is found: from the moment in which the plant changes until the unit says so, beside what docs/faults.md promises.
// Virtual time: the same on every computer.
import { afterAll, expect, it } from 'vitest';
import type { CommandName } from '../../firmware/pmbus/commands';
import { FAULT_NAMES } from '../../firmware/power/faults';
import { findCommand } from '../../host-tools/client/pmbus-client';
import { FAULT_TEXTS, type FaultName } from '../../host-tools/docs/fault-texts';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { linear11Word } from '../support/pmbus-formats';
import { makeRack, readOf, stateOf, transfer, writeOf } from '../support/racks';

const VOLT_STEPS = 4096;
const SHUT_DOWN = 0x80;

interface Case {
  /** Written before: raw words or bytes. */
  readonly set?: Readonly<Partial<Record<CommandName, number>>>;
  readonly happen: (rack: Rack) => void;
  /** The unit is off before. */
  readonly startsOff?: true;
  /** Seen by these bits of STATUS_MFR_SPECIFIC, where the gate is off already. */
  readonly bits?: number;
}
const unit = (rack: Rack) => rack.unit(1)!;
const supply = (millivolts: number) => (rack: Rack) =>
  rack.plant.setSupply({ volts: millivolts / 1000, ohms: 0.005, limitAmps: 25 });
const draw = (amps: number) => (rack: Rack) => {
  unit(rack).branch.load.amps = amps;
};
const word = linear11Word;

/** Limits that would be first are out of the way. */
const CASES: Readonly<Partial<Record<FaultName, Case>>> = {
  'over-current': { happen: draw(5.4) },
  'input-over-current': { set: { IIN_OC_FAULT_LIMIT: word(3) }, happen: draw(4) },
  'average-over-current': { happen: draw(4.8) },
  'output-over-voltage': { happen: supply(6400) },
  'input-over-voltage': { set: { VOUT_OV_FAULT_LIMIT: 15 * VOLT_STEPS }, happen: supply(6400) },
  'output-over-power': { set: { POUT_OP_FAULT_LIMIT: word(10) }, happen: draw(3) },
  'over-temperature': { set: { OT_FAULT_RESPONSE: SHUT_DOWN }, happen: (rack) => void transfer(rack, writeOf(1, 0x4f, word(20) & 0xff, word(20) >> 8)) },
  'input-under-voltage': { set: { VIN_UV_FAULT_RESPONSE: SHUT_DOWN }, happen: supply(4150) },
  'output-under-voltage': { set: { VOUT_UV_FAULT_RESPONSE: SHUT_DOWN }, happen: supply(4150) },
  'power-good-lost': { set: { MFR_POWER_GOOD_RESPONSE: SHUT_DOWN }, happen: (rack) => unit(rack).branch.stickGate('off') },
  tripped: { happen: (rack) => rack.plant.short(1, 0.05) },
  'sensor-lost': { set: { MFR_SENSOR_RESPONSE: SHUT_DOWN }, happen: (rack) => unit(rack).hardware.sensor.fail('nack') },
  'sensor-frozen': { set: { MFR_SENSOR_RESPONSE: SHUT_DOWN }, happen: (rack) => unit(rack).hardware.sensor.fail('frozen') },
  'sensor-implausible': { set: { MFR_SENSOR_RESPONSE: SHUT_DOWN, IOUT_OC_FAULT_RESPONSE: 0, IIN_OC_FAULT_RESPONSE: 0 }, happen: (rack) => unit(rack).hardware.sensor.fail('implausible') },
  'power-good-timeout': {
    startsOff: true,
    happen: (rack) => {
      unit(rack).branch.stickGate('off');
      void transfer(rack, writeOf(1, 0x01, 0x80));
    },
  },
  'current-while-off': { startsOff: true, bits: 0x04, happen: (rack) => unit(rack).branch.stickGate('on') },
  'no-current': { set: { MFR_NO_CURRENT_RESPONSE: SHUT_DOWN }, happen: draw(0) },
}; // biome-ignore format: a table is read by column

const measured: string[] = [];
afterAll(() => process.stdout.write(`fault: found after, at the latest\n${measured.join('\n')}\n`));

it.each(Object.entries(CASES))('%s', async (name, { set, happen, startsOff, bits }) => {
  const rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
  try {
    await rack.run(seconds(5));
    for (const [command, raw] of Object.entries(set ?? {})) {
      const spec = findCommand(command as CommandName)!;
      const bytes = spec.write === 'byte' ? [raw] : [raw & 0xff, raw >> 8];
      await transfer(rack, writeOf(1, spec.code, ...bytes));
      await rack.run(milliseconds(20));
    }
    if (startsOff) {
      await transfer(rack, writeOf(1, 0x01, 0x00));
      await rack.run(seconds(1));
    }
    expect((await stateOf(rack, 1))[0]).toBe(startsOff ? 2 : 5);
    const from = rack.scheduler.now;
    happen(rack);
    const promised = FAULT_TEXTS[name as FaultName].withinMs!;
    let after = -1;
    while (after < 0 && rack.scheduler.now - from < (promised + 1000) * 1e6) {
      await rack.run(milliseconds(1));
      const [state, fault] = await stateOf(rack, 1);
      if (bits !== undefined) {
        const status = (await transfer(rack, readOf(1, 0x80, 1))).read[0]![0]!;
        if ((status & bits) !== 0) after = Math.ceil((rack.scheduler.now - from) / 1e6);
      } else if (state === 6) {
        expect(FAULT_NAMES[fault!]).toBe(name);
        after = Math.ceil((rack.scheduler.now - from) / 1e6);
      }
    }
    measured.push(`${name}: ${after} ms, ${promised} ms`);
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThanOrEqual(promised);
    expect(unit(rack).latch.isOn).toBe(false);
  } finally {
    rack.close();
  }
});

/** Milliseconds from now until `isFound`. */
async function timeUntil(rack: Rack, isFound: () => Promise<boolean>): Promise<number> {
  const from = rack.scheduler.now;
  while (rack.scheduler.now - from < 1e9) {
    if (await isFound()) return Math.ceil((rack.scheduler.now - from) / 1e6);
    await rack.run(milliseconds(1));
  }
  return -1;
}

async function isSet(rack: Rack, slot: number, code: number, bits: number): Promise<boolean> {
  const { status, read } = await transfer(rack, readOf(slot, code, 1));
  return status === 'ok' && (read[0]![0]! & bits) !== 0;
}
const STATUS_MFR = 0x80;

interface StatusCase {
  readonly units: string;
  /** Runs until the moment from which is counted. @returns how it is asked whether it was found */
  readonly begin: (rack: Rack) => Promise<() => Promise<boolean>>;
}

/** Faults that switch nothing off: seen by their status bit. */
const STATUS_CASES: Readonly<Partial<Record<FaultName, StatusCase>>> = {
  'input-over-power': {
    units: '[{slot: 1, security: open}]',
    begin: async (rack) => {
      await rack.run(seconds(1));
      const limit = linear11Word(10);
      await transfer(rack, writeOf(1, 0x6b, limit & 0xff, limit >> 8));
      await rack.run(milliseconds(50));
      expect(await isSet(rack, 1, 0x7c, 0x01)).toBe(false);
      draw(3)(rack);
      return () => isSet(rack, 1, 0x7c, 0x01);
    },
  },
  'address-conflict': {
    units: '[{slot: 3}, {slot: 5, straps: 3}]',
    begin: async (rack) => {
      await rack.run(seconds(1));
      // Serial numbers differ: the first reply that does. From its end on MFR_ADDRESS_ALONE is asked.
      await transfer(rack, readOf(3, 0x9e, 2, true));
      return async () => (await transfer(rack, readOf(3, 0xd8, 1))).read[0]![0] === 0;
    },
  },
  'strap-fault': {
    // From the power pins on: the supply of the BMC charges, it starts, it reads its straps.
    units: '[{slot: 5, straps: 4, present: false}]',
    begin: async (rack) => {
      await rack.run(seconds(1));
      rack.unit(5)!.tray.insert();
      return () => isSet(rack, 16, STATUS_MFR, 0x10);
    },
  },
  'store-fault': {
    // From the first event that is to be kept on.
    units: '[{slot: 1, security: open}]',
    begin: async (rack) => {
      await rack.run(seconds(3));
      unit(rack).hardware.flash.failure = 'worn';
      await transfer(rack, writeOf(1, 0x01, 0x00));
      return () => isSet(rack, 1, STATUS_MFR, 0x08);
    },
  },
};

it.each(Object.entries(STATUS_CASES))('%s', async (name, { units, begin }) => {
  const rack = await makeRack({ engine: 'node', units });
  try {
    const after = await timeUntil(rack, await begin(rack));
    const promised = FAULT_TEXTS[name as FaultName].withinMs!;
    measured.push(`${name}: ${after} ms, ${promised} ms`);
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThanOrEqual(promised);
  } finally {
    rack.close();
  }
});

it('every fault has its time', () => {
  const timed = [...Object.keys(CASES), ...Object.keys(STATUS_CASES)];
  expect(FAULT_NAMES.filter((name) => name !== 'none' && !timed.includes(name))).toEqual([]);
  expect(Object.values(FAULT_TEXTS).filter(({ withinMs }) => withinMs === undefined)).toEqual([]);
});
