// Publishes replies. A scalar is published when its value changed; a block whenever it was composed: what is composed is what may have
// changed, and a comparison byte by byte costs a microcontroller more than the port's copy.
import { COMMANDS } from './commands';
import type { ReplySink } from './reply-sink';
import { CODE, LARGEST_BLOCK } from './row-columns';

/** No reply is published. Not a value of any row. */
const NOTHING = -0x8000_0000;
/** Not a value of any scalar row. */
const A_BLOCK = -0x7fff_ffff;

export class ReplyWriter {
  readonly #sink: ReplySink;
  /** Raw value of each scalar row as published. */
  readonly #published = new Int32Array(COMMANDS.length).fill(NOTHING);
  /** Where a block is composed, count byte first. */
  readonly scratch = new Uint8Array(LARGEST_BLOCK);

  constructor(sink: ReplySink) {
    this.#sink = sink;
  }

  /** `width` bytes of `raw`, 1 or 2, as the reply of `row`. */
  scalar(row: number, raw: number, width: number): void {
    if (this.#published[row] === raw) return;
    this.#published[row] = raw;
    const { scratch } = this;
    scratch[0] = raw;
    scratch[1] = raw >> 8;
    this.#sink.publish(CODE[row]!, scratch, width);
  }

  /** The first `length` bytes of `scratch` as the reply of `row`. */
  block(row: number, length: number): void {
    this.#published[row] = A_BLOCK;
    this.#sink.publish(CODE[row]!, this.scratch, length);
  }

  /** The row has no value: reads of it are refused. */
  drop(row: number): void {
    if (this.#published[row] === NOTHING) return;
    this.#published[row] = NOTHING;
    this.#sink.withdraw(CODE[row]!);
  }
}
