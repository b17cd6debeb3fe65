// The doctor on computers of every kind, and on this one.
import { describe, expect, it } from 'vitest';
import { examinations } from '../../host-tools/doctor/examinations';
import type { System } from '../../host-tools/doctor/system';
import { UDEV_RULES } from '../../host-tools/doctor/udev-rules';
import { racklet } from '../support/run-cli';

/** A computer with everything. */
const FULL: System = {
  platform: 'linux',
  nodeVersion: '20.12.0',
  environment: { MODDABLE: '/sdk/moddable', PICO_SDK_DIR: '/sdk/pico' },
  exists: () => true,
  list: () => ['i2c-1', 'i2c', 'ttyACM0', 'tty0', 'null'],
  mayUse: () => true,
  run: (program) => (program === 'uname' ? 'x86_64' : `${program} 1.0`),
};
const without = (...programs: readonly string[]): System => ({
  ...FULL,
  run: (program, ...args) => (programs.includes(program) ? undefined : FULL.run(program, ...args)),
});

const look = (
  system: System,
  worker = { path: '/worker' } as Parameters<typeof examinations>[0] extends () => infer W ? W : never,
) => Object.fromEntries(examinations(() => worker).map(({ name, look }) => [name, look(system)]));
const missingOn = (system: System): string[] =>
  Object.entries(look(system)).flatMap(([name, { state }]) => (state === 'missing' ? [name] : []));

describe('the doctor', () => {
  it('finds nothing missing on a computer with everything', () => {
    expect(missingOn(FULL)).toEqual([]);
    expect(look(FULL)['real bus, --bus i2c:/dev/i2c-N']!.detail).toBe('/dev/i2c-1');
    expect(look(FULL)['console of a board']!.detail).toBe('/dev/ttyACM0');
  });

  it.each([
    ['an old Node', { ...FULL, nodeVersion: '20.11.1' }, ['emulated rack, engine node']],
    ['no make', without('make'), ['C compiler (builds the XS engine)']],
    ['a worker that does not start', without('/worker'), ['emulated rack, engine xs']],
    ['no bus and no port', { ...FULL, list: () => [] }, ['real bus, --bus i2c:/dev/i2c-N', 'console of a board']],
    ['no permissions', { ...FULL, mayUse: () => false }, ['real bus, --bus i2c:/dev/i2c-N', 'console of a board']],
    ['no usbip', without('usbip'), ['emulated bus as /dev/i2c-N']],
    ['no apt', without('apt-get'), ['Linux kernel as judge']],
    ['no cross compiler', without('arm-none-eabi-gcc'), ['tests of the native parts', 'images for boards']],
    ['no SDK', { ...FULL, environment: {} }, ['images for boards']],
    ['macOS', { ...FULL, platform: 'darwin' }, ['real bus, --bus i2c:/dev/i2c-N', 'emulated bus as /dev/i2c-N']],
    [
      'a kernel without modules',
      { ...without('modinfo'), exists: (path: string) => !path.startsWith('/sys/module') },
      ['emulated bus as /dev/i2c-N'],
    ],
  ])('%s: says what is missing, and what to do', (_, system, expected) => {
    expect(missingOn(system)).toEqual(expected);
    for (const finding of Object.values(look(system)))
      expect(finding.state === 'works' || finding.remedy !== undefined).toBe(true);
  });

  it('says what keeps the XS worker away', () => {
    const found = look(FULL, { problem: 'the XS worker was not built', remedy: 'npm rebuild' });
    expect(found['emulated rack, engine xs']).toEqual({
      state: 'missing',
      detail: 'the XS worker was not built',
      remedy: 'npm rebuild',
    });
  });
});

it('racklet doctor on this computer', async () => {
  const { code, stdout } = await racklet('doctor', '--json');
  const report = JSON.parse(stdout) as { version: number; examinations: { name: string; state: string }[] };
  expect([code, report.version]).toEqual([0, 1]);
  expect(report.examinations.find(({ name }) => name === 'emulated rack, engine node')!.state).toBe('works');
  expect((await racklet('doctor', '--udev-rules')).stdout).toBe(UDEV_RULES);
});
