// `racklet hil run` against an emulated rack: green as it is, red with a name where a defect is planted, and reports that others read.
import { join } from 'node:path';
import { parse } from 'junit2json';
import { Parser } from 'tap-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEmulator, racklet, startEmulator, temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
const socket = join(folder.path, 'rack.sock');
const BUS = ['--bus', `emulated:${socket}`];
let emulator: RunningEmulator;

beforeAll(async () => {
  emulator = await startEmulator(['examples/rack.yaml', '--engine', 'node', '--socket', socket], /slot 5: on/);
});
afterAll(async () => {
  await emulator.stop();
  folder.remove();
});

const run = (...args: readonly string[]) => racklet('hil', 'run', ...BUS, ...args);

describe('racklet hil run', () => {
  it('is green on an emulated unit, and JUnit readers take its report', async () => {
    const { code, stdout, stderr } = await run('--slot', '1', '--yes', '--format', 'junit');
    expect(stderr).toContain('power: switches off: switches the unit off');
    const report = (await parse(stdout)) as { testsuite: { name: string; failures: number }[] };
    expect(stderr).not.toContain('FAIL');
    expect(report.testsuite.map(({ name, failures }) => [name, failures ?? 0])).toEqual([
      ['racklet.bus', 0],
      ['racklet.console', 0],
      ['racklet.power', 0],
      ['racklet.store', 0],
    ]);
    expect(code).toBe(0);
  });

  it('switches nothing of a closed unit, and says why', async () => {
    const { code, stdout, stderr } = await run(
      '--slot',
      '5',
      '--yes',
      '--suite',
      'bus,console,power',
      '--format',
      'tap',
    );
    expect(stderr).not.toContain('FAIL');
    const parsed = Parser.parse(stdout).filter(([kind]) => kind === 'assert');
    const skipped = parsed.filter(([, point]) => (point as { skip?: unknown }).skip);
    expect([code, parsed.length, skipped.length]).toEqual([0, 25, 8]);
    expect(stdout).toContain('# SKIP the unit is security: closed');
  });

  it('asks before it switches, or needs --yes', async () => {
    expect(await run('--slot', '1')).toMatchObject({ code: 2, stderr: expect.stringContaining('add --yes') });
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('Name one with --slot') });
    expect(await run('--slot', '9')).toMatchObject({ code: 5 });
    expect(await run('--suite', 'buss')).toMatchObject({ code: 2 });
  });

  it('names a short as what keeps the unit from its power', async () => {
    await racklet('fault', 'plant', 'short', '3', '--milliohms', '50', ...BUS);
    const { code, stdout } = await run('--slot', '3', '--yes', '--suite', 'power', '--format', 'json');
    await racklet('fault', 'plant', 'short', '3', '--heal', ...BUS);
    const report = JSON.parse(stdout.trim()) as { failed: number; outcomes: { status: string; detail: string }[] };
    expect([code, report.failed > 0]).toEqual([15, true]);
    expect(report.outcomes.find(({ status }) => status === 'failed')!.detail).toMatch(/faulted.*tripped/);
  });
});
