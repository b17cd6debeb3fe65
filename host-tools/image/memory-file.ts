// Files that hold a piece of flash: plain bytes, Intel HEX and UF2, told by their extension. HEX and UF2 know the
// address, plain bytes do not. Gaps between pieces are filled with 0xff, the value of erased flash.
import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import MemoryMap from 'nrf-intel-hex';
import { imageError } from './image-error';
import { fromUf2, toUf2, type Uf2Family } from './uf2';

export interface MemoryFile {
  readonly bytes: Uint8Array;
  /** undefined: the file does not say. */
  readonly address: number | undefined;
}

/** No flash of ours is larger; a stray address must not ask for gigabytes. */
const LARGEST_SPAN = 0x4000000;
const LARGEST_ADDRESS = 0x100000000;
const ERASED = 0xff;

type Format = 'bin' | 'hex' | 'uf2';

export function formatOf(path: string): Format {
  const extension = extname(path).toLowerCase();
  if (extension === '.hex' || extension === '.ihex') return 'hex';
  return extension === '.uf2' ? 'uf2' : 'bin';
}

/** @throws CliError */
export function readMemoryFile(path: string): MemoryFile {
  const raw = readRaw(path);
  switch (formatOf(path)) {
    case 'bin':
      return { bytes: raw, address: undefined };
    case 'hex':
      return join(parseHex(raw, path), path);
    case 'uf2':
      return join(fromUf2(raw, path), path);
  }
}

function readRaw(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? 'unknown reason'})`;
    throw imageError('usage', `${path}: ${why}. Check the name`);
  }
}

function parseHex(raw: Uint8Array, path: string): [number, Uint8Array][] {
  try {
    return [...MemoryMap.fromHex(Buffer.from(raw).toString('latin1'))];
  } catch (error) {
    throw imageError(
      'image',
      `${path}: is no good Intel HEX: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function join(pieces: readonly [number, Uint8Array][], path: string): MemoryFile {
  if (pieces.length === 0) throw imageError('image', `${path}: holds no bytes for the flash`);
  let first = LARGEST_ADDRESS;
  let end = 0;
  for (const [address, bytes] of pieces) {
    first = Math.min(first, address);
    end = Math.max(end, address + bytes.length);
  }
  if (end - first > LARGEST_SPAN) {
    throw imageError(
      'image',
      `${path}: its pieces lie ${end - first} bytes apart, more than any flash. Split the file`,
    );
  }
  const joined = new Uint8Array(end - first).fill(ERASED);
  for (const [address, bytes] of pieces) joined.set(bytes, address - first);
  return { bytes: joined, address: first };
}

/** @throws CliError where HEX or UF2 is wanted and nobody knows the address */
export function writeMemoryFile(path: string, { bytes, address }: MemoryFile, family: Uf2Family): void {
  writeRaw(path, encode(path, { bytes, address }, family));
}

function encode(path: string, { bytes, address }: MemoryFile, family: Uf2Family): Uint8Array | string {
  const format = formatOf(path);
  if (format === 'bin') return bytes;
  if (address === undefined) {
    const help = 'Add --hex-addr, for example 0x10010000';
    throw imageError('usage', `${path}: ${format} files say where in the flash they go. ${help}`);
  }
  if (address + bytes.length > LARGEST_ADDRESS) {
    throw imageError('usage', `${path}: goes over the end of the address space. Choose a lower --hex-addr`);
  }
  return format === 'uf2' ? toUf2(bytes, address, family) : new MemoryMap([[address, bytes]]).asHexString();
}

function writeRaw(path: string, bytes: Uint8Array | string): void {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw imageError(
      'usage',
      `${path}: cannot be written (${code ?? 'unknown reason'}). Is its folder there and yours?`,
    );
  }
}
