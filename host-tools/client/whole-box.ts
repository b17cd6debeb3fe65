// Whether the bytes of a black box belong together: its check sum. Layout: docs/store.md.
import { BOX_HEAD_BYTES, BOX_PAGES_BYTES, BoxAt } from '../../firmware/store/black-box';
import { crc32, getWord } from '../../firmware/store/bytes';

const PAGE_BYTES = 256;

/** `bytes`: all pages of a box. */
export function isWholeBox(bytes: Uint8Array): boolean {
  let check = crc32(bytes, 0, BoxAt.check) ^ crc32(bytes, BOX_HEAD_BYTES, PAGE_BYTES);
  for (let at = PAGE_BYTES; at < BOX_PAGES_BYTES; at += PAGE_BYTES) check ^= crc32(bytes, at, at + PAGE_BYTES);
  return check >>> 0 === getWord(bytes, BoxAt.check);
}
