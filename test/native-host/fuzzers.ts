// The coverage-guided fuzzers of the C cores (libFuzzer of clang), their budgets, and how one is run.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile, findCompiler, SANITIZERS, WARNINGS } from './compile';
import { FLASH_SOURCES, GATE_SOURCES, HOST_PORT, SMBUS_TARGET_SOURCES } from './programs';

const OUTPUT = join(import.meta.dirname, '../../build/fuzz');

export interface Fuzzer {
  readonly name: string;
  readonly cores: readonly string[];
  readonly harness: readonly string[];
  /** Inputs in CI. */
  readonly runs: number;
  readonly longest: number;
}

export const FUZZERS: readonly Fuzzer[] = [
  { name: 'fuzz-smbus-target', cores: SMBUS_TARGET_SOURCES, harness: ['interrupt'], runs: 200_000, longest: 512 },
  { name: 'fuzz-gate', cores: GATE_SOURCES, harness: ['interrupt', 'latch-model'], runs: 200_000, longest: 256 },
  { name: 'fuzz-flash', cores: FLASH_SOURCES, harness: ['interrupt'], runs: 50_000, longest: 512 },
  { name: 'fuzz-flash-scan', cores: FLASH_SOURCES, harness: ['interrupt'], runs: 50_000, longest: 512 },
];

/** Why nothing can be fuzzed here, or undefined. */
export function fuzzingUnavailable(): string | undefined {
  if (findCompiler(['clang']) === undefined) return 'no clang: install clang and its run-time library';
  const { status } = spawnSync('clang', ['-fsanitize=fuzzer,address', '-x', 'c', '-', '-o', '/dev/null'], {
    input:
      'int LLVMFuzzerTestOneInput(const char *data, unsigned long size);\nint LLVMFuzzerTestOneInput(const char *data, unsigned long size) { (void)data; (void)size; return 0; }\n',
  });
  return status === 0 ? undefined : 'clang has no run-time library for -fsanitize=fuzzer: install it (libclang-rt-dev)';
}

export const buildFuzzer = (fuzzer: Fuzzer): string =>
  compile({
    name: fuzzer.name,
    compiler: 'clang',
    sources: [...fuzzer.cores, ...[...fuzzer.harness, fuzzer.name].map((name) => `test/native-host/c/${name}.c`)],
    flags: [...WARNINGS, ...HOST_PORT, '-O1', ...SANITIZERS, '-fsanitize=fuzzer'],
  });

/** Runs with a fixed seed and an empty start. @returns what the fuzzer said; `status` 0 where nothing was found */
export function runFuzzer(fuzzer: Fuzzer, runs: number, seed: number): { status: number; log: string } {
  mkdirSync(OUTPUT, { recursive: true });
  const args = [`-runs=${runs}`, `-seed=${seed}`, `-max_len=${fuzzer.longest}`, '-print_final_stats=1'];
  const { status, stderr } = spawnSync(buildFuzzer(fuzzer), [...args, `-artifact_prefix=${OUTPUT}/${fuzzer.name}-`], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { status: status ?? 1, log: stderr };
}

/** Edges of the core's code that were met. */
export const coverageOf = (log: string): number => Number([...log.matchAll(/cov: (\d+)/g)].at(-1)?.[1] ?? 0);
