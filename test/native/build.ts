// Builds the test image with Debian's gcc-arm-none-eabi alone, and seals its boot stage. What was built from the same sources is
// used again (../native-host/compile.ts).
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { compile, findCompiler, WARNINGS } from '../native-host/compile';
import { FLASH_SOURCES, GATE_SOURCES, SMBUS_TARGET_SOURCES } from '../native-host/programs';

const COMPILER = 'arm-none-eabi-gcc';
export const armCompiler = findCompiler([COMPILER]);
/** Why the image cannot be built here, or undefined. For the name of a skipped test. */
export const unavailable =
  armCompiler === undefined ? `no ${COMPILER}: install gcc-arm-none-eabi and binutils-arm-none-eabi` : undefined;

const IO = 'firmware/io';
/** The parts of the RP2040, on registers alone. */
export const PART_SOURCES = [
  `${IO}/rp2040/interrupts.c`,
  `${IO}/smbus-target/rp2040-smbus-target.c`,
  `${IO}/gate-latch/rp2040-gate-latch.c`,
  `${IO}/trip/rp2040-trip.c`,
  `${IO}/flash/rp2040-flash.c`,
];
export const CORE_SOURCES = [...SMBUS_TARGET_SOURCES, ...GATE_SOURCES, ...FLASH_SOURCES];

const HERE = 'test/native/c';
const IMAGE_SOURCES = ['boot2.S', 'start.c', 'firmware.c', 'mailbox.c', 'replies.c', 'load.c'].map(
  (name) => `${HERE}/${name}`,
);
const LINKER_SCRIPT = `${HERE}/native.ld`;

/** As firmware/io/README.md asks of a board's build. */
export const BOARD_FLAGS = [
  '-mcpu=cortex-m0plus',
  '-mthumb',
  '-O2',
  '-ffreestanding',
  '-fno-jump-tables',
  '-fno-tree-loop-distribute-patterns',
  '-DRACKLET_PORT_HEADER="rp2040/port.h"',
  `-I${IO}`,
];

/** All cores and parts as one object file: nothing resolved yet, so that its references can be looked at. */
export const buildParts = (): string =>
  compile({
    name: 'native-parts.o',
    compiler: armCompiler!,
    sources: [...CORE_SOURCES, ...PART_SOURCES],
    flags: [...WARNINGS, ...BOARD_FLAGS, '-r', '-nostdlib'],
  });

export const buildElf = (): string =>
  compile({
    name: 'native-image.elf',
    compiler: armCompiler!,
    sources: [...CORE_SOURCES, ...PART_SOURCES, ...IMAGE_SOURCES],
    flags: [...WARNINGS, ...BOARD_FLAGS, '-g', '-nostartfiles', '-nolibc', `-Wl,-T,${LINKER_SCRIPT}`],
    inputs: [LINKER_SCRIPT],
  });

/** @throws with what the tool said. */
export function tool(name: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(`arm-none-eabi-${name}`, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`arm-none-eabi-${name}: ${stderr}`);
  return stdout;
}

const BOOT_STAGE_BYTES = 252;

/**
 * Check sum of the boot stage as the boot ROM computes it: CRC-32 with polynomial 0x04c11db7, initial value of ones, most
 * significant bit first, nothing inverted. RP2040 datasheet, section 2.8.1.3.1.
 */
export function bootStageCheckSum(stage: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of stage) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  }
  return crc >>> 0;
}

export interface Image {
  /** From the start of the flash. */
  readonly bytes: Uint8Array;
  /** Addresses of the image's objects and functions. */
  readonly symbols: ReadonlyMap<string, number>;
}

export function buildImage(): Image {
  const elf = buildElf();
  const binary = `${elf}.bin`;
  if (!existsSync(binary)) tool('objcopy', '-O', 'binary', elf, binary);
  const bytes = Uint8Array.from(readFileSync(binary));
  new DataView(bytes.buffer).setUint32(BOOT_STAGE_BYTES, bootStageCheckSum(bytes.subarray(0, BOOT_STAGE_BYTES)), true);
  const symbols = new Map<string, number>();
  for (const [, address, name] of tool('nm', elf).matchAll(/^([0-9a-f]{8}) \w (\w+)$/gm)) {
    symbols.set(name!, Number.parseInt(address!, 16));
  }
  return { bytes, symbols };
}
