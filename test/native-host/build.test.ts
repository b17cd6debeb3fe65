// What the compiled cores need, and where their parts lie: seen in object files built as for a board, with the host's compiler.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COUNTER_COUNT, Counter } from '../../firmware/io/smbus-target/counters';
import { BARRIER_MS, QUEUE_DEPTH } from '../../firmware/smbus/limits';
import { crc8 } from '../support/crc8';
import { compile, findCompiler, WARNINGS } from './compile';
import { describeCore } from './describe-core';
import { compiler, FLASH_SOURCES, GATE_SOURCES, HOST_PORT, SMBUS_TARGET_SOURCES } from './programs';

const ROOT = join(import.meta.dirname, '../..');
/** As firmware/io/README.md asks of a board's build. */
const BOARD = [
  '-O2',
  '-ffreestanding',
  '-fno-jump-tables',
  '-fno-tree-loop-distribute-patterns',
  '-fno-pic',
  '-fcf-protection=none',
];
const ALL = [...SMBUS_TARGET_SOURCES, ...GATE_SOURCES, ...FLASH_SOURCES];
const header = (path: string): string => readFileSync(join(ROOT, 'firmware/io', path), 'utf8');

/** All cores as one object file. */
const object = (): string =>
  compile({
    name: 'cores.o',
    compiler: compiler!,
    sources: ALL,
    flags: [...WARNINGS, ...HOST_PORT, ...BOARD, '-r', '-nostdlib'],
  });

const listing = (tool: string, ...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool}: ${stderr}`);
  return stdout;
};

describeCore('the cores as built for a board', () => {
  it('compile without a word with every compiler that is here', () => {
    for (const name of ['gcc', 'clang']) {
      if (findCompiler([name]) === undefined) continue;
      for (const source of ALL) {
        const args = [...WARNINGS, ...HOST_PORT, '-fsyntax-only', source];
        const { status, stderr } = spawnSync(name, args, { cwd: ROOT, encoding: 'utf8' });
        expect(stderr, `${name} ${source}`).toBe('');
        expect(status).toBe(0);
      }
    }
  });

  it('need nothing of a C library but memset', () => {
    const needed = listing('nm', '-u', object()).match(/\b[a-z_]\w*$/gim) ?? [];
    expect(needed.filter((name) => !['memset', 'host_irq_save', 'host_irq_restore'].includes(name))).toEqual([]);
  });

  it('keep what runs in an interrupt, or while the flash is busy, and all that it calls, in RAM', () => {
    const disassembly = listing('objdump', '-dr', '--section=racklet_ram_code', object());
    const inRam = new Set([...disassembly.matchAll(/^[0-9a-f]+ <(\w+)>:$/gm)].map((match) => match[1]!));
    for (const name of ['smbus_target_addressed', 'smbus_target_read_request_slow', 'write_queue_push', 'trip_edge']) {
      expect(inRam, name).toContain(name);
    }
    const mayUse = [...inRam, 'racklet_ram_code', 'racklet_ram_data', 'racklet_pec_table'];
    const leaves = [...disassembly.matchAll(/\bR_\w+\s+([.\w]+)/g)]
      .map((match) => match[1]!)
      .filter((name) => !mayUse.includes(name));
    expect(leaves).toEqual([]);
    expect(listing('nm', object())).toMatch(/ racklet_pec_table$/m);
    expect(listing('objdump', '-t', object())).toMatch(/racklet_ram_data\s+\w+\s+racklet_pec_table/);
  });
});

describe('the headers of the C cores', () => {
  it('number the counters as counters.ts does', () => {
    const names: Record<string, number> = {};
    for (const [, name, value] of header('smbus-target/smbus-target.h').matchAll(/^ {2}SMBUS_(\w+) = (\d+)/gm)) {
      names[name!.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())] = Number(value);
    }
    const counters = { ...Counter, counterCount: COUNTER_COUNT };
    expect(names).toMatchObject(counters);
  });

  it('give the queue and the barrier the limits of smbus/limits.ts', () => {
    expect(header('smbus-target/write-queue.h')).toMatch(new RegExp(`#define WRITE_QUEUE_DEPTH ${QUEUE_DEPTH}u$`, 'm'));
    expect(header('smbus-target/smbus-target.h')).toMatch(new RegExp(`#define SMBUS_BARRIER_MS ${BARRIER_MS}u$`, 'm'));
  });

  it('hold the CRC-8 of SMBus in their table', () => {
    const table = [...header('smbus-target/pec.c').matchAll(/0x[0-9a-f]{2},/g)].map((match) =>
      Number.parseInt(match[0], 16),
    );
    expect(table).toEqual(Array.from({ length: 256 }, (_, byte) => crc8([byte])));
  });
});
