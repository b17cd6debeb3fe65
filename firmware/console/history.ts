// The last lines, in a ring of fixed size.

const LINES = 8;

export class History {
  readonly #size: number;
  readonly #bytes: Uint8Array;
  readonly #lengths = new Uint8Array(LINES);
  #next = 0;
  #count = 0;

  /** @param size of a line, at the most */
  constructor(size: number) {
    this.#size = size;
    this.#bytes = new Uint8Array(LINES * size);
  }

  get count(): number {
    return this.#count;
  }

  /** A line that repeats the last one is not kept twice. */
  add(line: Uint8Array, length: number): void {
    if (this.#count > 0 && this.#isSame(line, length)) return;
    this.#lengths[this.#next] = length;
    for (let i = 0; i < length; i++) this.#bytes[this.#next * this.#size + i] = line[i]!;
    this.#next = this.#next + 1 === LINES ? 0 : this.#next + 1;
    if (this.#count < LINES) this.#count++;
  }

  /** Copies the line entered `back` lines ago, 1 the last. @returns its length */
  recall(back: number, out: Uint8Array): number {
    const at = this.#at(back);
    const length = this.#lengths[at]!;
    for (let i = 0; i < length; i++) out[i] = this.#bytes[at * this.#size + i]!;
    return length;
  }

  #isSame(line: Uint8Array, length: number): boolean {
    const at = this.#at(1);
    if (this.#lengths[at] !== length) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[at * this.#size + i] !== line[i]) return false;
    return true;
  }

  #at(back: number): number {
    return (this.#next - back + LINES) % LINES;
  }
}
