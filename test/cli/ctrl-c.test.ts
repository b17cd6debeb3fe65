// Bug: Ctrl-C in a terminal goes to the whole process group, and killed the XS workers before the emulator could close.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hasXs } from '../support/racks';
import { temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);

it.skipIf(!hasXs)('Ctrl-C ends the emulator in order, with its units still on', async () => {
  const args = ['host-tools/cli/racklet.js', 'emulate', 'examples/rack.yaml', '--socket', join(folder.path, 'c.sock')];
  const child = spawn(process.execPath, args, { detached: true, env: { ...process.env, NO_COLOR: '1' } });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await expect.poll(() => output, { timeout: 30_000 }).toContain('slot 5: on');
  process.kill(-child.pid!, 'SIGINT');
  expect(await ended).toBe(0);
  expect(output).not.toContain('the firmware stopped');
  expect(output).toMatch(/^5 +0x15 +xs +on /m);
});
