// Inside the engine: the way to the emulated board. Orders are collected and sent together; questions are asked at once.
// Keeps nothing outside of its instances but which unit starts: units may share these modules, as they share the firmware's.
import { ANSWER_LENGTH, Op, RECORD_HEADER, WAKE_HEADER, WATCH, Wake } from '../bridge-protocol';

/** The board, of an engine in whose memory it is: nothing has to be copied for it. */
export interface NearBoard {
  /** Answers a question without a side effect, in place. */
  look(op: number, first: number, second: number, answer: Uint8Array): void;
  /** Carries out records. @returns the answer to the last one */
  carryOut(records: Uint8Array, length: number): Uint8Array;
}

/** Sends records, and brings the answer to the last one. */
export type IssueCommand = (request: ArrayBuffer) => ArrayBuffer;

const OUTBOX_SIZE = 16384;
const EMPTY: Uint8Array = new Uint8Array(0);

export class Bridge {
  /** The clock as of this wake-up, milliseconds. */
  ticks = 0;
  /** Bytes of the answers to all that is watched. */
  watchedLength = WAKE_HEADER;
  /** The wake-up under way, with its answers. */
  frame: Uint8Array = EMPTY;
  /** Orders wait that a look would have to see, or nobody woke us yet: what stands in a frame, or near, is asked for all the same. */
  mustAsk = true;
  readonly near: NearBoard | undefined;
  readonly #issueCommand: IssueCommand | undefined;
  readonly #outbox = new Uint8Array(OUTBOX_SIZE);
  readonly #oneByte = new Uint8Array(1);
  #used = 0;
  /** Where the last record begins. */
  #last = 0;
  readonly #timers: (() => void)[] = [];
  #readable: (() => void) | undefined;
  #serial: ((room: number, message: Uint8Array) => void) | undefined;

  /** One of the two is given. */
  constructor(near: NearBoard | undefined, issueCommand: IssueCommand | undefined) {
    this.near = near;
    this.#issueCommand = issueCommand;
  }

  onTimer(callback: () => void): number {
    this.#timers.push(callback);
    return this.#timers.length - 1;
  }

  onReadable(callback: () => void): void {
    this.#readable = callback;
  }

  /** A serial port's wake-up: room for bytes to send, and those received from `WAKE_HEADER` on. */
  onSerial(callback: (room: number, message: Uint8Array) => void): void {
    this.#serial = callback;
  }

  /** An order without an answer. */
  post(op: number, payload: ArrayLike<number>, length = payload.length): void {
    if (op === Op.gateSet || op === Op.gateClear) this.mustAsk = true;
    this.#record(op, payload, length);
  }

  /** An order of one byte; those that follow each other become one record. */
  postByte(op: number, byte: number): void {
    const outbox = this.#outbox;
    const isSame = this.#used > 0 && this.#last < this.#used && outbox[this.#last] === op && this.#used < OUTBOX_SIZE;
    if (!isSame) {
      this.#oneByte[0] = byte;
      this.#record(op, this.#oneByte, 1);
      return;
    }
    const length = this.#used - this.#last - RECORD_HEADER + 1;
    outbox[this.#last + 1] = length & 0xff;
    outbox[this.#last + 2] = length >> 8;
    outbox[this.#used++] = byte;
  }

  /** A question; orders that wait go first. */
  ask(op: number, payload: ArrayLike<number>): Uint8Array {
    if (op === Op.smbusWrite) this.mustAsk = true;
    this.#record(op, payload, payload.length);
    return this.#flush();
  }

  /** A wake-up as bytes. @returns the orders that it led to */
  handleCommand(message: ArrayBuffer): ArrayBuffer {
    const bytes = new Uint8Array(message);
    this.ticks = bytes[2]! | (bytes[3]! << 8) | (bytes[4]! << 16) | (bytes[5]! << 24);
    this.frame = bytes;
    this.#run(bytes[0]!, bytes[1]!, bytes);
    const orders = this.#outbox.buffer.slice(0, this.#used);
    this.#used = 0;
    return orders;
  }

  /** The same where the board is near. `message`: of the serial port. */
  handleWake(wake: number, argument: number, nowMs: number, message: Uint8Array): void {
    this.ticks = nowMs | 0;
    this.#run(wake, argument, message);
    this.flushAll();
  }

  /** Sends what waits. */
  flushAll(): void {
    if (this.#used > 0) this.#flush();
  }

  #run(wake: number, argument: number, message: Uint8Array): void {
    // The serial port's brings no answers to what is watched.
    this.mustAsk = wake === Wake.serial;
    if (wake === Wake.serial) this.#serial?.(argument, message);
    else if (wake === Wake.timer) this.#timers[argument]?.();
    else this.#readable?.();
  }

  #record(op: number, payload: ArrayLike<number>, length: number): void {
    if (this.#used + RECORD_HEADER + length > OUTBOX_SIZE) this.#flush();
    const outbox = this.#outbox;
    const at = this.#used;
    this.#last = at;
    outbox[at] = op;
    outbox[at + 1] = length & 0xff;
    outbox[at + 2] = length >> 8;
    for (let i = 0; i < length; i++) outbox[at + RECORD_HEADER + i] = payload[i]!;
    this.#used = at + RECORD_HEADER + length;
  }

  #flush(): Uint8Array {
    const length = this.#used;
    this.#used = 0;
    return this.near === undefined
      ? new Uint8Array(this.#issueCommand!(this.#outbox.buffer.slice(0, length)))
      : this.near.carryOut(this.#outbox, length);
  }
}

let current: Bridge | undefined;

/** A unit starts: until the next one does, devices that are opened are its own. */
export function beginUnit(near: NearBoard | undefined, issueCommand: IssueCommand | undefined): Bridge {
  current = new Bridge(near, issueCommand);
  return current;
}

/** Of the unit that starts. Devices take it when they are opened, and the firmware opens them all while it starts. */
export const bridgeOfUnit = (): Bridge => current!;

/** A question that the board answers along with every wake-up once it was asked. */
export class Watched {
  readonly #bridge: Bridge;
  readonly #op: keyof typeof ANSWER_LENGTH;
  readonly #payload: readonly number[];
  readonly #first: number;
  readonly #second: number;
  #asksFirst: number;
  #offset = -1;
  #length: number;
  /** Where the answer stands after `look`. */
  answer: Uint8Array = EMPTY;
  at = 0;
  /** Of a board that is near. */
  readonly #own = new Uint8Array(4);

  /** @param asksFirst so many looks ask without watching */
  constructor(bridge: Bridge, op: keyof typeof ANSWER_LENGTH, payload: readonly number[], asksFirst = 0) {
    this.#bridge = bridge;
    this.#asksFirst = asksFirst;
    this.#op = op;
    this.#payload = payload;
    this.#first = payload[0] ?? 0;
    this.#second = payload[1] ?? 0;
    this.#length = ANSWER_LENGTH[op];
  }

  /** Fetches the answer: `answer[at]` is its first byte. */
  look(): void {
    const bridge = this.#bridge;
    if (bridge.near !== undefined) {
      this.#lookNear(bridge, bridge.near);
      return;
    }
    if (!bridge.mustAsk && this.#offset >= 0 && this.#offset + this.#length <= bridge.frame.length) {
      this.answer = bridge.frame;
      this.at = this.#offset;
      return;
    }
    if (this.#asksFirst > 0) {
      this.#asksFirst--;
      this.answer = bridge.ask(this.#op, this.#payload);
    } else if (this.#offset < 0) {
      this.#offset = bridge.watchedLength;
      bridge.watchedLength += this.#length;
      this.answer = bridge.ask(this.#op | WATCH, this.#payload);
    } else {
      this.answer = bridge.ask(this.#op, this.#payload);
    }
    this.at = 0;
  }

  #lookNear(bridge: Bridge, near: NearBoard): void {
    if (bridge.mustAsk) {
      this.answer = bridge.ask(this.#op, this.#payload);
      return;
    }
    this.answer = this.#own;
    near.look(this.#op, this.#first, this.#second, this.#own);
  }
}
