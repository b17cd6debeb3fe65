// `racklet emulate` where something is in its way: nothing of the user's is lost, nothing is left behind, one line says what it is.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { racklet, temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (name: string): string => join(folder.path, name);
const emulate = (...args: readonly string[]) =>
  racklet('emulate', 'examples/rack.yaml', '--engine', 'node', '--duration', '100ms', ...args);

describe('the path of --socket', () => {
  it('is a file of the user: it stays (bug: it was deleted)', async () => {
    writeFileSync(at('rack.yaml'), 'precious');
    symlinkSync(at('rack.yaml'), at('link'));
    for (const name of ['rack.yaml', 'link']) {
      expect(await emulate('--socket', at(name))).toEqual({
        code: 9,
        stdout: '',
        stderr: `racklet: cannot listen at ${at(name)}: what is there is no socket, and stays as it is. Use --socket PATH\n`,
      });
    }
    expect(readFileSync(at('rack.yaml'), 'utf8')).toBe('precious');
    expect(existsSync(at('link'))).toBe(true);
  });

  it('is a folder (bug: a stack)', async () => {
    mkdirSync(at('folder'));
    const { code, stderr } = await emulate('--socket', at('folder'));
    expect([code, stderr.trim().split('\n').length]).toEqual([9, 1]);
  });

  it('is longer than a socket may be (bug: one with a cut name was left behind, open to all)', async () => {
    const long = at('a'.repeat(200));
    const { code, stderr } = await emulate('--socket', long);
    expect(code).toBe(9);
    expect(stderr).toMatch(/the path has \d+ bytes, a socket's has at most \d+\. Use --socket PATH\n$/);
    expect(existsSync(long.slice(0, 107))).toBe(false);
  });

  it('is in no folder: the advice is --socket (bug: "port -1", and --usbip)', async () => {
    const { stderr } = await emulate('--socket', at('none/x.sock'));
    expect(stderr).toMatch(/^racklet: cannot listen at \S+x\.sock: .*\. Use --socket PATH\n$/);
  });

  it('is gone when the one who reads the output has gone (bug: it stayed)', async () => {
    const socket = at('pipe.sock');
    const args = ['host-tools/cli/racklet.js', 'emulate', 'examples/rack.yaml', '--engine', 'node', '--socket', socket];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout!.once('data', () => child.stdout!.destroy());
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });

  it('is gone when the terminal was closed (bug: SIGHUP left it)', async () => {
    const socket = at('hup.sock');
    const args = ['host-tools/cli/racklet.js', 'emulate', 'examples/rack.yaml', '--engine', 'node', '--socket', socket];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      // Where CI is set there would be colours.
      env: { ...process.env, NO_COLOR: '1' },
    });
    let output = '';
    child.stdout!.on('data', (chunk) => {
      output += chunk;
    });
    await expect.poll(() => output, { timeout: 30_000 }).toContain('slot 5: on');
    child.kill('SIGHUP');
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(output).toMatch(/Stopped after/);
    expect(existsSync(socket)).toBe(false);
  });
});

it('--usbip-host is no host: the advice names it (bug: it named the socket)', async () => {
  const { code, stderr } = await emulate('--socket', at('u.sock'), '--usbip', '0', '--usbip-host', 'no.such.invalid');
  expect(code).toBe(9);
  expect(stderr).toMatch(/^racklet: cannot listen at no\.such\.invalid: no such host .*\. Use --usbip-host ADDRESS\n$/);
});

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it('under --trace ends the run with one line (bug: a stack, and the socket stayed)', async () => {
    const { code, stderr } = await emulate('--socket', at('t.sock'), '--trace', '/dev/full');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^racklet: cannot write \/dev\/full: ENOSPC[^\n]*\n$/);
    expect(existsSync(at('t.sock'))).toBe(false);
  });

  it('under the output is one line (bug: a stack)', async () => {
    const script = 'node host-tools/cli/racklet.js scenario list > /dev/full';
    const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2);
    expect(stderr).toMatch(/^racklet: cannot write the output: ENOSPC[^\n]*\n$/);
  });
});
