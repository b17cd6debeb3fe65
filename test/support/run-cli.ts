// Runs the command line as a user does, as a process of its own, against sockets in a folder of the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = 'host-tools/cli/racklet.js';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'racklet-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
}

export function racklet(...args: readonly string[]): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = start(args);
    let stdout = '';
    let stderr = '';
    child.stdout!.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export interface RunningEmulator {
  /** Everything printed so far. */
  readonly output: () => string;
  /** Ctrl-C. @returns the exit code */
  stop(): Promise<number | null>;
}

/** An emulator in the background; resolves once `until` was printed. */
export function startEmulator(args: readonly string[], until: RegExp): Promise<RunningEmulator> {
  return new Promise((resolve, reject) => {
    const child = start(['emulate', ...args]);
    let output = '';
    const ended = new Promise<number | null>((settle) => child.on('close', settle));
    const running: RunningEmulator = {
      output: () => output,
      stop: () => {
        child.kill('SIGINT');
        return ended;
      },
    };
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      if (until.test(output)) resolve(running);
    };
    child.stdout!.on('data', collect);
    child.stderr!.on('data', collect);
    void ended.then((code) => reject(new Error(`emulator ended with ${code}: ${output}`)));
  });
}
