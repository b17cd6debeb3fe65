// A ring of bytes of fixed size. What does not fit is refused, never written over what waits.

export class ByteRing {
  readonly #bytes: Uint8Array;
  #first = 0;
  #count = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  /** Bytes that wait. */
  get count(): number {
    return this.#count;
  }

  /** Bytes that still fit. */
  get free(): number {
    return this.#bytes.length - this.#count;
  }

  /** @returns false, and keeps what it has, where it is full */
  put(byte: number): boolean {
    if (this.#count === this.#bytes.length) return false;
    let at = this.#first + this.#count;
    if (at >= this.#bytes.length) at -= this.#bytes.length;
    this.#bytes[at] = byte;
    this.#count++;
    return true;
  }

  /** ASCII. */
  putText(text: string): void {
    for (let i = 0; i < text.length; i++) this.put(text.charCodeAt(i));
  }

  putBytes(bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) this.put(bytes[i]!);
  }

  /** So many of the same. */
  putMany(byte: number, count: number): void {
    for (let i = 0; i < count; i++) this.put(byte);
  }

  /** @returns -1 where none waits */
  take(): number {
    if (this.#count === 0) return -1;
    const byte = this.#bytes[this.#first]!;
    this.#first = this.#first + 1 === this.#bytes.length ? 0 : this.#first + 1;
    this.#count--;
    return byte;
  }
}
