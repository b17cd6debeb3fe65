// Compiles C sources of the project for the host, into build/native-host. What was compiled before from the same sources,
// flags and compiler is used again.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const OUTPUT = join(ROOT, 'build/native-host');

/** What every core must pass without a word. */
export const WARNINGS = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-pedantic', '-Wconversion'];
/** A fault ends the process with a report. */
export const SANITIZERS = [
  '-g',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
  '-fno-omit-frame-pointer',
];

const versionOf = (compiler: string): string | undefined => {
  const { status, stdout } = spawnSync(compiler, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
};

/** The first of the C compilers that is here, or undefined. */
export const findCompiler = (names: readonly string[] = ['gcc', 'clang', 'cc']): string | undefined =>
  names.find((name) => versionOf(name) !== undefined);

/** Why tests are skipped, or undefined. For the name of a skipped test. */
export const missingCompiler = (compiler: string | undefined): string | undefined =>
  compiler === undefined ? 'no C compiler (gcc, clang or cc): install one' : undefined;

export interface Program {
  readonly name: string;
  readonly compiler: string;
  /** Paths below the root of the project. */
  readonly sources: readonly string[];
  readonly flags: readonly string[];
  /** Other files that the program is made of: linker scripts. */
  readonly inputs?: readonly string[];
}

/** The sources, and every header that lies beside one of them: what a change of recompiles. */
function fingerprint(program: Program): string {
  const hash = createHash('sha256').update(`${versionOf(program.compiler)}\0${program.flags.join('\0')}`);
  const folders = new Set(program.sources.map((source) => dirname(source)));
  for (const folder of [...folders]) folders.add(dirname(folder));
  const headers = [...folders].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.h'))
      .map((name) => join(folder, name)),
  );
  for (const path of [...program.sources, ...headers, ...(program.inputs ?? [])].sort())
    hash.update(path).update(readFileSync(join(ROOT, path)));
  return hash.digest('hex').slice(0, 16);
}

/** @returns the path of the program. @throws with what the compiler said. */
export function compile(program: Program): string {
  const path = join(OUTPUT, `${program.name}-${fingerprint(program)}`);
  if (existsSync(path)) return path;
  mkdirSync(OUTPUT, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const args = [...program.flags, ...program.sources, '-o', unfinished];
  const { status, stderr } = spawnSync(program.compiler, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${relative(ROOT, path)}: ${program.compiler} ${args.join(' ')}\n${stderr}`);
  renameSync(unfinished, path);
  return path;
}
