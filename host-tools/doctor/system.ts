// What the doctor asks of a computer, so that tests can play any.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';

export interface System {
  readonly platform: string;
  readonly nodeVersion: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
  /** Names in a folder; none where it is not there. */
  list(folder: string): readonly string[];
  /** May be read and written by this user. */
  mayUse(path: string): boolean;
  /** First line of what a program prints; undefined where it cannot be run or fails. */
  run(program: string, ...args: readonly string[]): string | undefined;
}

export const thisSystem: System = {
  platform: process.platform,
  nodeVersion: process.versions.node,
  environment: process.env,
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  mayUse: (path) => {
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
      return true;
    } catch {
      return false;
    }
  },
  run: (program, ...args) => {
    const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
    return status === 0 ? stdout.split('\n')[0]!.trim() : undefined;
  },
};
