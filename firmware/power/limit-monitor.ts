// Holds the snapshot against the limits, once per tick. A channel without a valid value is over no limit: losing a sensor is a
// fault of its own, not an over-current. One that is beyond what its part can measure is over every limit from above that its end is over. Parallel arrays by index of LIMIT_TABLE: this runs on every tick.
import { ReadingStatus, type Snapshot } from '../snapshot/snapshot';
import { elapsed, type Milliseconds } from '../units/time';
import { Fault } from './faults';
import { LIMIT_COUNT, LIMIT_TABLE } from './limit-table';

/** Read-only once built. */
const CHANNEL = Uint8Array.from(LIMIT_TABLE, ({ channel }) => channel);
const ABOVE = Uint8Array.from(LIMIT_TABLE, ({ above }) => (above ? 1 : 0));
const ONLY_WHILE_ON = Uint8Array.from(LIMIT_TABLE, ({ onlyWhileOn }) => (onlyWhileOn ? 1 : 0));
const HYSTERESIS_PERMILLE = Uint8Array.from(LIMIT_TABLE, ({ hysteresisPermille }) => hysteresisPermille);

const PERMILLE = 1000;
/** What is found, per limit. Bits. */
const Finding = { warning: 1, over: 2, fault: 4 } as const;

export class LimitMonitor {
  /** In the unit of the channel. Written when a register changes. */
  readonly faultLimit = new Int32Array(LIMIT_COUNT);
  readonly warnLimit = new Int32Array(LIMIT_COUNT);
  /** 1: no fault level exists, warnings alone. */
  readonly warnsOnly = new Uint8Array(LIMIT_COUNT);
  /** 1: the fault shuts the unit down. */
  readonly shutsDown = new Uint8Array(LIMIT_COUNT);
  readonly #found = new Uint8Array(LIMIT_COUNT);
  readonly #overSince = new Int32Array(LIMIT_COUNT);
  #version = 0;

  /** Raised whenever a warning or a fault came or went. */
  get version(): number {
    return this.#version;
  }

  isWarning(index: number): boolean {
    return (this.#found[index]! & Finding.warning) !== 0;
  }

  /** The value has been over the fault limit for its delay, and still is. */
  isFault(index: number): boolean {
    return (this.#found[index]! & Finding.fault) !== 0;
  }

  /** The value is over the fault limit, and its delay still runs. */
  isPending(index: number): boolean {
    return (this.#found[index]! & (Finding.over | Finding.fault)) === Finding.over;
  }

  /** A fault may be coming. */
  get hasPending(): boolean {
    for (let i = 0; i < LIMIT_COUNT; i++) if (this.isPending(i)) return true;
    return false;
  }

  /** @returns the first fault that calls for a shutdown, or none */
  update(snapshot: Snapshot, isOn: boolean, now: Milliseconds, delayMs: number): Fault {
    const { value, status } = snapshot;
    const found = this.#found;
    let shutdown: Fault = Fault.none;
    for (let i = 0; i < LIMIT_COUNT; i++) {
      const channel = CHANNEL[i]!;
      let next = 0;
      const counts =
        status[channel] === ReadingStatus.valid || (status[channel] === ReadingStatus.beyond && ABOVE[i] === 1);
      if (counts && (isOn || ONLY_WHILE_ON[i] === 0)) {
        const reading = value[channel]!;
        if (isBeyond(i, reading, this.warnLimit[i]!, found[i]! & Finding.warning)) next = Finding.warning;
        if (isBeyond(i, reading, this.faultLimit[i]!, found[i]! & Finding.fault)) next |= this.#judge(i, now, delayMs);
      }
      if (next !== found[i]) {
        found[i] = next;
        this.#version++;
      }
      if ((next & Finding.fault) !== 0 && shutdown === Fault.none && this.shutsDown[i] === 1) {
        shutdown = LIMIT_TABLE[i]!.fault;
      }
    }
    return shutdown;
  }

  /** Over the fault limit: since when, and for long enough? */
  #judge(index: number, now: Milliseconds, delayMs: number): number {
    if (this.warnsOnly[index] === 1) return 0;
    if ((this.#found[index]! & Finding.over) === 0) this.#overSince[index] = now;
    // Once found it stays: after 24 days `overSince` would seem to lie ahead.
    const isFault = this.isFault(index) || elapsed(now, this.#overSince[index]! as Milliseconds) >= delayMs;
    return isFault ? Finding.over | Finding.fault : Finding.over;
  }
}

/** Over the limit; once it was found (`held`), until it is back by the hysteresis. */
function isBeyond(index: number, reading: number, limit: number, held: number): boolean {
  const margin = held === 0 ? 0 : Math.trunc((Math.abs(limit) * HYSTERESIS_PERMILLE[index]!) / PERMILLE);
  return ABOVE[index] === 1 ? reading > limit - margin : reading < limit + margin;
}
