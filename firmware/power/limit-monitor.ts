// Holds the snapshot against the limits, once per tick. A channel without a valid value is over no limit: losing a sensor is a
// fault of its own, not an over-current. One that is beyond what its part can measure is over every limit from above that its end is
// over. Parallel arrays by index of LIMIT_TABLE. Most ticks change nothing: for them each channel has a range within which its
// reading leaves everything as it was found.
import { CHANNEL_COUNT } from '../snapshot/channels';
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

const LOWEST = -0x8000_0000;
const HIGHEST = 0x7fff_ffff;

export class LimitMonitor {
  /** In the unit of the channel. Whoever writes one of these four calls `changed` behind it. */
  readonly faultLimit = new Int32Array(LIMIT_COUNT);
  readonly warnLimit = new Int32Array(LIMIT_COUNT);
  /** 1: no fault level exists, warnings alone. */
  readonly warnsOnly = new Uint8Array(LIMIT_COUNT);
  /** 1: the fault shuts the unit down. */
  readonly shutsDown = new Uint8Array(LIMIT_COUNT);
  readonly #found = new Uint8Array(LIMIT_COUNT);
  readonly #overSince = new Int32Array(LIMIT_COUNT);
  /** By channel: readings from here to there change nothing, while its status is this one. */
  readonly #from = new Int32Array(CHANNEL_COUNT);
  readonly #to = new Int32Array(CHANNEL_COUNT);
  readonly #status = new Uint8Array(CHANNEL_COUNT);
  /** The ranges hold, and no delay is running. */
  #isSettled = false;
  #wasOn = false;
  #snapshotVersion = 0;
  #shutdown: Fault = Fault.none;
  #version = 0;

  /** No delay is running: the same readings again change nothing. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

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

  /** A limit or what it leads to was written. */
  changed(): void {
    this.#isSettled = false;
  }

  /** @returns the first fault that calls for a shutdown, or none */
  update(snapshot: Snapshot, isOn: boolean, now: Milliseconds, delayMs: number): Fault {
    const isKnown = this.#isSettled && isOn === this.#wasOn;
    if (isKnown && (snapshot.version === this.#snapshotVersion || this.#isWithin(snapshot))) return this.#shutdown;
    this.#wasOn = isOn;
    this.#shutdown = this.#compare(snapshot, isOn, now, delayMs);
    return this.#shutdown;
  }

  #isWithin({ value, status, version }: Snapshot): boolean {
    const from = this.#from;
    const to = this.#to;
    const seen = this.#status;
    for (let i = 0; i < CHANNEL_COUNT; i++) {
      const reading = value[i]!;
      if (reading > to[i]! || reading < from[i]! || status[i] !== seen[i]) return false;
    }
    this.#snapshotVersion = version;
    return true;
  }

  #compare(snapshot: Snapshot, isOn: boolean, now: Milliseconds, delayMs: number): Fault {
    const { value } = snapshot;
    const found = this.#found;
    let shutdown: Fault = Fault.none;
    let isWaiting = false;
    for (let i = 0; i < LIMIT_COUNT; i++) {
      let next = 0;
      if (counts(i, snapshot, isOn)) {
        const reading = value[CHANNEL[i]!]!;
        if (isBeyond(i, reading, this.warnLimit[i]!, found[i]! & Finding.warning)) next = Finding.warning;
        if (isBeyond(i, reading, this.faultLimit[i]!, found[i]! & Finding.fault)) next |= this.#judge(i, now, delayMs);
      }
      if (next !== found[i]) {
        found[i] = next;
        this.#version++;
      }
      if ((next & (Finding.over | Finding.fault)) === Finding.over) isWaiting = true;
      if ((next & Finding.fault) !== 0 && shutdown === Fault.none && this.shutsDown[i] === 1) {
        shutdown = LIMIT_TABLE[i]!.fault;
      }
    }
    if (!isWaiting) this.#settle(snapshot, isOn);
    this.#isSettled = !isWaiting;
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

  /** The range of each channel within which every limit says again what it said now. */
  #settle(snapshot: Snapshot, isOn: boolean): void {
    this.#from.fill(LOWEST);
    this.#to.fill(HIGHEST);
    for (let i = 0; i < CHANNEL_COUNT; i++) this.#status[i] = snapshot.status[i]!;
    this.#snapshotVersion = snapshot.version;
    for (let i = 0; i < LIMIT_COUNT; i++) {
      if (!counts(i, snapshot, isOn)) continue;
      this.#narrow(i, this.warnLimit[i]!, this.#found[i]! & Finding.warning);
      if (this.warnsOnly[i] === 0) this.#narrow(i, this.faultLimit[i]!, this.#found[i]! & Finding.fault);
    }
  }

  #narrow(index: number, limit: number, held: number): void {
    const channel = CHANNEL[index]!;
    const margin = held === 0 ? 0 : marginOf(index, limit);
    // Over a limit from above, and under one from below, the range begins beyond it.
    if ((ABOVE[index] === 1) === (held !== 0)) {
      const from = held === 0 ? limit : limit - margin + 1;
      if (from > this.#from[channel]!) this.#from[channel] = from;
    } else {
      const to = held === 0 ? limit : limit + margin - 1;
      if (to < this.#to[channel]!) this.#to[channel] = to;
    }
  }
}

/** The limit applies to what its channel shows. */
function counts(index: number, { status }: Snapshot, isOn: boolean): boolean {
  if (!isOn && ONLY_WHILE_ON[index] === 1) return false;
  const kind = status[CHANNEL[index]!];
  return kind === ReadingStatus.valid || (kind === ReadingStatus.beyond && ABOVE[index] === 1);
}

/** How far back it has to be to be over no more. */
const marginOf = (index: number, limit: number): number =>
  Math.trunc((Math.abs(limit) * HYSTERESIS_PERMILLE[index]!) / PERMILLE);

/** Over the limit; once it was found (`held`), until it is back by the hysteresis. */
function isBeyond(index: number, reading: number, limit: number, held: number): boolean {
  const margin = held === 0 ? 0 : marginOf(index, limit);
  return ABOVE[index] === 1 ? reading > limit - margin : reading < limit + margin;
}
