// Holds conditions for their delay, once per tick: the counterpart of LimitMonitor for what is true or false.
// A condition is a bit, by index of CONDITION_TABLE. Most ticks change nothing and are over at once.
import { elapsed, type Milliseconds } from '../units/time';
import { CONDITION_COUNT, CONDITION_TABLE, type ConditionFault } from './condition-table';
import { Fault } from './faults';

/** Read-only once built. */
const DELAY_MS = Uint32Array.from(CONDITION_TABLE, ({ delayMs }) => delayMs);

/** The bit of a condition. */
export const conditionBit = (fault: ConditionFault): number =>
  1 << CONDITION_TABLE.findIndex((row) => row.fault === fault);

export class ConditionMonitor {
  readonly #since = new Int32Array(CONDITION_COUNT);
  /** Bits of what was true at the last update, of what has been for its delay, and of what then shuts the unit down. */
  #held = 0;
  #faults = 0;
  #shutdowns = 0;
  /** No delay is running. */
  #isSettled = true;
  #shutdown: Fault = Fault.none;
  #version = 0;

  /** No delay is running: the same conditions again change nothing. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Raised whenever a fault came or went. */
  get version(): number {
    return this.#version;
  }

  isFault(index: number): boolean {
    return ((this.#faults >> index) & 1) === 1;
  }

  /** Bits of the faults that shut the unit down, or keep it from starting. */
  set shutdowns(bits: number) {
    this.#shutdowns = bits;
    this.#isSettled = false;
  }

  /** @param holds bits of what is true now. @returns the first fault that calls for a shutdown, or none */
  update(holds: number, now: Milliseconds): Fault {
    if (holds === this.#held && this.#isSettled) return this.#shutdown;
    let faults = 0;
    for (let i = 0; i < CONDITION_COUNT; i++) {
      const bit = 1 << i;
      if ((holds & bit) === 0) continue;
      if ((this.#held & bit) === 0) this.#since[i] = now;
      // Once found it stays while the condition lasts: after 24 days `since` would seem to lie ahead.
      const isFault = (this.#faults & bit) !== 0 || elapsed(now, this.#since[i]! as Milliseconds) >= DELAY_MS[i]!;
      if (isFault) faults |= bit;
    }
    if (faults !== this.#faults) this.#version++;
    this.#held = holds;
    this.#faults = faults;
    this.#isSettled = faults === holds;
    this.#shutdown = this.#firstOf(faults & this.#shutdowns);
    return this.#shutdown;
  }

  #firstOf(faults: number): Fault {
    for (let i = 0; faults !== 0 && i < CONDITION_COUNT; i++) {
      if ((faults & (1 << i)) !== 0) return CONDITION_TABLE[i]!.fault;
    }
    return Fault.none;
  }
}
