// The real imgtool, in a virtual environment of Python under .cache/. Where Python or its package index cannot be reached
// there is none, and tests say so.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WANTED = 'imgtool==2.4.0';
const ENVIRONMENT = fileURLToPath(new URL('../../.cache/imgtool-2.4.0/', import.meta.url));
const PYTHON = join(ENVIRONMENT, 'bin', 'python');
const INSTALL_MS = 110_000;

export interface Imgtool {
  readonly version: string;
  /** Runs the tool once per list of arguments, in one process. @returns each one's exit code and output */
  run(calls: readonly (readonly string[])[]): { code: number; output: string }[];
  /** Runs a line of Python beside it. */
  python(code: string, ...args: string[]): string;
}

export type Found = { readonly imgtool: Imgtool } | { readonly missing: string };

/** Calls the tool's own main program with each list of arguments: starting Python for each would take minutes. */
const DRIVER = `
import sys, json, io, contextlib
from imgtool.main import imgtool
results = []
for args in json.load(sys.stdin):
    out = io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            imgtool(args=args, prog_name='imgtool')
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else (1 if stop.code else 0)
        except Exception as error:
            print(repr(error))
            code = 99
    results.append({'code': code, 'output': out.getvalue()})
json.dump(results, sys.stdout)
`;

const execute = (file: string, args: readonly string[], input?: string): string =>
  execFileSync(file, args, {
    encoding: 'utf8',
    timeout: INSTALL_MS,
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  });

/** Makes the environment on first use. Half of one is removed, so that the next run tries again. */
export function findImgtool(): Found {
  try {
    if (!existsSync(join(ENVIRONMENT, 'ready'))) install();
    return { imgtool: toolOf() };
  } catch (error) {
    rmSync(ENVIRONMENT, { recursive: true, force: true });
    const message = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return { missing: `the real imgtool cannot be had here (${message})` };
  }
}

function install(): void {
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  mkdirSync(dirname(ENVIRONMENT), { recursive: true });
  execute('python3', ['-m', 'venv', ENVIRONMENT]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '10'];
  try {
    execute(PYTHON, [...pip, WANTED]);
  } catch {
    execute(PYTHON, [...pip, 'imgtool']);
  }
  mkdirSync(join(ENVIRONMENT, 'ready'));
}

function toolOf(): Imgtool {
  const python = (code: string, ...args: string[]): string => execute(PYTHON, ['-c', code, ...args]);
  return {
    version: python('import imgtool; print(imgtool.imgtool_version)').trim(),
    run: (calls) => JSON.parse(execute(PYTHON, ['-c', DRIVER], JSON.stringify(calls))),
    python,
  };
}
