// A target port without a bus: writes are handed in, counters are set, what is published is recorded.
import { COUNTER_COUNT, type Counter } from '../../firmware/io/smbus-target/counters';
import type { SmbusTarget } from '../../firmware/io/smbus-target/smbus-target';
import { RecordingSink } from './recording-sink';

export class FakeTarget extends RecordingSink implements SmbusTarget {
  capabilities = 0;
  refusals = 0;
  readonly counts = new Uint32Array(COUNTER_COUNT);
  /** How often the counters were copied. */
  looks = 0;
  readonly #queue: number[][] = [];
  #token = 0;
  readonly finished: number[] = [];

  /** A write from the bus: the code and what follows. */
  push(code: number, ...data: number[]): void {
    this.#queue.push([code, ...data]);
  }

  /** One more of `counter`, as a refusal. */
  refuse(counter: Counter): void {
    this.counts[counter]!++;
    this.refusals = (this.refusals + 1) >>> 0;
  }

  get isWaiting(): boolean {
    return this.#queue.length > 0;
  }

  read(buffer: Uint8Array): number {
    const write = this.#queue.shift();
    if (write === undefined) return 0;
    buffer.set([write.length, ...write]);
    return ++this.#token;
  }

  done(token: number): void {
    this.finished.push(token);
  }

  counters(out: Uint32Array): void {
    this.looks++;
    out.set(this.counts);
  }

  suspend(): boolean {
    return true;
  }
  resume(): void {}
  close(): void {}
}
