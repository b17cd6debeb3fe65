// The scans of the flash in C, as c/flash-scan-host.c offers them: a port of the flash that can only be looked through.
import { CoreProcess } from './core-process';
import { flashScanHost } from './programs';

const letter = (text: string): number => text.charCodeAt(0);
const word = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];
const wordOf = (payload: Uint8Array): number => new DataView(payload.buffer).getUint32(0, true);

/** What a call that is refused left in each byte of `words`, and in each word of `found`. */
export const UNTOUCHED = 0x5a;

export class FlashScanCore {
  readonly #process = new CoreProcess(flashScanHost());

  /** A region of these bytes at an address. @param unreadable sectors of it */
  load(first: number, bytes: Uint8Array, unreadable: readonly number[]): void {
    const mask = unreadable.reduce((bits, sector) => bits | (1 << sector), 0);
    this.#process.ask(letter('i'), ...word(first), ...word(bytes.length), ...word(mask), ...bytes);
  }

  /** @returns false where it is refused */
  readRing(
    offset: number,
    magic: number,
    checked: number,
    at: number,
    words: Uint32Array,
    found: Uint32Array,
  ): boolean {
    const args = [offset, words.length, magic, checked, at];
    const { result, payload } = this.#process.ask(letter('r'), ...args.flatMap(word));
    const view = new DataView(payload.buffer, payload.byteOffset);
    for (const [i] of found.entries()) found[i] = view.getUint32(4 * i, true);
    for (const [i] of words.entries()) words[i] = view.getUint32(4 * (found.length + i), true);
    return result === 1;
  }

  crc32(bytes: Uint8Array, from: number, to: number): number {
    return wordOf(this.#process.ask(letter('c'), ...word(to - from), ...bytes.subarray(from, to)).payload);
  }

  isBlank(offset: number, length: number): boolean {
    return this.#process.ask(letter('b'), ...word(offset), ...word(length)).result === 1;
  }

  addressOf(offset: number): number {
    return wordOf(this.#process.ask(letter('a'), ...word(offset)).payload);
  }

  addressOfSector(sector: number): number {
    return wordOf(this.#process.ask(letter('s'), ...word(sector)).payload);
  }

  close(): void {
    this.#process.close();
  }
}
