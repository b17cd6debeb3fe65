// Whether a stretch of the flash is erased. A port that can look by itself does: byte by byte in JavaScript a sector is most of a start.
import { type Flash, FlashStatus, PAGE_BYTES } from '../io/flash/flash';
import { isBlank } from './bytes';

/** `offset` and `length`: within one page, or whole pages. `page`: room for one, which is overwritten. */
export function isFlashBlank(flash: Flash, offset: number, length: number, page: Uint8Array): boolean {
  if (flash.isBlank !== undefined) return flash.isBlank(offset, length);
  for (let at = 0; at < length; at += PAGE_BYTES) {
    const count = length - at < PAGE_BYTES ? length - at : PAGE_BYTES;
    if (flash.read(offset + at, page, count) !== FlashStatus.ok || !isBlank(page, 0, count)) return false;
  }
  return true;
}
