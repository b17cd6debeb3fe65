// A line of text in a fixed buffer of bytes: what is too long is cut off, nothing is allocated and nothing is thrown.

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_A = 0x41;
const MOST_DIGITS = 20;
/** Of a thousandth. */
const FRACTION_DIGITS = 3;

export class TextBuffer {
  readonly bytes: Uint8Array;
  /** Bytes in use. */
  length = 0;
  /** Quotation marks and backslashes are escaped, as inside a string of JSON. */
  isQuoted = false;
  readonly #digits = new Uint8Array(MOST_DIGITS);

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  clear(): void {
    this.length = 0;
    this.isQuoted = false;
  }

  byte(value: number): void {
    if (this.isQuoted && (value === QUOTE || value === BACKSLASH)) this.#put(BACKSLASH);
    this.#put(value);
  }

  /** ASCII: seven bits of each character are taken. */
  text(value: string): void {
    for (let i = 0; i < value.length; i++) this.byte(value.charCodeAt(i) & 0x7f);
  }

  spaces(count: number): void {
    for (let i = 0; i < count; i++) this.#put(SPACE);
  }

  /** A whole number, exact below 2^53, with at least `least` digits. */
  integer(value: number, least = 1): void {
    if (value < 0) this.#put(MINUS);
    let rest = value < 0 ? -value : value;
    let count = 0;
    while ((rest > 0 || count < least) && count < MOST_DIGITS) {
      const tens = Math.trunc(rest / 10);
      this.#digits[count++] = ZERO + (rest - 10 * tens);
      rest = tens;
    }
    while (count > 0) this.#put(this.#digits[--count]!);
  }

  /** Thousandths as a decimal fraction: 5086 is 5.086. */
  thousandths(value: number): void {
    if (value < 0) this.#put(MINUS);
    const size = value < 0 ? -value : value;
    const whole = Math.trunc(size / 1000);
    this.integer(whole);
    this.#put(POINT);
    this.integer(size - 1000 * whole, FRACTION_DIGITS);
  }

  /** The low `digits` hexadecimal digits. */
  hex(value: number, digits: number): void {
    for (let i = digits - 1; i >= 0; i--) {
      const digit = (value >>> (4 * i)) & 15;
      this.#put(digit < 10 ? ZERO + digit : LETTER_A + digit - 10);
    }
  }

  /** `length` bytes of `from`, behind what is there. */
  append(from: Uint8Array, length: number): void {
    for (let i = 0; i < length; i++) this.#put(from[i]!);
  }

  #put(value: number): void {
    if (this.length < this.bytes.length) this.bytes[this.length++] = value;
  }
}
