// A built image as one unit of the rack beside units of other engines: they differ in the engine's name and in nothing that the bus shows.
import { afterEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../firmware/pmbus/commands';
import { PmbusClient } from '../../host-tools/client/pmbus-client';
import { reportOf } from '../../host-tools/client/unit-report';
import type { Rack } from '../../host-tools/rack/rack';
import { parseRackFile, readRackFile } from '../../host-tools/rack/rack-file';
import { milliseconds, type Nanoseconds, seconds } from '../../host-tools/sim/scheduler';
import { hasXs } from '../support/racks';
import { hasImage, imageRack } from './image';

const LONG = 1_800_000;
let rack: Rack | undefined;
afterEach(() => rack?.close());

/** The scheduler runs until the asking ends. */
async function asked<T>(here: Rack, asking: Promise<T>): Promise<T> {
  let isDone = false;
  const done = asking.finally(() => {
    isDone = true;
  });
  await here.scheduler.runUntil((here.scheduler.now + seconds(20)) as Nanoseconds, () => isDone);
  return done;
}

describe.skipIf(!hasImage)('a built image as a unit', () => {
  it.skipIf(!hasXs)('is told from four units of xs by its engine alone', { timeout: LONG }, async () => {
    rack = await imageRack(await readRackFile('examples/rack.yaml'), [1], 'xs');
    await rack.run(milliseconds(1500));
    expect(rack.units.map((unit) => unit.engineName)).toEqual(['rp2040', 'xs', 'xs', 'xs', 'xs']);
    const client = new PmbusClient(rack.controller, () => rack!.run(milliseconds(1)));
    for (const unit of rack.units) {
      const report = await asked(rack, reportOf(client, unit.slot, unit.address));
      expect([unit.slot, report?.state]).toEqual([unit.slot, 'on']);
      const truth = unit.plantTruth();
      // LSB of LINEAR11 at 5 V is 7.8 mV; of the current below 1 A 1 mA; noise of the sensor as much again.
      expect(Math.abs(report!.inputMillivolts! - truth.inputMillivolts)).toBeLessThan(16);
      expect(Math.abs(report!.outputMilliamps! - truth.outputMilliamps)).toBeLessThan(16);
    }
  });

  it('gives the same answers as the engine node to the same plant, whatever is constant', {
    timeout: LONG,
  }, async () => {
    const units = '[{slot: 1, security: open, power: on, refusal: poison, load: {milliamps: 600}}]';
    const file = parseRackFile(`{apiVersion: racklet.io/v1alpha1, kind: Rack, units: ${units}}`, 'test');
    const answers = async (slots: readonly number[]) => {
      const here = await imageRack(file, slots);
      await here.run(milliseconds(1500));
      const client = new PmbusClient(here.controller, () => here.run(milliseconds(1)));
      const given: Record<string, string> = {};
      for (const spec of COMMANDS) {
        if (spec.read === 'none' || spec.read === 'process' || OWN.has(spec.name)) continue;
        const answer = asked(here, client.readBytes(1, spec)).then(
          (bytes) => Buffer.from(bytes).toString('hex'),
          (error: Error) => error.message,
        );
        given[spec.name] = await answer;
      }
      here.close();
      return given;
    };
    expect(await answers([1])).toEqual(await answers([]));
  });
});

/** What a unit's own board, clock, noise or engine decides. */
const OWN: ReadonlySet<string> = new Set([
  'READ_VIN', 'READ_IIN', 'READ_PIN', 'READ_VOUT', 'READ_IOUT', 'READ_POUT', 'READ_TEMPERATURE_1', 'READ_EIN', 'READ_EOUT',
  'MFR_MODEL', 'MFR_DATE', 'IC_DEVICE_REV', 'MFR_READINGS', 'MFR_READINGS_FINE', 'MFR_READING_AGES', 'MFR_ENERGY_TOTAL', 'MFR_TIME',
  'MFR_BUS_COUNTERS', 'MFR_LOG_STATE', 'MFR_LOG_RECORD', 'MFR_BLACK_BOX',
]); // biome-ignore format: a list
