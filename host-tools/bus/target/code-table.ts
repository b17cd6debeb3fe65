// What the port knows of each code: its reply, and which writes and process calls are taken.

/** Bytes after the code, PEC not counted. */
export interface LengthRange {
  readonly shortest: number;
  readonly longest: number;
}

const CODES = 256;
/** The count byte of a block and 255 bytes. */
const LONGEST_REPLY = 256;
/** What the count byte of a taken write can say, less the code. */
const LONGEST_WRITE = 254;

/** As a board refuses it. @throws RangeError */
function checked(range: LengthRange): LengthRange {
  if (!(range.shortest <= range.longest && range.longest <= LONGEST_WRITE))
    throw new RangeError(`smbus-target: a write of ${range.shortest} to ${range.longest} bytes`);
  return range;
}

export class CodeTable {
  readonly #replies: (Uint8Array | undefined)[] = new Array(CODES);
  readonly #writes: (LengthRange | undefined)[] = new Array(CODES);
  readonly #processes: (LengthRange | undefined)[] = new Array(CODES);
  /** Once known for writing: a refusal is then "not writable", not "unknown". */
  readonly #wasWritable = new Uint8Array(CODES);

  publish(code: number, bytes: Uint8Array, length: number): void {
    if (length > LONGEST_REPLY) throw new RangeError(`smbus-target: a reply of ${length} bytes`);
    this.#replies[code] = bytes.slice(0, length);
  }

  withdraw(code: number): void {
    this.#replies[code] = undefined;
  }

  accept(code: number, range: LengthRange): void {
    this.#writes[code] = checked(range);
    this.#wasWritable[code] = 1;
  }

  acceptProcess(code: number, range: LengthRange): void {
    this.#processes[code] = checked(range);
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
