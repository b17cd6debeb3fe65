// Builds the prototype's image with Debian's gcc-arm-none-eabi alone, into build/pio-target, and reads what the bench needs of it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble, type PioProgram } from './assembler';

const ROOT = join(import.meta.dirname, '../../..');
const HERE = join(ROOT, 'test/native/pio-target');
const CORE = 'firmware/io/smbus-target';
const SOURCES = [
  ...['pec', 'reply-pool', 'write-queue', 'smbus-target', 'smbus-target-firmware'].map((name) => `${CORE}/${name}.c`),
  ...['pio-target', 'main'].map((name) => `test/native/pio-target/c/${name}.c`),
];
const FLAGS = [
  ...['-mcpu=cortex-m0plus', '-mthumb', '-O2', '-std=c11', '-ffreestanding', '-nostdlib', '-g'],
  ...['-Wall', '-Wextra', '-Werror', '-fno-jump-tables', '-fno-tree-loop-distribute-patterns', '-fno-common'],
  ...['-DRACKLET_PORT_HEADER="prototype-port.h"', '-Itest/native/pio-target/c', `-I${CORE}`, '-Wl,--build-id=none'],
  ...['-T', 'test/native/pio-target/c/image.ld'],
];
const COMPILER = 'arm-none-eabi-gcc';

const run = (command: string, args: readonly string[]) => spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });

/** Why nothing can be built here, or undefined. For the name of a skipped test. */
export const missingCompiler: string | undefined =
  run(COMPILER, ['--version']).status === 0 ? undefined : `no ${COMPILER}: install Debian's gcc-arm-none-eabi`;

export const pioSource = (): string => readFileSync(join(HERE, 'i2c-target.pio'), 'utf8');

/** The assembled programs as the C header that pio-target.c includes. Register fields: RP2040 data sheet, section 3.7. */
export function wordsHeader(programs: readonly PioProgram[]): string {
  const [shifter, watch] = programs as [PioProgram, PioProgram];
  const hex = (value: number) => `0x${value.toString(16)}u`;
  const wrapOf = (program: PioProgram) => hex((program.wrap << 12) | (program.wrapTarget << 7));
  const shiftOf = (program: PioProgram) => hex((Number(program.outRight) << 19) | (Number(program.inRight) << 18));
  const words = programs.flatMap((program) => program.words);
  return [
    '// Made from i2c-target.pio.',
    '#include <stdint.h>',
    `#define PIO_WORD_COUNT ${words.length}u`,
    `static const uint16_t pio_words[PIO_WORD_COUNT] = {${words.map(hex).join(', ')}};`,
    `#define SHIFTER_WRAP ${wrapOf(shifter)}`,
    `#define SHIFTER_SHIFT ${shiftOf(shifter)}`,
    `#define WATCH_WRAP ${wrapOf(watch)}`,
    `#define WATCH_SHIFT ${shiftOf(watch)}`,
    `#define PIO_FORCE_DEAF ${hex(0x1000 | shifter.labels.get('deaf')!)} // jmp deaf side 0`,
    '#define PIO_FORCE_RELEASE_SDA 0xf080u // set pindirs, 0 side 0',
    '#define PIO_FORCE_SET_Y_2 0xe042u // set y, 2',
    `#define PIO_FORCE_WATCH ${hex(watch.origin)} // jmp fall`,
    '',
  ].join('\n');
}

export interface Image {
  readonly path: string;
  /** What is loaded where: physical addresses. */
  readonly segments: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

/** @returns the ELF file's loadable segments. Source: ELF specification 1.2, program header. */
function segmentsOf(elf: Buffer): Image['segments'] {
  const at = elf.readUInt32LE(28);
  const size = elf.readUInt16LE(42);
  return Array.from({ length: elf.readUInt16LE(44) }, (_, n) => at + n * size)
    .filter((header) => elf.readUInt32LE(header) === 1 && elf.readUInt32LE(header + 16) > 0)
    .map((header) => {
      const offset = elf.readUInt32LE(header + 4);
      return {
        address: elf.readUInt32LE(header + 12),
        bytes: elf.subarray(offset, offset + elf.readUInt32LE(header + 16)),
      };
    });
}

function fingerprint(pio: string): string {
  const hash = createHash('sha256')
    .update(pio)
    .update(FLAGS.join('\0'))
    .update(run(COMPILER, ['--version']).stdout);
  for (const folder of [CORE, 'firmware/io', 'test/native/pio-target/c', 'test/native/pio-target']) {
    for (const name of readdirSync(join(ROOT, folder)).sort()) {
      if (/\.(c|h|ld|pio)$/.test(name)) hash.update(name).update(readFileSync(join(ROOT, folder, name)));
    }
  }
  return hash
    .update(readFileSync(import.meta.filename))
    .digest('hex')
    .slice(0, 16);
}

/** @param pio the PIO programs. @throws with what the compiler said. */
export function buildImage(pio = pioSource()): Image {
  const folder = join(ROOT, 'build/pio-target', fingerprint(pio));
  const path = join(folder, 'pio-target.elf');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'i2c-target-words.h'), wordsHeader(assemble(pio)));
    const unfinished = `${path}.${process.pid}`;
    const { status, stderr } = run(COMPILER, [...FLAGS, `-I${folder}`, ...SOURCES, '-lgcc', '-o', unfinished]);
    if (status !== 0) throw new Error(`pio-target: ${COMPILER} says\n${stderr}`);
    renameSync(unfinished, path);
  }
  return { path, segments: segmentsOf(readFileSync(path)) };
}

/** Bytes of sections by name, and of each object's functions and data. */
export function symbolSizes(
  image: Image,
): readonly { readonly name: string; readonly address: number; readonly bytes: number }[] {
  const { stdout } = run('arm-none-eabi-nm', ['--print-size', '--defined-only', image.path]);
  return stdout.split('\n').flatMap((line) => {
    const [address, bytes, , name] = line.split(' ');
    return name === undefined
      ? []
      : [{ name, address: Number.parseInt(address!, 16), bytes: Number.parseInt(bytes!, 16) }];
  });
}
