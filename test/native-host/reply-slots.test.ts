// A publish that the bus interrupts: no slot of the pool is lost.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { compile, SANITIZERS, WARNINGS } from './compile';
import { describeCore } from './describe-core';
import { compiler, HOST_PORT, SMBUS_TARGET_SOURCES } from './programs';

describeCore('replies that are replaced while they are read', () => {
  it('give their slots back, though the read of one ends and that of another begins in the middle of a publish', () => {
    const program = compile({
      name: 'reply-slots',
      compiler: compiler!,
      // The program brings the firmware's side itself, with an interrupt in it.
      sources: [
        ...SMBUS_TARGET_SOURCES.filter((path) => !path.endsWith('smbus-target-firmware.c')),
        ...['reply-slots', 'interrupt'].map((name) => `test/native-host/c/${name}.c`),
      ],
      inputs: SMBUS_TARGET_SOURCES,
      flags: [...WARNINGS, ...HOST_PORT, '-O1', ...SANITIZERS],
    });
    const { status, stdout, stderr } = spawnSync(program, { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'all slots are free\n', stderr: '' });
  });
});
