// Another seat on the bus: a client that shares no code with firmware or host tools reads a rack of five units and is held against
// what the plant knows, within the step of the format and one step of the converter behind it (INA226: SBOS547A; ADC: 12 bits).
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rack } from '../../host-tools/rack/rack';
import { milliseconds } from '../../host-tools/sim/scheduler';
import { IndependentClient } from '../support/independent-client';
import { makeRack, transfer } from '../support/racks';

/** Slot, milliamps; every kind of unit of a rack file. Slot 4 cannot refuse single bytes, slot 5 takes no writes, slot 9 is off. */
const UNITS = [
  [1, 600, 'security: open'],
  [3, 1250, 'security: open, shunt: {milliohms: 5}'],
  [4, 850, 'security: open, refusal: poison'],
  [5, 23, 'security: closed'],
  [9, 600, 'security: open, power: off'],
] as const;
const POWERED = [1, 3, 4, 5];
const FIRST_ADDRESS = 0x10;
/** SBOS547A: 1.25 mV of the bus; 2.5 uV over the shunt, in ohms. */
const BUS_STEP = 1.25e-3;
const shuntStep = (slot: number): number => 2.5e-6 / (slot === 3 ? 0.005 : 0.01);
/** 6.6 V over 12 bits. */
const OUTPUT_STEP = 6.6 / 4096;

let rack: Rack;
const clientOf = (slot: number): IndependentClient =>
  new IndependentClient((messages) => transfer(rack, messages), FIRST_ADDRESS + slot);
/** What the plant knows, in V and A. */
function truthOf(slot: number): { vin: number; vout: number; amps: number; joules: number } {
  const truth = rack.unit(slot)!.plantTruth();
  return {
    vin: truth.inputMillivolts / 1000,
    vout: truth.outputMillivolts / 1000,
    amps: truth.outputMilliamps / 1000,
    joules: truth.energyMillijoules / 1000,
  };
}
const within = (value: number, truth: number, margin: number): void =>
  expect(Math.abs(value - truth), `${value} for ${truth}, within ${margin}`).toBeLessThanOrEqual(margin);

beforeAll(async () => {
  const units = UNITS.map(([slot, load, rest]) => `{slot: ${slot}, load: {milliamps: ${load}}, ${rest}}`);
  rack = await makeRack({ engine: 'node', units: `[${units.join(', ')}]` });
  await rack.run(milliseconds(5000));
});
afterAll(() => rack.close());

it('the client shares no code with firmware or host tools', () => {
  for (const [file, expected] of [
    ['independent-client', ['./crc8', './pmbus-formats']],
    ['pmbus-formats', []],
    ['crc8', []],
  ] as const) {
    const source = readFileSync(new URL(`../support/${file}.ts`, import.meta.url), 'utf8');
    expect([...source.matchAll(/from '([^']+)'/g)].map(([, from]) => from)).toEqual(expected);
  }
});

describe.each(UNITS.map(([slot, load]) => ({ slot, load })))('slot $slot', ({ slot }) => {
  const isOn = POWERED.includes(slot);

  it('says who it is, in the revision that the codes were taken from', async () => {
    const client = clientOf(slot);
    expect(await client.byte('PMBUS_REVISION')).toBe(0x33);
    expect((await client.byte('CAPABILITY')) & 0x80).toBe(0x80); // PEC
    expect(await client.text('MFR_ID')).toBe('Racklet');
    expect(await client.text('MFR_SERIAL')).toMatch(/^[0-9A-F]{16}$/);
  });

  it('busbar voltage and current agree with the plant', async () => {
    const [client, { vin, amps }] = [clientOf(slot), truthOf(slot)];
    const [volts, current, output] = [
      await client.linear11('READ_VIN'),
      await client.linear11('READ_IIN'),
      await client.linear11('READ_IOUT'),
    ];
    within(volts.value, vin, volts.step + BUS_STEP);
    within(current.value, amps, current.step + shuntStep(slot));
    expect(output).toEqual(current);
  });

  it('output voltage agrees with the plant, by the exponent that VOUT_MODE gives', async () => {
    const volts = await clientOf(slot).outputVolts();
    within(volts.value, truthOf(slot).vout, volts.step + OUTPUT_STEP);
  });

  it('powers agree with the plant', async () => {
    const [client, { vin, vout, amps }] = [clientOf(slot), truthOf(slot)];
    const [input, output] = [await client.linear11('READ_PIN'), await client.linear11('READ_POUT')];
    within(input.value, vin * amps, input.step + vin * shuntStep(slot) + amps * BUS_STEP);
    within(output.value, vout * amps, output.step + vout * shuntStep(slot) + amps * OUTPUT_STEP);
  });

  it('temperature is that of the plant, within a step of the converter (0.47 degrees)', async () => {
    const temperature = await clientOf(slot).linear11('READ_TEMPERATURE_1');
    within(temperature.value, rack.unit(slot)!.branch.celsius, temperature.step + 0.469);
  });

  it('status is clear: OFF and POWER_GOOD# where the unit is off, nothing where it is on', async () => {
    const client = clientOf(slot);
    await client.clearFaults();
    expect(await client.word('STATUS_WORD')).toBe(isOn ? 0x0000 : 0x0840);
  });

  it('READ_EIN: its average over a second is the power of the plant', async () => {
    const [client, before] = [clientOf(slot), await clientOf(slot).energy('READ_EIN')];
    const from = truthOf(slot).joules;
    const start = rack.scheduler.now;
    await rack.run(milliseconds(1000));
    const after = await client.energy('READ_EIN');
    const seconds = (rack.scheduler.now - start) / 1e9;
    const rolled = (after.rollovers - before.rollovers + 256) % 256;
    const steps = rolled * 0x8000 + after.accumulator - before.accumulator;
    const samples = (after.samples - before.samples + 0x100_0000) % 0x100_0000;
    expect(samples).toBeGreaterThan(90);
    const { vin, amps, joules } = truthOf(slot);
    within(steps / 16 / samples, (joules - from) / seconds, 1 / 16 + vin * shuntStep(slot) + amps * BUS_STEP);
  });

  it('QUERY tells what can be read: all of the above, and no fans', async () => {
    const client = clientOf(slot);
    for (const code of [0x79, 0x86, 0x87, 0x88, 0x89, 0x8b, 0x8c, 0x8d, 0x96, 0x97]) {
      expect(await client.isReadable(code)).toBe(true);
    }
    for (const code of [0x00, 0x90, 0x3a]) expect(await client.isReadable(code)).toBe(false);
  });
});

describe('what the other seat writes', () => {
  it('turns a unit off and on, and the plant follows', async () => {
    const client = clientOf(1);
    expect(await client.write('OPERATION', 0x00)).toBe(true);
    await rack.run(milliseconds(500));
    expect([truthOf(1).amps, (await client.word('STATUS_WORD')) & 0x40]).toEqual([0, 0x40]);
    expect(await client.write('OPERATION', 0x80)).toBe(true);
    await rack.run(milliseconds(500));
    expect([truthOf(1).amps, (await client.word('STATUS_WORD')) & 0x40]).toEqual([0.6, 0]);
  });

  it('sets a limit of the input current that the unit then exceeds: STATUS_WORD tells of it', async () => {
    const client = clientOf(3);
    expect(await client.writeLinear11(0x5d, 1)).toBe(true); // IIN_OC_WARN_LIMIT: 1 A
    expect((await client.linear11(0x5d)).value).toBe(1);
    await rack.run(milliseconds(50));
    expect((await client.word('STATUS_WORD')) & 0x2000).toBe(0x2000);
    expect(truthOf(3).amps).toBe(1.25);
  });

  it('is refused by the unit that is closed, which stays on', async () => {
    expect(await clientOf(5).write('OPERATION', 0x00)).toBe(false);
    await rack.run(milliseconds(100));
    expect(truthOf(5).amps).toBe(0.023);
  });
});
