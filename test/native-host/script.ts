// A script of operations for the C core, written while the same operations are carried out on the TypeScript port: what that
// one answers is what the core must answer, byte for byte.
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import { WRITE_BUFFER_SIZE } from '../../firmware/io/smbus-target/smbus-target';
import { type RefusalProfile, TargetPort } from '../../host-tools/bus/target/target-port';
import { ByteSink } from './byte-sink';
import type { ReadEvents } from './smbus-target-core';
import { Flag, Op } from './smbus-target-operations';

const FOREIGN_BIT = 1;

export class Script {
  readonly operations = new ByteSink();
  readonly expected = new ByteSink();
  /** Where each answer begins in `expected`, and its operation in `operations`. */
  readonly answerAt: number[] = [];
  readonly operationAt: number[] = [];
  readonly address: number;
  readonly #port: TargetPort;
  readonly #events: ReadEvents;
  readonly #buffer = new Uint8Array(WRITE_BUFFER_SIZE);
  readonly #counters = new Uint32Array(COUNTER_COUNT);
  #flags = 0;
  #released = 0;
  #expire: () => void = () => {};
  #reading = false;
  /** A read that the core will hear of with its first byte. */
  #unheard = false;

  constructor(address: number, profile: RefusalProfile, events: ReadEvents) {
    this.address = address;
    this.#events = events;
    this.#port = new TargetPort(address, profile, {
      announce: () => {
        this.#flags |= Flag.announced;
      },
      release: (answer) => {
        this.#flags |= Flag.released;
        this.#released = answer;
      },
      startTimer: (_span, expire) => {
        this.#flags |= Flag.timerStarted;
        this.#expire = expire;
      },
      cancelTimer: () => {
        this.#flags |= Flag.timerCancelled;
      },
    });
    this.#begin(Op.init);
    this.operations.byte(address);
    this.operations.byte(profile === 'poison' ? 1 : 0);
    this.#answer(0);
  }

  /** The answer that ended a stretch during the last operation, or undefined. */
  get released(): number | undefined {
    return this.#flags & Flag.released ? this.#released : undefined;
  }

  addressed(read: boolean): number {
    this.#settle();
    if (this.#events === 'request' && read && !this.#reading) {
      this.#flags = 0;
      this.#reading = true;
      this.#unheard = true;
      return this.#port.addressed(this.address, true);
    }
    this.#reading = read;
    this.#begin(Op.addressed);
    this.operations.byte(read ? 1 : 0);
    return this.#answer(this.#port.addressed(this.address, read));
  }

  deselected(read: boolean): void {
    this.#reading = false;
    this.#start(Op.deselected);
    this.#answer(this.#port.addressed(this.address ^ FOREIGN_BIT, read));
  }

  received(byte: number): number {
    this.#start(Op.received);
    this.operations.byte(byte);
    return this.#answer(this.#port.received(byte));
  }

  requested(): number {
    const before = this.#unheard ? this.#flags : 0;
    this.#unheard = false;
    this.#begin(this.#events === 'request' ? Op.readRequest : Op.requested);
    this.#flags = before;
    return this.#answer(this.#port.requested());
  }

  collided(): void {
    this.#start(Op.collided);
    this.#port.collided();
    this.#answer(0);
  }

  stopped(): void {
    this.#start(Op.stopped);
    this.#reading = false;
    this.#port.stopped();
    this.#answer(0);
  }

  clockTimeout(): void {
    this.#start(Op.clockTimeout);
    this.#reading = false;
    this.#port.clockTimeout();
    this.#answer(0);
  }

  /** The timer, whether it was cancelled or not. */
  barrierExpired(): void {
    this.#start(Op.barrierExpired);
    this.#expire();
    this.#answer(0);
  }

  publish(code: number, bytes: Uint8Array): void {
    this.#start(Op.publish);
    this.operations.byte(code);
    this.operations.word(bytes.length);
    this.operations.bytes(bytes);
    this.#port.publish(code, bytes, bytes.length);
    this.#answer(0);
  }

  withdraw(code: number): void {
    this.#start(Op.withdraw);
    this.operations.byte(code);
    this.#port.withdraw(code);
    this.#answer(0);
  }

  accept(code: number, shortest: number, longest: number, process: boolean): void {
    this.#start(process ? Op.acceptProcess : Op.accept);
    this.operations.byte(code);
    this.operations.word(shortest);
    this.operations.word(longest);
    if (process) this.#port.acceptProcess(code, shortest, longest);
    else this.#port.accept(code, shortest, longest);
    this.#answer(0);
  }

  forbid(code: number): void {
    this.#start(Op.forbid);
    this.operations.byte(code);
    this.#port.forbid(code);
    this.#answer(0);
  }

  /** @returns the token, or 0 */
  take(): number {
    this.#start(Op.take);
    const token = this.#port.read(this.#buffer);
    const count = token === 0 ? 0 : this.#buffer[0]!;
    this.#answer(0, 2 + count);
    this.expected.word(token);
    this.expected.bytes(this.#buffer.subarray(1, 1 + count));
    return token;
  }

  done(token: number): void {
    this.#start(Op.done);
    this.operations.word(token);
    this.#port.done(token);
    this.#answer(0);
  }

  suspend(): void {
    this.#start(Op.suspend);
    this.#answer(this.#port.suspend() ? 1 : 0);
  }

  resume(): void {
    this.#start(Op.resume);
    this.#port.resume();
    this.#answer(0);
  }

  counters(): void {
    this.#start(Op.counters);
    this.#port.counters(this.#counters);
    this.#answer(0, 4 * (COUNTER_COUNT + 1));
    for (const counter of this.#counters) this.expected.long(counter);
    this.expected.long(this.#port.refusals);
  }

  /** Counters as they are, for a figure. */
  count(counter: number): number {
    this.#port.counters(this.#counters);
    return this.#counters[counter]!;
  }

  #start(op: number): void {
    this.#settle();
    this.#begin(op);
  }

  #begin(op: number): void {
    this.#flags = 0;
    this.#released = 0;
    this.operationAt.push(this.operations.length);
    this.operations.byte(op);
  }

  /** The read was not asked for a byte: the core hears of its address now. What it did then it does now. */
  #settle(): void {
    if (!this.#unheard) return;
    this.#unheard = false;
    const flags = this.#flags;
    this.#begin(Op.addressed);
    this.operations.byte(1);
    this.#flags = flags;
    this.#answer(1);
  }

  #answer(result: number, payload = 0): number {
    const { expected } = this;
    this.answerAt.push(expected.length);
    expected.word(result & 0xffff);
    expected.byte(this.#flags);
    expected.word(this.#released & 0xffff);
    expected.word(payload);
    return result;
  }
}
