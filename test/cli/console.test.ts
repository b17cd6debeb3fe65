// `racklet console` as a person and as a script use it, on the pseudo-terminal of an emulated unit.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LineTint } from '../../host-tools/cli/console/line-tint';
import { openPty } from '../../host-tools/emulator/pty';
import { type RunningEmulator, racklet, startEmulator, temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
const socket = join(folder.path, 'rack.sock');
const BUS = ['--bus', `emulated:${socket}`];
const BIN = 'host-tools/cli/racklet.js';
let emulator: RunningEmulator;

beforeAll(async () => {
  emulator = await startEmulator(['examples/rack.yaml', '--engine', 'node', '--socket', socket], /slot 5: on/);
});
afterAll(async () => {
  expect(await emulator.stop()).toBe(0);
  folder.remove();
});

function piped(
  input: string,
  ...args: readonly string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, 'console', ...args, ...BUS]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

describe('as a pipe', () => {
  it('sends a line when the one before it was answered: none of sixty is lost', async () => {
    const log = join(folder.path, 'console.log');
    const { code, stdout } = await piped('status --json\n'.repeat(60), '1', '--log', log);
    const answers = stdout.split(/\r?\n/).filter((line) => line.startsWith('{'));
    expect([code, answers.length]).toEqual([0, 60]);
    expect(JSON.parse(answers[59]!)).toMatchObject({ version: 1, slot: 1, state: 'on' });
    expect(readFileSync(log, 'latin1')).toContain('"command":"status"');
  });
});

it('as a pipe ends when the unit has gone, though its input stays open (bug: it waited for ever)', async () => {
  const own = join(folder.path, 'own.sock');
  const rack = await startEmulator(['examples/rack.yaml', '--engine', 'node', '--socket', own], /slot 5: on/);
  const child = spawn(process.execPath, [BIN, 'console', '1', '--bus', `emulated:${own}`]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdin.write('status\n');
  await expect.poll(() => stdout, { timeout: 20_000 }).toContain('WRITE_PROTECT');
  await rack.stop();
  expect(await ended).toBe(4);
  expect(stderr).toMatch(/^racklet: \/dev\/\S+: has gone\n$/);
});

it('says in one line what keeps it from a port', async () => {
  expect(await racklet('console', '--port', '/dev/ttyNONE')).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/^racklet: no serial port \/dev\/ttyNONE\..*\n$/),
  });
  expect(await racklet('console', ...BUS)).toMatchObject({ code: 2, stderr: 'racklet: name a slot or a --port\n' });
  expect(await racklet('console', '9', ...BUS)).toMatchObject({ code: 5 });
  expect(await racklet('console', '1', ...BUS, '--log', '/nowhere/x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ENOENT'),
  });
});

it('dims the lines of the unit itself, wherever a piece breaks', () => {
  const tint = new LineTint(true);
  expect(['r> \r', '# 4 the unit', ' is off\r\n', 'r> '].map((piece) => tint.paint(piece)).join('')).toBe(
    'r> \r\u001b[2m# 4 the unit is off\u001b[22m\r\nr> ',
  );
  expect(new LineTint(false).paint('# 4')).toBe('# 4');
});

/** A terminal of a person: `racklet console` in it, until it shows a prompt; then it is killed. */
async function killedInTerminal(signal: NodeJS.Signals): Promise<{ wasRaw: boolean; isAsBefore: boolean }> {
  let shown = '';
  const terminal = openPty((bytes) => {
    shown += Buffer.from(bytes).toString('latin1');
  });
  const settings = (): string => execFileSync('stty', ['-F', terminal.path, '-g'], { encoding: 'utf8' });
  execFileSync('stty', ['-F', terminal.path, 'sane']);
  const before = settings();
  const child = spawn('sh', [
    '-c',
    `exec ${process.execPath} ${BIN} console 2 ${BUS.join(' ')} <>${terminal.path} >&0`,
  ]);
  const ended = new Promise((resolve) => child.on('close', resolve));
  await expect.poll(() => shown, { timeout: 60_000 }).toContain('Ctrl-] leaves');
  const wasRaw = settings() !== before;
  child.kill(signal);
  await ended;
  const isAsBefore = settings() === before;
  terminal.close();
  return { wasRaw, isAsBefore };
}

describe('in a terminal', () => {
  it('killed fifty times: no pseudo-terminal, lock or raw terminal is left', async () => {
    const ptys = (): number => readdirSync('/dev/pts').length;
    const locks = (): string[] => readdirSync('/tmp').filter((name) => name.startsWith('LCK..'));
    const before = { ptys: ptys(), locks: locks() };
    const seen: { wasRaw: boolean; isAsBefore: boolean }[] = [];
    for (let round = 0; round < 10; round++) {
      const signals = (['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(killedInTerminal);
      seen.push(...(await Promise.all(signals)));
    }
    expect(seen.filter(({ wasRaw }) => wasRaw).length).toBe(50);
    expect(seen.filter(({ isAsBefore }) => isAsBefore).length).toBe(50);
    await expect.poll(() => ({ ptys: ptys(), locks: locks() })).toEqual(before);
    process.stdout.write(`console: ${seen.length} times killed, each terminal as before\n`);
  });
});
