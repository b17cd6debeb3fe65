// `racklet emulate`: JSON for programs, and one clear line for each mistake.
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ENGINES } from '../support/racks';
import { racklet, temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);
const socket = join(folder.path, 'rack.sock');

const FIELDS = [
  'slot', 'address', 'engine', 'state', 'inputMillivolts', 'outputMillivolts', 'outputMilliamps', 'energyMillijoules',
  'faults', 'transactions', 'busErrors',
]; // biome-ignore format: a list of names

describe.each(ENGINES)('emulate --engine %s --duration 10s --json', (engine) => {
  it('brings up five units, on, with the volts of the plant, energy and no bus error', async () => {
    const { code, stdout, stderr } = await racklet(
      'emulate', 'examples/rack.yaml', '--engine', engine, '--duration', '10s', '--json', '--socket', socket,
    ); // biome-ignore format: a command line
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const units = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(units.map((unit) => unit.slot)).toEqual([1, 2, 3, 4, 5]);
    for (const unit of units) {
      expect(unit).toMatchObject({
        version: 1,
        address: 0x10 + unit.slot,
        engine,
        state: 'on',
        faults: 0,
        busErrors: 0,
      });
      for (const field of FIELDS) expect(unit).toHaveProperty(field);
      expect(Math.abs(unit.inputMillivolts / unit.plant.inputMillivolts - 1)).toBeLessThan(0.01);
      expect(Math.abs(unit.outputMillivolts / unit.plant.outputMillivolts - 1)).toBeLessThan(0.01);
      expect(unit.energyMillijoules).toBeGreaterThan(0);
      expect(unit.transactions).toBeGreaterThan(0);
    }
    expect(existsSync(socket)).toBe(false);
  });
});

describe('emulate, mistakes', () => {
  const cases: readonly [string, string, number, RegExp][] = [
    ['malformed YAML', 'units: [', 3, /not valid YAML/],
    ['an empty file', '', 3, /the file is empty/],
    ['a wrong kind', 'apiVersion: racklet.io/v1alpha1\nkind: Cat\nunits: [{slot: 1}]', 3, /kind: must be Rack/],
    [
      'two units in one slot',
      'apiVersion: racklet.io/v1alpha1\nkind: Rack\nunits: [{slot: 1}, {slot: 1}]',
      3,
      /slot 1 is taken/,
    ],
    ['a slot out of range', 'apiVersion: racklet.io/v1alpha1\nkind: Rack\nunits: [{slot: 99}]', 3, /units\[0\]\.slot/],
  ];
  it.each(cases)('%s', async (_, text, exitCode, expected) => {
    const file = join(folder.path, 'bad.yaml');
    writeFileSync(file, text);
    expectOneLine(
      await racklet('emulate', file, '--engine', 'node', '--duration', '1s', '--socket', socket),
      exitCode,
      expected,
    );
  });

  it('a file that is not there', async () => {
    expectOneLine(await racklet('emulate', 'nowhere.yaml'), 3, /nowhere\.yaml: no such file/);
  });

  it('a socket in use', async () => {
    const taken = join(folder.path, 'taken.sock');
    const server = createServer().listen(taken);
    const result = await racklet(
      'emulate',
      'examples/rack.yaml',
      '--engine',
      'node',
      '--duration',
      '1s',
      '--socket',
      taken,
    );
    server.close();
    expectOneLine(result, 9, /is in use: another emulator runs\. Stop it, or use --socket PATH/);
  });

  it('a folder for the socket that is not there', async () => {
    const args = [
      'emulate',
      'examples/rack.yaml',
      '--engine',
      'node',
      '--duration',
      '1s',
      '--socket',
      '/no/such/folder/x.sock',
    ];
    expectOneLine(await racklet(...args), 9, /cannot listen at/);
  });

  it.each([
    ['an unknown engine', ['--engine', 'v8']],
    ['a duration without a unit', ['--duration', '10']],
    ['a seed that is no number', ['--seed', 'x']],
    ['--speed max without an end', ['--speed', 'max']],
    ['an unknown option', ['--fast']],
  ])('%s is a usage error', async (_, args) => {
    const { code, stdout, stderr } = await racklet('emulate', 'examples/rack.yaml', ...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('says what is missing for xs, and that node works', async () => {
    const { findWorkerBinary } = await import('../../host-tools/engines/xs/worker-binary');
    const found = findWorkerBinary('plan9');
    expect(found).toMatchObject({
      problem: expect.stringContaining('plan9'),
      remedy: expect.stringContaining('--engine node'),
    });
  });
});

function expectOneLine(
  result: { code: number | null; stdout: string; stderr: string },
  code: number,
  text: RegExp,
): void {
  expect(result.stderr).toMatch(text);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
  expect(result.stdout).toBe('');
  expect(result.code).toBe(code);
}
