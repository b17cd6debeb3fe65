// Publishes replies, and only those that changed: a scalar row is compared by its value, a block by its bytes.
import { putInteger } from './bytes';
import { COMMANDS } from './commands';
import type { ReplySink } from './reply-sink';

/** No reply is published. Not a value of any row. */
const NOTHING = -0x8000_0000;

export class ReplyWriter {
  readonly #sink: ReplySink;
  /** Raw value of each scalar row as published; length of each block. */
  readonly #published = new Int32Array(COMMANDS.length).fill(NOTHING);
  readonly #blockBytes: Uint8Array;
  readonly #blockOffset = new Uint16Array(COMMANDS.length);
  /** Where a block is composed, count byte first. */
  readonly scratch: Uint8Array;

  constructor(sink: ReplySink) {
    this.#sink = sink;
    let size = 0;
    let largest = 2;
    for (let row = 0; row < COMMANDS.length; row++) {
      const spec = COMMANDS[row]!;
      this.#blockOffset[row] = size;
      if (!('largest' in spec)) continue;
      size += spec.largest + 1;
      largest = Math.max(largest, spec.largest + 1);
    }
    this.#blockBytes = new Uint8Array(size);
    this.scratch = new Uint8Array(largest);
  }

  /** `width` bytes of `raw` as the reply of `row`. */
  scalar(row: number, raw: number, width: number): void {
    if (this.#published[row] === raw) return;
    this.#published[row] = raw;
    this.#sink.publish(COMMANDS[row]!.code, this.scratch, putInteger(this.scratch, 0, raw, width));
  }

  /** The first `length` bytes of `scratch` as the reply of `row`. */
  block(row: number, length: number): void {
    const offset = this.#blockOffset[row]!;
    const bytes = this.#blockBytes;
    let same = 0;
    if (this.#published[row] === length) while (same < length && bytes[offset + same] === this.scratch[same]) same++;
    if (same === length) return;
    for (let i = same; i < length; i++) bytes[offset + i] = this.scratch[i]!;
    this.#published[row] = length;
    this.#sink.publish(COMMANDS[row]!.code, this.scratch, length);
  }

  /** The row has no value: reads of it are refused. */
  drop(row: number): void {
    if (this.#published[row] === NOTHING) return;
    this.#published[row] = NOTHING;
    this.#sink.withdraw(COMMANDS[row]!.code);
  }
}
