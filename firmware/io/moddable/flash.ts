// `racklet:io/flash` of a board: the C core over the region of the store. Contract: ../flash/README.md
import type { Flash, FlashStatus } from '../flash/flash';

function sectors(this: void): number {
  return native('racklet_flash_sectors').call(this);
}

export default class NativeFlash implements Flash {
  readonly sectors = sectors();

  read(offset: number, out: Uint8Array, length: number): FlashStatus {
    return native('racklet_flash_read').call(this, offset, out, length);
  }

  readRing(offset: number, magic: number, checked: number, at: number, words: Uint32Array, found: Uint32Array): void {
    native('racklet_flash_read_ring').call(this, offset, magic, checked, at, words.buffer, found.buffer);
  }

  crc32(bytes: Uint8Array, from: number, to: number): number {
    return native('racklet_flash_crc32').call(this, bytes, from, to);
  }

  isBlank(offset: number, length: number): boolean {
    return native('racklet_flash_is_blank').call(this, offset, length);
  }

  program(offset: number, bytes: Uint8Array, length: number): FlashStatus {
    return native('racklet_flash_program').call(this, offset, bytes, length);
  }

  erase(sector: number): FlashStatus {
    return native('racklet_flash_erase').call(this, sector);
  }
}
