// A built image as one unit of the rack beside units of other engines: they differ in the engine's name and in nothing that the bus shows.
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../firmware/pmbus/commands';
import { PmbusClient } from '../../host-tools/client/pmbus-client';
import { reportOf } from '../../host-tools/client/unit-report';
import type { EngineName } from '../../host-tools/engines/engine';
import type { Rack } from '../../host-tools/rack/rack';
import { parseRackFile, readRackFile } from '../../host-tools/rack/rack-file';
import { milliseconds, type Nanoseconds, seconds } from '../../host-tools/sim/scheduler';
import { ENGINES, hasXs } from '../support/racks';
import { racklet, temporaryFolder } from '../support/run-cli';
import { hasImage, imagePath, imageRack } from './image';

const LONG = 1_800_000;
/** Later than the last start: states, limits and readings have settled, the steady load is measured by every part of the sampler. */
const SETTLED = milliseconds(2000);
const folder = temporaryFolder();
let rack: Rack | undefined;
afterEach(() => rack?.close());
afterAll(folder.remove);

/** The scheduler runs until the asking ends. */
async function asked<T>(here: Rack, asking: Promise<T>): Promise<T> {
  let isDone = false;
  const done = asking.finally(() => {
    isDone = true;
  });
  await here.scheduler.runUntil((here.scheduler.now + seconds(20)) as Nanoseconds, () => isDone);
  return done;
}

/** Every reply to a read of a unit at 600 mA, as bytes or as the refusal in words. */
async function replies(slots: readonly number[], engine: EngineName): Promise<Record<string, string>> {
  // Without the sensor's noise, which is seeded by reads and so by the moments of them.
  const unit = '{slot: 1, security: open, power: on, refusal: poison, load: {milliamps: 600}, sensor: {noiseSteps: 0}}';
  const file = parseRackFile(`{apiVersion: racklet.io/v1alpha1, kind: Rack, units: [${unit}]}`, 'test');
  const here = await imageRack(file, slots, engine);
  await here.run(SETTLED);
  const client = new PmbusClient(here.controller, () => here.run(milliseconds(1)));
  const given: Record<string, string> = {};
  for (const spec of COMMANDS) {
    if (spec.read === 'none' || spec.read === 'process') continue;
    const answer = client.readBytes(1, spec).then(
      (bytes) => Buffer.from(bytes).toString('hex'),
      (error: Error) => error.message,
    );
    given[spec.name] = await asked(here, answer);
  }
  here.close();
  return given;
}

/** Little-endian number of some bytes of a reply. */
const numberAt = (hex: string, from: number, bytes: number): number => Buffer.from(hex, 'hex').readUIntLE(from, bytes);

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

  it('gives the replies of node and xs to the same plant, byte for byte, measured values among them', {
    timeout: LONG,
  }, async () => {
    const ofImage = await replies([1], 'node');
    for (const engine of ENGINES) {
      const ofEngine = await replies([], engine);
      expect(Object.keys(ofImage)).toEqual(Object.keys(ofEngine));
      const differing = Object.keys(ofImage).filter((name) => ofImage[name] !== ofEngine[name]);
      expect(
        differing.filter((name) => !OF_THE_BOARD.has(name) && !SUMS.has(name)),
        engine,
      ).toEqual([]);
      for (const name of OF_THE_BOARD) expect(ofImage[name], `${name} is the board's own`).not.toBe(ofEngine[name]);
      expectSameEnergy(ofImage, ofEngine);
    }
  });

  it.skipIf(!hasXs)(
    'has the line of any other unit in the CLI, but for the name of its engine',
    {
      timeout: LONG,
    },
    async () => {
      const lines = async (...machinery: string[]) => {
        const { code, stdout, stderr } = await racklet(
        'emulate', 'examples/rack.yaml', ...machinery, '--duration', '2s', '--json', '--no-console',
        '--socket', join(folder.path, 'rack.sock'),
      ); // biome-ignore format: a command line
        expect([code, stderr]).toEqual([0, '']);
        return stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // biome-ignore format: one chain
      };
      const mixed = await lines('--engine', 'rp2040', '--image', imagePath, '--slots', '1');
      const plain = await lines('--engine', 'xs');
      expect(mixed.map((line) => line.engine)).toEqual(['rp2040', 'xs', 'xs', 'xs', 'xs']);
      for (const [i, line] of mixed.entries()) expect(Object.keys(line)).toEqual(Object.keys(plain[i]!));
      const { engine: _, compute: __, energyMillijoules: ___, transactions: ____, plant: _____, ...shown } = mixed[0]!;
      expect(plain[0]).toMatchObject({
        ...shown,
        inputMillivolts: expect.any(Number),
        outputMilliamps: expect.any(Number),
      });
    },
  );
});

/** Who the board is: MFR_MODEL, its date and its controller's revision. */
const OF_THE_BOARD: ReadonlySet<string> = new Set(['MFR_MODEL', 'MFR_DATE', 'IC_DEVICE_REV']);
/** Sums since the start, which comes later on a chip that boots. */
const SUMS: ReadonlySet<string> = new Set(['READ_EIN', 'READ_EOUT', 'MFR_ENERGY_TOTAL']);
/** What the plant gives the unit in 300 ms, longer than a chip takes to start: 5.08 V, 0.6 A. */
const MILLIJOULES_OF_A_START = 914;
/** Of the mean power since the start: the ramp of the first tick weighs more where there are fewer. */
const MEAN_POWER_WITHIN = 0.03;

function expectSameEnergy(a: Record<string, string>, b: Record<string, string>): void {
  const energy = ({ MFR_ENERGY_TOTAL }: Record<string, string>): number => numberAt(MFR_ENERGY_TOTAL!, 1, 6);
  expect(Math.abs(energy(a) - energy(b))).toBeLessThan(MILLIJOULES_OF_A_START);
  // READ_EIN and READ_EOUT: sum and samples. PMBus II 1.3.1, sections 18.10 and 18.11.
  for (const name of ['READ_EIN', 'READ_EOUT']) {
    const mean = (of: Record<string, string>): number => numberAt(of[name]!, 1, 2) / numberAt(of[name]!, 4, 3);
    expect(Math.abs(mean(a) / mean(b) - 1), name).toBeLessThan(MEAN_POWER_WITHIN);
  }
}
