// Inside the engine: the way to the emulated board. Orders are collected and sent together; questions are asked at once.
// `issueCommand` is given by the engine (xsnap's worker, or the node engine under the same name).
import { ANSWER_LENGTH, Op, RECORD_HEADER, WAKE_HEADER, WATCH, Wake } from '../bridge-protocol';

declare function issueCommand(request: ArrayBuffer): ArrayBuffer;

/** The board, of an engine in whose memory it is: nothing has to be copied for it. */
interface NearBoard {
  /** Answers a question without a side effect, in place. */
  look(op: number, first: number, second: number, answer: Uint8Array): void;
  /** Carries out records. @returns the answer to the last one */
  carryOut(records: Uint8Array, length: number): Uint8Array;
}
interface EngineGlobal {
  readonly nearBoard?: NearBoard;
  handleCommand?: typeof handleCommand;
  handleWake?: typeof handleWake;
}
const engine = globalThis as EngineGlobal;
const near = engine.nearBoard;

const OUTBOX_SIZE = 16384;
const outbox = new Uint8Array(OUTBOX_SIZE);
const empty = new Uint8Array(0);
const oneByte = new Uint8Array(1);
let used = 0;
/** Where the last record begins. */
let last = 0;
let frame = empty;
/** Orders wait that a look would have to see, or nobody woke us yet: what stands in a frame, or near, is not asked for. */
let mustAsk = true;
let ticks = 0;
/** Bytes of the answers to all that is watched. */
let watchedLength = WAKE_HEADER;

const timers: (() => void)[] = [];
let readable: (() => void) | undefined;
let serial: ((room: number, message: Uint8Array) => void) | undefined;

/** The clock as of this wake-up, milliseconds. */
export const now = (): number => ticks;

export function onTimer(callback: () => void): number {
  timers.push(callback);
  return timers.length - 1;
}

export function onReadable(callback: () => void): void {
  readable = callback;
}

function record(op: number, payload: ArrayLike<number>, length: number): void {
  if (used + RECORD_HEADER + length > OUTBOX_SIZE) flush();
  last = used;
  outbox[used] = op;
  outbox[used + 1] = length & 0xff;
  outbox[used + 2] = length >> 8;
  for (let i = 0; i < length; i++) outbox[used + RECORD_HEADER + i] = payload[i]!;
  used += RECORD_HEADER + length;
}

function flush(): Uint8Array {
  const length = used;
  used = 0;
  return near === undefined
    ? new Uint8Array(issueCommand(outbox.buffer.slice(0, length)))
    : near.carryOut(outbox, length);
}

/** An order without an answer. */
export function post(op: number, payload: ArrayLike<number>, length = payload.length): void {
  if (op === Op.gateSet || op === Op.gateClear) mustAsk = true;
  record(op, payload, length);
}

/** A question; orders that wait go first. */
export function ask(op: number, payload: ArrayLike<number>): Uint8Array {
  if (op === Op.smbusWrite) mustAsk = true;
  record(op, payload, payload.length);
  return flush();
}

/** A question that the board answers along with every wake-up once it was asked. */
export class Watched {
  readonly #op: keyof typeof ANSWER_LENGTH;
  readonly #payload: readonly number[];
  #asksFirst: number;
  #offset = -1;
  #length: number;
  /** Where the answer stands after `look`. */
  answer: Uint8Array = empty;
  at = 0;
  /** Of a board that is near. */
  readonly #own = new Uint8Array(4);

  /** @param asksFirst so many looks ask without watching */
  constructor(op: keyof typeof ANSWER_LENGTH, payload: readonly number[], asksFirst = 0) {
    this.#asksFirst = asksFirst;
    this.#op = op;
    this.#payload = payload;
    this.#length = ANSWER_LENGTH[op];
  }

  /** Fetches the answer: `answer[at]` is its first byte. */
  look(): void {
    if (near !== undefined) {
      this.#lookNear(near);
      return;
    }
    if (!mustAsk && this.#offset >= 0 && this.#offset + this.#length <= frame.length) {
      this.answer = frame;
      this.at = this.#offset;
      return;
    }
    if (this.#asksFirst > 0) {
      this.#asksFirst--;
      this.answer = ask(this.#op, this.#payload);
    } else if (this.#offset < 0) {
      this.#offset = watchedLength;
      watchedLength += this.#length;
      this.answer = ask(this.#op | WATCH, this.#payload);
    } else {
      this.answer = ask(this.#op, this.#payload);
    }
    this.at = 0;
  }

  #lookNear(board: NearBoard): void {
    if (mustAsk) {
      this.answer = ask(this.#op, this.#payload);
      return;
    }
    this.answer = this.#own;
    board.look(this.#op, this.#payload[0] ?? 0, this.#payload[1] ?? 0, this.#own);
  }
}

/** A serial port's wake-up: room for bytes to send, and those received from `WAKE_HEADER` on. */
export function onSerial(callback: (room: number, message: Uint8Array) => void): void {
  serial = callback;
}

/** An order of one byte; those that follow each other become one record. */
export function postByte(op: number, byte: number): void {
  const isSame = used > 0 && last < used && outbox[last] === op && used < OUTBOX_SIZE;
  if (!isSame) {
    oneByte[0] = byte;
    record(op, oneByte, 1);
    return;
  }
  const length = used - last - RECORD_HEADER + 1;
  outbox[last + 1] = length & 0xff;
  outbox[last + 2] = length >> 8;
  outbox[used++] = byte;
}

function handleCommand(message: ArrayBuffer): ArrayBuffer {
  const bytes = new Uint8Array(message);
  ticks = bytes[2]! | (bytes[3]! << 8) | (bytes[4]! << 16) | (bytes[5]! << 24);
  frame = bytes;
  run(bytes[0]!, bytes[1]!, bytes);
  const orders = outbox.buffer.slice(0, used);
  used = 0;
  return orders;
}

/** The same where the board is near. `message`: of the serial port. */
function handleWake(wake: number, argument: number, now: number, message: Uint8Array): void {
  ticks = now | 0;
  run(wake, argument, message);
  if (used > 0) flush();
}

function run(wake: number, argument: number, message: Uint8Array): void {
  // The serial port's brings no answers to what is watched.
  mustAsk = wake === Wake.serial;
  if (wake === Wake.serial) serial?.(argument, message);
  else if (wake === Wake.timer) timers[argument]?.();
  else readable?.();
}

/** Sends what waits: the end of start-up. */
export function flushStart(): void {
  if (used > 0) flush();
}

if (near === undefined) engine.handleCommand = handleCommand;
else engine.handleWake = handleWake;
