// Puts an image into a flash chip as a programmer would: raw from 0x10000000, or the blocks of a UF2 file.
import { NorFlash, W25Q16JV } from '../flash/nor-flash';
import { fromUf2 } from '../image/uf2';

export const FLASH_BASE = 0x1000_0000;
/** Behind boot2, which fills the first page. RP2040 datasheet, section 2.8.1.3.1. */
export const VECTORS_BEHIND_BOOT2 = FLASH_BASE + 0x100;

/**
 * @param name of the file: `.uf2` tells its format
 * @param address of the first byte of a raw image
 * @param flash that is written over; a new W25Q16JV by default
 * @throws RangeError outside of the flash; CliError where a UF2 file is damaged
 */
export function flashWithImage(
  bytes: Uint8Array,
  name = 'image.bin',
  address = FLASH_BASE,
  flash: NorFlash = new NorFlash(W25Q16JV),
): NorFlash {
  const blocks: readonly (readonly [number, Uint8Array])[] = name.endsWith('.uf2')
    ? fromUf2(bytes, name)
    : [[address, bytes]];
  for (const [at, block] of blocks) flash.overwrite(at - FLASH_BASE, block);
  return flash;
}
