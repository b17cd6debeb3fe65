// The words of a line, as places in a copy of it: nothing is cut out, nothing is allocated. `--json` is no word but a wish.
import { LINE_SIZE } from './line-editor';

const MOST_WORDS = 6;
const SPACE = 0x20;
const JSON_OPTION = '--json';
/** A number that a word is not. */
export const NO_NUMBER = Number.NaN;

export class Words {
  count = 0;
  isJson = false;
  /** More words than any command has. */
  isTooMany = false;
  readonly #bytes = new Uint8Array(LINE_SIZE);
  readonly #from = new Uint8Array(MOST_WORDS);
  readonly #to = new Uint8Array(MOST_WORDS);

  read(line: Uint8Array, length: number): void {
    this.count = 0;
    this.isJson = false;
    this.isTooMany = false;
    for (let i = 0; i < length; i++) this.#bytes[i] = line[i]!;
    for (let at = 0; at < length; ) {
      while (at < length && this.#bytes[at] === SPACE) at++;
      const from = at;
      while (at < length && this.#bytes[at] !== SPACE) at++;
      if (at > from) this.#add(from, at);
    }
  }

  /** Letters count as capital and small alike. */
  is(index: number, text: string): boolean {
    return index < this.count && this.#isText(this.#from[index]!, this.#to[index]!, text);
  }

  /** `text` begins with the word. */
  begins(index: number, text: string): boolean {
    return index < this.count && this.#isBeginOf(this.#from[index]!, this.#to[index]!, text);
  }

  lengthOf(index: number): number {
    return index < this.count ? this.#to[index]! - this.#from[index]! : 0;
  }

  /** A whole number, decimal or `0x` hexadecimal, below 2^32; NO_NUMBER where the word is none. */
  number(index: number): number {
    if (index >= this.count) return NO_NUMBER;
    let at = this.#from[index]!;
    const to = this.#to[index]!;
    const isNegative = this.#bytes[at] === 0x2d;
    if (isNegative) at++;
    let base = 10;
    if (this.#bytes[at] === 0x30 && at + 1 < to && lower(this.#bytes[at + 1]!) === 0x78) {
      base = 16;
      at += 2;
    }
    if (at >= to) return NO_NUMBER;
    let value = 0;
    for (; at < to; at++) {
      const digit = digitOf(this.#bytes[at]!);
      if (digit >= base) return NO_NUMBER;
      value = value * base + digit;
      if (value > 0xffff_ffff) return NO_NUMBER;
    }
    return isNegative ? -value : value;
  }

  #add(from: number, to: number): void {
    if (this.#isText(from, to, JSON_OPTION)) {
      this.isJson = true;
      return;
    }
    if (this.count === MOST_WORDS) {
      this.isTooMany = true;
      return;
    }
    this.#from[this.count] = from;
    this.#to[this.count] = to;
    this.count++;
  }

  #isText(from: number, to: number, text: string): boolean {
    return to - from === text.length && this.#isBeginOf(from, to, text);
  }

  #isBeginOf(from: number, to: number, text: string): boolean {
    if (to - from > text.length) return false;
    for (let i = 0; i < to - from; i++) if (lower(this.#bytes[from + i]!) !== lower(text.charCodeAt(i))) return false;
    return true;
  }
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);

/** 16 and more for what is no digit. */
function digitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = lower(byte);
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : 16;
}
