// UF2, the format that a board takes as a file on its USB drive: blocks of 512 bytes with 256 bytes of flash each.
// Source: github.com/microsoft/uf2, README "File format" and utils/uf2families.json.
import { imageError } from './image-error';

const BLOCK_BYTES = 512;
const DATA_BYTES = 256;
const LONGEST_DATA = 476;
const MAGIC_FIRST = 0x0a324655;
const MAGIC_SECOND = 0x9e5d5157;
const MAGIC_END = 0x0ab16f30;
const FLAG_NOT_MAIN_FLASH = 0x00000001;
const FLAG_FAMILY = 0x00002000;
const At = {
  first: 0,
  second: 4,
  flags: 8,
  address: 12,
  size: 16,
  number: 20,
  count: 24,
  family: 28,
  data: 32,
  end: 508,
};

export const UF2_FAMILIES = { rp2040: 0xe48bff56, 'rp2350-arm-s': 0xe48bff59 } as const;
/** Not for a board's flash as it is: marks the block that picotool puts first for the RP2350 (erratum E10). An RP2040 passes it over. */
const FAMILY_ABSOLUTE = 0xe48bff57;
export type Uf2Family = keyof typeof UF2_FAMILIES;

/** `bytes` for the flash at `address`; the last block is filled with 0xff. */
export function toUf2(bytes: Uint8Array, address: number, family: Uf2Family): Uint8Array {
  const count = Math.ceil(bytes.length / DATA_BYTES);
  const file = Buffer.alloc(count * BLOCK_BYTES);
  for (let i = 0; i < count; i++) {
    const block = file.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES);
    block.writeUInt32LE(MAGIC_FIRST, At.first);
    block.writeUInt32LE(MAGIC_SECOND, At.second);
    block.writeUInt32LE(FLAG_FAMILY, At.flags);
    block.writeUInt32LE(address + i * DATA_BYTES, At.address);
    block.writeUInt32LE(DATA_BYTES, At.size);
    block.writeUInt32LE(i, At.number);
    block.writeUInt32LE(count, At.count);
    block.writeUInt32LE(UF2_FAMILIES[family], At.family);
    block.fill(0xff, At.data, At.data + DATA_BYTES);
    block.set(bytes.subarray(i * DATA_BYTES, (i + 1) * DATA_BYTES), At.data);
    block.writeUInt32LE(MAGIC_END, At.end);
  }
  return file;
}

/** The blocks for the flash as [address, bytes]. @throws CliError where it is no UF2 file or a block is damaged */
export function fromUf2(file: Uint8Array, where: string): [number, Uint8Array][] {
  const view = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (file.length === 0 || file.length % BLOCK_BYTES !== 0) {
    throw imageError('image', `${where}: UF2 files are whole blocks of ${BLOCK_BYTES} bytes, this has ${file.length}`);
  }
  const blocks: [number, Uint8Array][] = [];
  for (let at = 0; at < file.length; at += BLOCK_BYTES) {
    const block = view.subarray(at, at + BLOCK_BYTES);
    const size = block.readUInt32LE(At.size);
    const isBlock =
      block.readUInt32LE(At.first) === MAGIC_FIRST &&
      block.readUInt32LE(At.second) === MAGIC_SECOND &&
      block.readUInt32LE(At.end) === MAGIC_END &&
      size <= LONGEST_DATA;
    if (!isBlock)
      throw imageError('image', `${where}: block ${at / BLOCK_BYTES} is no UF2 block. Fetch the file again`);
    if ((block.readUInt32LE(At.flags) & FLAG_NOT_MAIN_FLASH) !== 0) continue;
    const isForOthers =
      (block.readUInt32LE(At.flags) & FLAG_FAMILY) !== 0 && block.readUInt32LE(At.family) === FAMILY_ABSOLUTE;
    if (isForOthers) continue;
    blocks.push([block.readUInt32LE(At.address), Uint8Array.from(block.subarray(At.data, At.data + size))]);
  }
  return blocks;
}
