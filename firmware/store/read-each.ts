// The same few bytes of many sectors, for a start: a port that can gathers them in one call, and looks whether they are whole.
import { type Flash, FlashStatus } from '../io/flash/flash';
import { crc32, getWord } from './bytes';

const CHECK_BYTES = 4;

/** `length` bytes at `offset` and at each `stride` behind it, until `out` is full. What cannot be read is blank. @returns the last status that was not ok */
export function readEach(flash: Flash, offset: number, stride: number, length: number, out: Uint8Array): FlashStatus {
  if (flash.readEach !== undefined) return flash.readEach(offset, stride, length, out);
  let status: FlashStatus = FlashStatus.ok;
  for (let at = 0, from = offset; at < out.length; at += length, from += stride) {
    const one = flash.read(from, out.subarray(at, at + length), length);
    if (one === FlashStatus.ok) continue;
    out.fill(0xff, at, at + length);
    status = one;
  }
  return status;
}

/** The same of places that are whole: see the port. `piece`: room for `length` bytes and their check sum, which is overwritten. */
export function readWhole(
  flash: Flash,
  offset: number,
  stride: number,
  length: number,
  count: number,
  out: Uint8Array,
  piece: Uint8Array,
): number {
  if (flash.readWhole !== undefined) return flash.readWhole(offset, stride, length, count, out);
  let whole = 0;
  for (let at = 0, from = offset; at < out.length; at += count, from += stride) {
    const isRead = flash.read(from, piece, length + CHECK_BYTES) === FlashStatus.ok;
    const isWhole = isRead && getWord(piece, length) === crc32(piece, 0, length, flash);
    for (let i = 0; i < count; i++) out[at + i] = isWhole ? piece[i]! : 0;
    if (isWhole) whole++;
  }
  return whole;
}
