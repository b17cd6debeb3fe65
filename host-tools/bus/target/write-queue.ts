// Writes that wait for the firmware, and those it took and has not reported done. Eight deep, tokens 1..65535.
import { QUEUE_DEPTH } from '../../../firmware/smbus/limits';

const LARGEST_TOKEN = 0xffff;

interface QueuedWrite {
  readonly token: number;
  /** Code, then data. */
  readonly bytes: Uint8Array;
}

export class WriteQueue {
  readonly #waiting: QueuedWrite[] = [];
  readonly #taken = new Set<number>();
  #token = 0;

  get isFull(): boolean {
    return this.#waiting.length >= QUEUE_DEPTH;
  }

  /** A write waits, or was taken and is not done. */
  get isPending(): boolean {
    return this.#waiting.length > 0 || this.#taken.size > 0;
  }

  push(bytes: Uint8Array): void {
    this.#token = this.#token === LARGEST_TOKEN ? 1 : this.#token + 1;
    this.#waiting.push({ token: this.#token, bytes });
  }

  /** Moves the next write into `buffer` as `[count, code, data...]`. @returns its token, 0 where none waits. */
  take(buffer: Uint8Array): number {
    const next = this.#waiting.shift();
    if (next === undefined) return 0;
    buffer[0] = next.bytes.length;
    buffer.set(next.bytes, 1);
    this.#taken.add(next.token);
    return next.token;
  }

  /** @returns false for a token that is not out. */
  done(token: number): boolean {
    return this.#taken.delete(token);
  }
}
