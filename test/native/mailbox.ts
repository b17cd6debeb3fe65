// The image's mailbox, from the test's side. Operations and layout: c/mailbox.h, the same numbers (build.test.ts compares them).

export const Op = {
  publish: 1,
  withdraw: 2,
  accept: 3,
  acceptProcess: 4,
  forbid: 5,
  take: 6,
  done: 7,
  counters: 8,
  suspend: 9,
  resume: 10,
  close: 11,
  gateSet: 12,
  gateClear: 13,
  gateIsOn: 14,
  tripLook: 15,
  tripRearm: 16,
  tripPoll: 17,
  flashErase: 18,
  flashProgram: 19,
  flashReplace: 20,
  flashRead: 21,
  load: 22,
  crash: 23,
  watchdog: 24,
  time: 25,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** Byte offsets in `struct mailbox`. */
const Field = { request: 0, done: 4, operation: 8, arguments: 12, result: 24, count: 28, bytes: 32 } as const;

/** Memory of the chip, a word at a time. */
export interface Memory {
  readWord(address: number): number;
  writeWord(address: number, value: number): void;
}

export interface Reply {
  readonly result: number;
  readonly bytes: Uint8Array;
}

export class Mailbox {
  readonly #memory: Memory;
  readonly #at: number;
  #asked = 0;

  constructor(memory: Memory, address: number) {
    this.#memory = memory;
    this.#at = address;
  }

  /** The image starts anew: its mailbox is empty. */
  reset(): void {
    this.#asked = 0;
  }

  /** Puts a request in. The image must then be woken, and time must pass until `isDone`. */
  ask(op: Op, args: readonly number[], bytes: Uint8Array): void {
    const memory = this.#memory;
    const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
    padded.set(bytes);
    const words = new DataView(padded.buffer);
    for (let at = 0; at < padded.length; at += 4) {
      memory.writeWord(this.#at + Field.bytes + at, words.getUint32(at, true));
    }
    for (const [i, value] of args.entries()) memory.writeWord(this.#at + Field.arguments + 4 * i, value >>> 0);
    memory.writeWord(this.#at + Field.operation, op);
    memory.writeWord(this.#at + Field.request, ++this.#asked);
  }

  get isDone(): boolean {
    return this.#memory.readWord(this.#at + Field.done) === this.#asked;
  }

  /** Of the request that is done. */
  reply(): Reply {
    const count = this.#memory.readWord(this.#at + Field.count);
    const bytes = new Uint8Array(Math.ceil(count / 4) * 4);
    const words = new DataView(bytes.buffer);
    for (let at = 0; at < count; at += 4) words.setUint32(at, this.#memory.readWord(this.#at + Field.bytes + at), true);
    return { result: this.#memory.readWord(this.#at + Field.result), bytes: bytes.subarray(0, count) };
  }
}

/** The words of a reply. */
export function wordsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}
