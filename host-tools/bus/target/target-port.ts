// The SMBus target port in TypeScript: events of the bus in, answers out; time and wake-ups through `TargetEnvironment`.
// Contract: firmware/io/smbus-target/README.md. The C core of the board has the same rules; one suite holds both.
import { COUNTER_COUNT, Counter } from '../../../firmware/io/smbus-target/counters';
import { Capability, type SmbusTarget } from '../../../firmware/io/smbus-target/smbus-target';
import { putInteger } from '../../../firmware/pmbus/bytes';
import { BARRIER_MS } from '../../../firmware/smbus/limits';
import { addressByte, pecByte } from '../../../firmware/smbus/pec';
import { ACK, type BusDevice, NACK, STRETCH } from '../bus-device';
import { CodeTable, type LengthRange } from './code-table';
import { WriteQueue } from './write-queue';

export type RefusalProfile = 'nack' | 'poison';

/** What the port needs from around it. */
export interface TargetEnvironment {
  /** Wakes the firmware, from outside of the call under way. */
  announce(): void;
  /** Ends a stretch with an answer. */
  release(answer: number): void;
  /** Calls `expire` once after so many milliseconds, unless cancelled. */
  startTimer(milliseconds: number, expire: () => void): void;
  cancelTimer(): void;
}

const Phase = { idle: 0, code: 1, data: 2, read: 3 } as const;
type Phase = (typeof Phase)[keyof typeof Phase];

type Refusal = (typeof Counter)['unknownCode' | 'notWritable' | 'badPec' | 'wrongLength' | 'busy' | 'barrierExpired'];

const NO_CODE = -1;
const NOT_REFUSED = -1;
const IDLE_BYTE = 0xff;
const LARGEST_MESSAGE = 258;

export class TargetPort implements SmbusTarget, BusDevice {
  readonly capabilities: number;
  readonly #address: number;
  readonly #poison: boolean;
  readonly #environment: TargetEnvironment;
  readonly #codes = new CodeTable();
  readonly #queue = new WriteQueue();
  readonly #counters = new Uint32Array(COUNTER_COUNT);
  readonly #collected = new Uint8Array(LARGEST_MESSAGE);
  #count = 0;
  #code = NO_CODE;
  #phase: Phase = Phase.idle;
  #crc = 0;
  #refusal: number = NOT_REFUSED;
  #reply: Uint8Array | undefined;
  #position = 0;
  #resolved = false;
  #waiting = false;
  #announced = false;
  #suspended = false;
  /** Another device answers too: the rest of this message is left to it. */
  #givenUp = false;
  #refusals = 0;
  #closed = false;

  constructor(address: number, profile: RefusalProfile, environment: TargetEnvironment) {
    this.#address = address;
    this.#poison = profile === 'poison';
    this.capabilities = this.#poison ? Capability.poison : 0;
    this.#environment = environment;
  }

  // The firmware's side.

  publish(code: number, bytes: Uint8Array, length: number): void {
    this.#assertOpen();
    this.#codes.publish(code, bytes, length);
  }

  publishNumbers(codes: Uint8Array, widths: Uint8Array, values: Int32Array): void {
    const bytes = new Uint8Array(4);
    for (let i = 0; i < codes.length; i++) {
      if (widths[i] === 0) continue;
      putInteger(bytes, 0, values[i]!, 4);
      this.publish(codes[i]!, bytes, widths[i]!);
    }
  }

  withdraw(code: number): void {
    this.#assertOpen();
    this.#codes.withdraw(code);
  }

  accept(code: number, shortest: number, longest: number): void {
    this.#assertOpen();
    this.#codes.accept(code, { shortest, longest });
  }

  acceptAll(codes: Uint8Array, shortest: Uint8Array, longest: Uint8Array): void {
    for (let i = 0; i < codes.length; i++) this.accept(codes[i]!, shortest[i]!, longest[i]!);
  }

  acceptProcess(code: number, shortest: number, longest: number): void {
    this.#assertOpen();
    this.#codes.acceptProcess(code, { shortest, longest });
  }

  forbid(code: number): void {
    this.#assertOpen();
    this.#codes.forbid(code);
  }

  forbidAll(codes: Uint8Array): void {
    for (let i = 0; i < codes.length; i++) this.forbid(codes[i]!);
  }

  read(buffer: Uint8Array): number {
    this.#assertOpen();
    const token = this.#queue.take(buffer);
    if (token === 0) this.#announced = false;
    return token;
  }

  done(token: number): void {
    this.#assertOpen();
    if (!this.#queue.done(token) || this.#queue.isPending || !this.#waiting) return;
    this.#stopWaiting();
    this.#environment.release(this.#poison ? this.#firstByte() : this.#answerReadAddress());
  }

  get refusals(): number {
    return this.#refusals;
  }

  counters(out: Uint32Array): void {
    this.#assertOpen();
    out.set(this.#counters);
  }

  suspend(): boolean {
    this.#assertOpen();
    if (this.#queue.isPending) return false;
    this.#suspended = true;
    return true;
  }

  resume(): void {
    this.#assertOpen();
    this.#suspended = false;
  }

  close(): void {
    if (this.#closed) return;
    const wasWaiting = this.#waiting;
    this.#stopWaiting();
    this.#closed = true;
    this.#phase = Phase.idle;
    if (wasWaiting) this.#environment.release(this.#poison ? IDLE_BYTE : NACK);
  }

  // The bus's side.

  addressed(address: number, read: boolean): number {
    this.#stopWaiting();
    if (this.#closed || address !== this.#address) {
      this.#phase = Phase.idle;
      return NACK;
    }
    return read ? this.#startRead() : this.#startWrite();
  }

  received(byte: number): number {
    if (this.#phase !== Phase.code && this.#phase !== Phase.data) return this.#poison ? ACK : NACK;
    this.#crc = pecByte(this.#crc, byte);
    const refusal = this.#phase === Phase.code ? this.#takeCode(byte) : this.#takeData(byte);
    if (refusal !== NOT_REFUSED) this.#refuse(refusal as Refusal);
    return this.#refusal !== NOT_REFUSED && !this.#poison ? NACK : ACK;
  }

  requested(): number {
    if (this.#phase !== Phase.read || this.#givenUp) return IDLE_BYTE;
    if (this.#resolved) return this.#nextByte();
    if (this.#refusal === NOT_REFUSED && this.#queue.isPending) return this.#wait();
    return this.#firstByte();
  }

  collided(): void {
    if (this.#phase !== Phase.read || this.#givenUp) return;
    this.#givenUp = true;
    this.#counters[Counter.collisions]!++;
    this.#refusals = (this.#refusals + 1) >>> 0;
    this.#announce();
  }

  stopped(): void {
    this.#stopWaiting();
    const phase = this.#phase;
    this.#phase = Phase.idle;
    if (phase === Phase.code) this.#counters[Counter.probes]!++;
    else if (phase === Phase.data && this.#refusal === NOT_REFUSED) this.#finishWrite();
  }

  clockTimeout(): void {
    if (this.#phase === Phase.idle) return;
    this.#stopWaiting();
    this.#phase = Phase.idle;
    this.#counters[Counter.clockTimeout]!++;
    this.#refusals = (this.#refusals + 1) >>> 0;
    this.#announce();
  }

  // Writes.

  #startWrite(): number {
    this.#phase = Phase.code;
    this.#code = NO_CODE;
    this.#count = 0;
    this.#refusal = NOT_REFUSED;
    this.#crc = pecByte(0, addressByte(this.#address, false));
    return ACK;
  }

  #takeCode(code: number): number {
    this.#phase = Phase.data;
    this.#code = code;
    return this.#codes.isKnown(code) ? NOT_REFUSED : Counter.unknownCode;
  }

  /** @returns the reason to refuse this byte, if there is a new one. */
  #takeData(byte: number): number {
    if (this.#refusal !== NOT_REFUSED) return NOT_REFUSED;
    const write = this.#codes.write(this.#code);
    const process = this.#codes.process(this.#code);
    if (this.#count === 0) {
      if (!write && !process) return Counter.notWritable;
      if (this.#queue.isFull || this.#suspended) return Counter.busy;
    }
    if (this.#count >= longestOf(write, process)) return Counter.wrongLength;
    this.#collected[this.#count++] = byte;
    const isPec = write && !process && write.shortest === write.longest && this.#count === write.longest + 1;
    return isPec && this.#crc !== 0 ? Counter.badPec : NOT_REFUSED;
  }

  /** STOP behind data: all is known now. The code over a message and its PEC is 0. */
  #finishWrite(): void {
    const range = this.#codes.write(this.#code);
    const length = this.#count - 1;
    if (!range || length < range.shortest || length > range.longest) this.#refuse(Counter.wrongLength);
    else if (this.#crc !== 0) this.#refuse(Counter.badPec);
    else this.#enqueue(length);
  }

  #enqueue(length: number): void {
    if (this.#queue.isFull || this.#suspended) {
      this.#refuse(Counter.busy);
      return;
    }
    const bytes = new Uint8Array(length + 1);
    bytes[0] = this.#code;
    bytes.set(this.#collected.subarray(0, length), 1);
    this.#queue.push(bytes);
    this.#counters[Counter.writes]!++;
    this.#announce();
  }

  // Reads.

  #startRead(): number {
    this.#crc = pecByte(this.#crc, addressByte(this.#address, true));
    this.#position = 0;
    this.#givenUp = false;
    this.#reply = undefined;
    this.#resolved = false;
    const phase = this.#phase;
    this.#phase = Phase.read;
    if (phase !== Phase.data) {
      this.#code = NO_CODE;
      this.#resolved = true;
      this.#refusal = NOT_REFUSED;
      this.#counters[Counter.probes]!++;
      return ACK;
    }
    if (this.#refusal === NOT_REFUSED && this.#count > 0) this.#callProcess();
    if (this.#poison) return ACK;
    return this.#refusal === NOT_REFUSED && this.#queue.isPending ? this.#wait() : this.#answerReadAddress();
  }

  /** The write half of a process call: queued at the repeated START. */
  #callProcess(): void {
    const range = this.#codes.process(this.#code);
    if (!range) this.#refuse(Counter.notWritable);
    else if (this.#count < range.shortest || this.#count > range.longest) this.#refuse(Counter.wrongLength);
    else this.#enqueue(this.#count);
  }

  #answerReadAddress(): number {
    this.#resolve();
    return this.#refusal === NOT_REFUSED ? ACK : NACK;
  }

  /** Fixes the bytes of this read: what is published now, or a refusal. */
  #resolve(): void {
    this.#resolved = true;
    if (this.#refusal !== NOT_REFUSED) return;
    this.#reply = this.#codes.reply(this.#code);
    if (this.#reply === undefined) this.#refuse(Counter.unknownCode);
    else this.#counters[Counter.reads]!++;
  }

  #firstByte(): number {
    this.#resolve();
    return this.#nextByte();
  }

  #nextByte(): number {
    if (this.#refusal !== NOT_REFUSED) return this.#poisonByte();
    const reply = this.#reply;
    if (reply === undefined || this.#position > reply.length) return IDLE_BYTE;
    const byte = this.#position === reply.length ? this.#crc : reply[this.#position]!;
    this.#crc = pecByte(this.#crc, byte);
    this.#position++;
    return byte;
  }

  /** 0xFF, but never a byte that would be the PEC of those before it. */
  #poisonByte(): number {
    const byte = this.#position > 0 && this.#crc === IDLE_BYTE ? 0 : IDLE_BYTE;
    this.#crc = pecByte(this.#crc, byte);
    this.#position++;
    return byte;
  }

  // The barrier.

  #wait(): number {
    this.#waiting = true;
    this.#environment.startTimer(BARRIER_MS, () => this.#expire());
    return STRETCH;
  }

  #expire(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#refuse(Counter.barrierExpired);
    this.#environment.release(this.#poison ? this.#firstByte() : NACK);
  }

  #stopWaiting(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#environment.cancelTimer();
  }

  // What both sides share.

  #refuse(reason: Refusal): void {
    this.#refusal = reason;
    this.#counters[reason]!++;
    this.#refusals = (this.#refusals + 1) >>> 0;
    this.#counters[Counter.lastRefusedCode] = this.#code;
    this.#announce();
  }

  #announce(): void {
    if (this.#announced || this.#closed) return;
    this.#announced = true;
    this.#environment.announce();
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('smbus-target: closed');
  }
}

/** Bytes after the code that may come: a write's data and PEC, or a process call's data. */
function longestOf(write: LengthRange | undefined, process: LengthRange | undefined): number {
  return Math.max(write ? write.longest + 1 : 0, process ? process.longest : 0);
}
