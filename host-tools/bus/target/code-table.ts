// What the port knows of each code: its reply, and which writes and process calls are taken.

/** Bytes after the code, PEC not counted. */
export interface LengthRange {
  readonly shortest: number;
  readonly longest: number;
}

const CODES = 256;

export class CodeTable {
  readonly #replies: (Uint8Array | undefined)[] = new Array(CODES);
  readonly #writes: (LengthRange | undefined)[] = new Array(CODES);
  readonly #processes: (LengthRange | undefined)[] = new Array(CODES);
  /** Once known for writing: a refusal is then "not writable", not "unknown". */
  readonly #wasWritable = new Uint8Array(CODES);

  publish(code: number, bytes: Uint8Array, length: number): void {
    this.#replies[code] = bytes.slice(0, length);
  }

  withdraw(code: number): void {
    this.#replies[code] = undefined;
  }

  accept(code: number, range: LengthRange): void {
    this.#writes[code] = range;
    this.#wasWritable[code] = 1;
  }

  acceptProcess(code: number, range: LengthRange): void {
    this.#processes[code] = range;
    this.#wasWritable[code] = 1;
  }

  forbid(code: number): void {
    this.#writes[code] = undefined;
    this.#processes[code] = undefined;
  }

  /** The reply as it is now. The array is never changed afterwards: a read under way keeps it. */
  reply(code: number): Uint8Array | undefined {
    return this.#replies[code];
  }

  write(code: number): LengthRange | undefined {
    return this.#writes[code];
  }

  process(code: number): LengthRange | undefined {
    return this.#processes[code];
  }

  isKnown(code: number): boolean {
    return this.#replies[code] !== undefined || this.#wasWritable[code] === 1;
  }
}
