// Plots: what is kept of a line, what is recorded of a scenario, and the command that draws it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import { drawSvg } from '../../host-tools/plot/chart';
import { recordScenario } from '../../host-tools/plot/record-scenario';
import { SCENARIO_NAMES, type ScenarioName } from '../../host-tools/plot/scenarios';
import { type Trace, thin } from '../../host-tools/plot/trace';
import { readRackFile } from '../../host-tools/rack/rack-file';
import { milliseconds, type Nanoseconds } from '../../host-tools/sim/scheduler';
import { racklet, temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);

async function record(scenario: ScenarioName, slot: number, duration: Nanoseconds): Promise<Trace> {
  const file = await readRackFile('docs/plant/rack.yaml');
  return recordScenario({ file, slot, scenario, duration, engine: 'node', bundle: await bundleFirmware(), seed: 1 });
}

const pointsOf = (trace: Trace, name: string) => trace.lines.find((line) => line.name === name)!.points;
const labelsOf = (trace: Trace, name: string) =>
  trace.rows.find((row) => row.name === name)!.bars.map((bar) => bar.label);

describe('thinning', () => {
  it('keeps first, last, least and most, in order, and at most four points of a column', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 9000 }),
        (values) => {
          const points = values.map((value, i) => [i / values.length, value] as const);
          const kept = thin(points, 0, 1);
          expect(kept.length).toBeLessThanOrEqual(4004);
          expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
          for (const pick of [Math.min, Math.max]) {
            expect(kept.reduce((best, [, value]) => pick(best, value), values[0]!)).toBe(
              values.reduce((a, b) => pick(a, b)),
            );
          }
          expect(kept.every(([t], i) => i === 0 || t > kept[i - 1]![0])).toBe(true);
        },
      ),
      { numRuns: 50, seed: 6 },
    );
  });
});

describe('scenarios', () => {
  it('insert: pins, BMC, gate and unit in their order', async () => {
    const trace = await record('insert', 3, milliseconds(500));
    expect(labelsOf(trace, 'gate')).toEqual(['off', 'soft start', 'on']);
    expect(labelsOf(trace, 'unit')).toEqual(['stopped', 'runs']);
    expect(labelsOf(trace, 'BMC, over the bus')).toEqual([
      'silent',
      'absent',
      'settling',
      'off',
      'delaying',
      'starting',
      'waiting',
      'on',
    ]);
    expect(pointsOf(trace, 'unit, behind the gate').at(-1)![1]).toBeGreaterThan(5);
  });

  it('short: more than 12 A for half a microsecond, then none', async () => {
    const trace = await record('short', 3, 20_000 as Nanoseconds);
    const amps = pointsOf(trace, 'unit, through the gate');
    expect(Math.max(...amps.map(([, value]) => value))).toBeGreaterThan(12);
    expect(amps.at(-1)![1]).toBe(0);
    expect(labelsOf(trace, 'gate')).toEqual(['on', 'eFuse tripped']);
  });

  it.each(SCENARIO_NAMES)('%s: a picture with axes, units and no broken number', async (scenario) => {
    const svg = drawSvg(await record(scenario, 1, milliseconds(120)));
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    for (const text of ['unit volts, V', 'busbar volts, V', 'amps, A', ', ms<', 'presence pin', '>gate<']) {
      expect(svg).toContain(text);
    }
  });
});

describe('racklet plant plot', () => {
  it('writes a picture and says so', async () => {
    const picture = join(folder.path, 'short.svg');
    const done = await racklet(
      'plant',
      'plot',
      'docs/plant/rack.yaml',
      picture,
      '--scenario',
      'short',
      '--duration',
      '20us',
    );
    expect(done).toEqual({ code: 0, stdout: `${picture}: Short of 50 mΩ behind the gate: slot 1\n`, stderr: '' });
    expect(readFileSync(picture, 'utf8')).toContain('µs');
  });

  it.each([
    ['a folder that is not there', ['none/a.svg'], 2, 'cannot write none/a.svg: no such folder'],
    ['a picture that is none', ['a.png'], 2, 'a.png: the picture must end in .svg'],
    ['too many paths', ['a', 'b', 'c.svg'], 2, 'too many paths: one rack file and one picture'],
    ['a slot that the rack lacks', ['a.svg', '--slot', '9'], 12, 'slot 9: the rack file has no unit there'],
    [
      'a rack file that is not there',
      ['none.yaml', 'a.svg'],
      3,
      'none.yaml: no such file. Name a rack file, for example examples/rack.yaml',
    ],
  ])('%s: one line', async (_, args, code, message) => {
    expect(await racklet('plant', 'plot', ...args)).toEqual({ code, stdout: '', stderr: `racklet: ${message}\n` });
    expect(existsSync('a.svg')).toBe(false);
  });

  it('a closed unit refuses to be switched, and no picture is written', async () => {
    const picture = join(folder.path, 'closed.svg');
    const done = await racklet('plant', 'plot', picture, '--slot', '5', '--scenario', 'power-cycle');
    expect(done.code).toBe(6);
    expect(done.stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(picture)).toBe(false);
  });
});
