// The same few bytes of many sectors, for a start: a port that can gathers them in one call.
import { type Flash, FlashStatus } from '../io/flash/flash';

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
