// The C core of the SMBus target as a device of the emulated bus and as the firmware's port.
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import { BARRIER_MS } from '../../firmware/smbus/limits';
import { ACK, type BusDevice, NACK, STRETCH } from '../../host-tools/bus/bus-device';
import type { RefusalProfile, TargetEnvironment } from '../../host-tools/bus/target/target-port';
import type { Answer, CoreProcess } from './core-process';
import { Flag, Op } from './smbus-target-operations';

/**
 * How the port hears of a read: `line` by its address and then by each byte, as a bus that can be stretched and refused at the
 * address; `request` by one event per byte, as hardware tells that acknowledges a read by itself (profile poison).
 */
export type ReadEvents = 'line' | 'request';

export class SmbusTargetCore implements BusDevice {
  readonly #core: CoreProcess;
  readonly #address: number;
  readonly #events: ReadEvents;
  readonly #environment: TargetEnvironment;
  /** A read was acknowledged that the core has not heard of. */
  #unheard = false;
  #reading = false;
  #closed = false;

  constructor(
    core: CoreProcess,
    address: number,
    profile: RefusalProfile,
    environment: TargetEnvironment,
    events: ReadEvents = 'line',
  ) {
    this.#core = core;
    this.#address = address;
    this.#environment = environment;
    this.#events = events;
    this.#ask(Op.init, address, profile === 'poison' ? 1 : 0);
  }

  publish(code: number, bytes: readonly number[]): void {
    this.#assertOpen();
    const status = this.#ask(Op.publish, code, bytes.length & 0xff, bytes.length >> 8, ...bytes).result;
    if (status !== 0) throw new Error(`publish ${code}: status ${status}`);
  }

  withdraw(code: number): void {
    this.#assertOpen();
    this.#ask(Op.withdraw, code);
  }

  accept(code: number, shortest: number, longest: number): void {
    this.#range(Op.accept, code, shortest, longest);
  }

  acceptProcess(code: number, shortest: number, longest: number): void {
    this.#range(Op.acceptProcess, code, shortest, longest);
  }

  forbid(code: number): void {
    this.#assertOpen();
    this.#ask(Op.forbid, code);
  }

  /** @returns the next write, or undefined. */
  take(): { token: number; bytes: number[] } | undefined {
    this.#assertOpen();
    const { payload } = this.#ask(Op.take);
    const token = payload[0]! | (payload[1]! << 8);
    return token === 0 ? undefined : { token, bytes: [...payload.subarray(2)] };
  }

  done(token: number): void {
    this.#assertOpen();
    this.#ask(Op.done, token & 0xff, token >> 8);
  }

  /** The counters and, behind them, `refusals`. */
  counters(): number[] {
    const { payload } = this.#ask(Op.counters);
    const view = new DataView(payload.buffer);
    return Array.from({ length: COUNTER_COUNT + 1 }, (_, i) => view.getUint32(4 * i, true));
  }

  suspend(): boolean {
    this.#assertOpen();
    return this.#ask(Op.suspend).result === 1;
  }

  resume(): void {
    this.#assertOpen();
    this.#ask(Op.resume);
  }

  close(): void {
    this.#closed = true;
    this.#ask(Op.close);
  }

  addressed(address: number, read: boolean): number {
    this.#settle();
    if (address !== this.#address) {
      this.#reading = false;
      this.#ask(Op.deselected);
      return NACK;
    }
    if (this.#events === 'request' && read && !this.#reading && !this.#closed) {
      this.#unheard = true;
      this.#reading = true;
      return ACK;
    }
    this.#reading = read;
    return this.#ask(Op.addressed, read ? 1 : 0).result;
  }

  received(byte: number): number {
    return this.#ask(Op.received, byte).result;
  }

  requested(): number {
    this.#unheard = false;
    const { result } = this.#ask(this.#events === 'request' ? Op.readRequest : Op.requested);
    return result === -1 ? STRETCH : result;
  }

  collided(): void {
    this.#settle();
    this.#ask(Op.collided);
  }

  stopped(): void {
    this.#settle();
    this.#reading = false;
    this.#ask(Op.stopped);
  }

  clockTimeout(): void {
    this.#settle();
    this.#reading = false;
    this.#ask(Op.clockTimeout);
  }

  /** A read of no bytes: hardware would have asked for the first one behind the address. */
  #settle(): void {
    if (!this.#unheard) return;
    this.#unheard = false;
    this.#ask(Op.addressed, 1);
  }

  #range(op: number, code: number, shortest: number, longest: number): void {
    this.#assertOpen();
    const status = this.#ask(op, code, shortest & 0xff, shortest >> 8, longest & 0xff, longest >> 8).result;
    if (status !== 0) throw new Error(`range of ${code}: status ${status}`);
  }

  #ask(...bytes: number[]): Answer {
    const answer = this.#core.ask(...bytes);
    if (answer.flags & Flag.timerCancelled) this.#environment.cancelTimer();
    if (answer.flags & Flag.timerStarted) {
      this.#environment.startTimer(BARRIER_MS, () => this.#ask(Op.barrierExpired));
    }
    if (answer.flags & Flag.announced) this.#environment.announce();
    if (answer.flags & Flag.released) this.#environment.release(answer.released);
    return answer;
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('smbus-target: closed');
  }
}
