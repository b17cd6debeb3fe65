// Holds conditions for their delay, once per tick: the counterpart of LimitMonitor for what is true or false.
// Parallel arrays by index of CONDITION_TABLE: this runs on every tick.
import { elapsed, type Milliseconds } from '../units/time';
import { CONDITION_COUNT, CONDITION_TABLE } from './condition-table';
import { Fault } from './faults';

const DELAY_MS = Uint32Array.from(CONDITION_TABLE, ({ delayMs }) => delayMs);

export class ConditionMonitor {
  /** What is true now: 1. Written before each update. */
  readonly now = new Uint8Array(CONDITION_COUNT);
  /** 1: the fault shuts the unit down, or keeps it from starting. */
  readonly shutsDown = new Uint8Array(CONDITION_COUNT);
  readonly #was = new Uint8Array(CONDITION_COUNT);
  readonly #fault = new Uint8Array(CONDITION_COUNT);
  readonly #since = new Int32Array(CONDITION_COUNT);
  #version = 0;

  /** Raised whenever a fault came or went. */
  get version(): number {
    return this.#version;
  }

  isFault(index: number): boolean {
    return this.#fault[index] === 1;
  }

  /** A fault may be coming: a condition holds whose delay still runs. */
  get hasPending(): boolean {
    for (let i = 0; i < CONDITION_COUNT; i++) if (this.#was[i] === 1 && this.#fault[i] === 0) return true;
    return false;
  }

  /** @returns the first fault that calls for a shutdown, or none */
  update(now: Milliseconds): Fault {
    let shutdown: Fault = Fault.none;
    for (let i = 0; i < CONDITION_COUNT; i++) {
      if (this.now[i] === 1 && this.#was[i] === 0) this.#since[i] = now;
      this.#was[i] = this.now[i]!;
      // Once found it stays while the condition lasts: after 24 days `since` would seem to lie ahead.
      const isFault =
        this.now[i] === 1 && (this.#fault[i] === 1 || elapsed(now, this.#since[i]! as Milliseconds) >= DELAY_MS[i]!)
          ? 1
          : 0;
      if (isFault !== this.#fault[i]) {
        this.#fault[i] = isFault;
        this.#version++;
      }
      if (isFault === 1 && shutdown === Fault.none && this.shutsDown[i] === 1) shutdown = CONDITION_TABLE[i]!.fault;
    }
    return shutdown;
  }
}
