// `racklet hil run` on a built image: the checks that emulated units and boards pass, by the emulator's socket and the unit's serial port.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEmulator, racklet, startEmulator, temporaryFolder } from '../support/run-cli';
import { hasImage, imagePath } from './image';

const LONG = 3_600_000;
const RACK = `
apiVersion: racklet.io/v1alpha1
kind: Rack
units:
  - { slot: 1, security: open, load: { milliamps: 600 } }
`;
const SUITES = 'bus,console,power,store';
/** What this place cannot do: the unit is open. */
const SKIPPED = ['a closed unit refuses', 'a closed unit cannot be switched off'];

describe.skipIf(!hasImage)('racklet hil run on an image', () => {
  const folder = temporaryFolder();
  const socket = join(folder.path, 'rack.sock');
  let emulator: RunningEmulator;
  beforeAll(async () => {
    const file = join(folder.path, 'rack.yaml');
    writeFileSync(file, RACK);
    emulator = await startEmulator(
      [file, '--engine', 'rp2040', '--image', imagePath, '--socket', socket],
      /slot 1: on/,
    );
  }, LONG);
  afterAll(async () => {
    await emulator?.stop();
    folder.remove();
  });

  it('passes the checks of all suites (bug: reads behind a write were refused, an order in an erase was lost)', {
    timeout: LONG,
  }, async () => {
    const { code, stdout, stderr } = await racklet(
      'hil', 'run', '--bus', `emulated:${socket}`, '--slot', '1', '--suite', SUITES, '--yes', '--format', 'json',
    ); // biome-ignore format: a command line
    const report = JSON.parse(stdout.trim()) as {
      engine: string;
      outcomes: { status: string; name: string; detail: string }[];
    };
    expect(report.engine).toBe('rp2040');
    expect(report.outcomes.filter(({ status }) => status === 'failed')).toEqual([]);
    const skipped = report.outcomes.filter(({ status }) => status === 'skipped').map(({ name }) => name);
    expect(skipped).toEqual(SKIPPED);
    expect(report.outcomes.length).toBe(31);
    expect(stderr).not.toContain('FAIL');
    expect(code).toBe(0);
  });
});
