// Holds the snapshot against the limits, once per tick. A channel without a valid value is over no limit: losing a sensor is a
// fault of its own, not an over-current; but a gap between two readings that are over ends no delay. One that is beyond what its part
// can measure is over every limit from above that its end is over. Parallel arrays by index of LIMIT_TABLE. Most ticks change nothing:
// for them each channel has a range within which its reading leaves everything as it was found.
import { CHANNEL_COUNT } from '../snapshot/channels';
import { FIRST_CHANNEL, ReadingStatus, type Snapshot } from '../snapshot/snapshot';
import { integers } from '../units/integers';
import { elapsed, type Milliseconds } from '../units/time';
import { Fault } from './faults';
import { LIMIT_COUNT, LIMIT_TABLE } from './limit-table';

/** Read-only once built. */
const CHANNEL = Uint8Array.from(LIMIT_TABLE, ({ channel }) => channel);
/** Readings and limits are multiplied by it: then over is above, for limits from below too. */
const SIGN = Int8Array.from(LIMIT_TABLE, ({ above }) => (above ? 1 : -1));
const ONLY_WHILE_ON = Uint8Array.from(LIMIT_TABLE, ({ onlyWhileOn }) => (onlyWhileOn ? 1 : 0));
const HYSTERESIS_PERMILLE = Uint8Array.from(LIMIT_TABLE, ({ hysteresisPermille }) => hysteresisPermille);

const PERMILLE = 1000;
/** What is found, per limit. Bits. */
const Finding = { warning: 1, over: 2, fault: 4 } as const;

/**
 * Without a reading a delay goes on for so much longer than it takes: as long as a sensor may be silent before it is lost. A sensor that
 * fails at every second read would hide every fault else.
 */
export const GAP_MS = 50;

/** Beyond every reading, on either side. */
const FARTHEST = 0x7fff_ffff;

const marginOf = (index: number, limit: number): number =>
  (((limit < 0 ? -limit : limit) * HYSTERESIS_PERMILLE[index]!) / PERMILLE) | 0;

/** Where limits stand, by index of LIMIT_TABLE. */
export interface LimitLevels {
  /** In the unit of the channel. */
  readonly faultLimit: Int32Array;
  readonly warnLimit: Int32Array;
  /** 1: no fault level exists, warnings alone. */
  readonly warnsOnly: Uint8Array;
  /** 1: the fault shuts the unit down. */
  readonly shutsDown: Uint8Array;
  /** The limits times their sign, and how far back it has to be from there to be over no more. */
  readonly faultAt: Int32Array;
  readonly faultMargin: Int32Array;
  readonly warnAt: Int32Array;
  readonly warnMargin: Int32Array;
}

/** Those that are set; the others follow from them. */
export type SetLevels = Pick<LimitLevels, 'faultLimit' | 'warnLimit' | 'warnsOnly' | 'shutsDown'>;

export const levelsOf = (limits: SetLevels): LimitLevels => ({
  ...limits,
  faultAt: limits.faultLimit.map((limit, index) => limit * SIGN[index]!),
  faultMargin: limits.faultLimit.map((limit, index) => marginOf(index, limit)),
  warnAt: limits.warnLimit.map((limit, index) => limit * SIGN[index]!),
  warnMargin: limits.warnLimit.map((limit, index) => marginOf(index, limit)),
});

export class LimitMonitor {
  /** In the unit of the channel. Whoever writes one of these four calls `changed` behind it. */
  readonly faultLimit: Int32Array;
  readonly warnLimit: Int32Array;
  readonly warnsOnly: Uint8Array;
  readonly shutsDown: Uint8Array;
  readonly #faultAt: Int32Array;
  readonly #faultMargin: Int32Array;
  readonly #warnAt: Int32Array;
  readonly #warnMargin: Int32Array;
  readonly #found = new Uint8Array(LIMIT_COUNT);
  readonly #overSince = new Int32Array(LIMIT_COUNT);
  /** By channel: readings from here to there change nothing, while its status is this one. */
  readonly #from = integers(CHANNEL_COUNT);
  readonly #to = integers(CHANNEL_COUNT);
  readonly #status = integers(CHANNEL_COUNT);
  /** The ranges hold, and no delay is running. */
  #isSettled = false;
  /** The limits that were written since, a bit each. */
  #changed = 0;
  #wasOn = false;
  #snapshotVersion = 0;
  #shutdown: Fault = Fault.none;
  #version = 0;

  /** @param levels that it begins with; they are copied */
  constructor(levels: LimitLevels) {
    this.faultLimit = new Int32Array(levels.faultLimit);
    this.warnLimit = new Int32Array(levels.warnLimit);
    this.warnsOnly = new Uint8Array(levels.warnsOnly);
    this.shutsDown = new Uint8Array(levels.shutsDown);
    this.#faultAt = new Int32Array(levels.faultAt);
    this.#faultMargin = new Int32Array(levels.faultMargin);
    this.#warnAt = new Int32Array(levels.warnAt);
    this.#warnMargin = new Int32Array(levels.warnMargin);
  }

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

  /** Limit `index`, or what it leads to, was written. */
  changed(index: number): void {
    const fault = this.faultLimit[index]!;
    const warning = this.warnLimit[index]!;
    this.#faultAt[index] = fault * SIGN[index]!;
    this.#faultMargin[index] = marginOf(index, fault);
    this.#warnAt[index] = warning * SIGN[index]!;
    this.#warnMargin[index] = marginOf(index, warning);
    this.#changed |= 1 << index;
  }

  /** The value is over the fault limit, and its delay still runs. */
  isPending(index: number): boolean {
    return (this.#found[index]! & (Finding.over | Finding.fault)) === Finding.over;
  }

  /** @returns the first fault that calls for a shutdown, or none */
  update(snapshot: Snapshot, isOn: boolean, now: Milliseconds, delayMs: number): Fault {
    const isKnown = this.#isSettled && isOn === this.#wasOn && this.#takesChanges(snapshot, isOn, now, delayMs);
    if (isKnown && (snapshot.version === this.#snapshotVersion || this.#isWithin(snapshot))) return this.#shutdown;
    this.#wasOn = isOn;
    this.#shutdown = this.#compare(snapshot, isOn, now, delayMs);
    return this.#shutdown;
  }

  /** Each limit that was written is looked at by itself. @returns false where all of them have to be */
  #takesChanges(snapshot: Snapshot, isOn: boolean, now: Milliseconds, delayMs: number): boolean {
    for (let bits = this.#changed, index = 0; bits !== 0; bits >>= 1, index++) {
      if ((bits & 1) === 1 && !this.#takesChange(index, snapshot, isOn, now, delayMs)) return false;
    }
    this.#changed = 0;
    return true;
  }

  /** It finds nothing, as before: the range of its channel is narrowed for it. Where it was wider, it stays. */
  #takesChange(index: number, { value, status }: Snapshot, isOn: boolean, now: Milliseconds, delayMs: number): boolean {
    const channel = CHANNEL[index]!;
    if (this.#found[index] !== 0) return false;
    if (isHeldAgainst(index, status[channel]!, isOn)) {
      if (this.#judge(index, value[channel]! * SIGN[index]!, now, delayMs) !== 0) return false;
      this.#narrow(index, channel, 0);
    }
    return true;
  }

  #isWithin(snapshot: Snapshot): boolean {
    const { value, status } = snapshot;
    for (let bits = snapshot.changesSince(this.#snapshotVersion); bits !== 0; bits &= bits - 1) {
      const i = FIRST_CHANNEL[bits]!;
      const reading = value[i]!;
      if (reading > this.#to[i]! || reading < this.#from[i]! || status[i] !== this.#status[i]) return false;
    }
    this.#snapshotVersion = snapshot.version;
    return true;
  }

  /** Every limit, and with it the range of each channel within which all of them say again what they say now. */
  #compare(snapshot: Snapshot, isOn: boolean, now: Milliseconds, delayMs: number): Fault {
    const { value, status } = snapshot;
    const found = this.#found;
    let shutdown: Fault = Fault.none;
    let isWaiting = false;
    for (let i = 0; i < CHANNEL_COUNT; i++) {
      this.#from[i] = -FARTHEST;
      this.#to[i] = FARTHEST;
    }
    for (let i = 0; i < LIMIT_COUNT; i++) {
      const channel = CHANNEL[i]!;
      let next = 0;
      if (isHeldAgainst(i, status[channel]!, isOn)) {
        next = this.#judge(i, value[channel]! * SIGN[i]!, now, delayMs);
        if ((next & (Finding.over | Finding.fault)) === Finding.over) isWaiting = true;
        this.#narrow(i, channel, next);
      } else if (this.isPending(i) && isGap(i, status[channel]!, isOn)) {
        if (elapsed(now, this.#overSince[i]! as Milliseconds) < delayMs + GAP_MS) {
          next = Finding.over;
          isWaiting = true;
        }
      }
      if (next !== found[i]) {
        found[i] = next;
        this.#version++;
      }
      if ((next & Finding.fault) !== 0 && shutdown === Fault.none && this.shutsDown[i] === 1) {
        shutdown = LIMIT_TABLE[i]!.fault;
      }
    }
    for (let i = 0; i < CHANNEL_COUNT; i++) this.#status[i] = status[i]!;
    this.#snapshotVersion = snapshot.version;
    this.#changed = 0;
    this.#isSettled = !isWaiting;
    return shutdown;
  }

  /** Over a limit; once it was found, until it is back by the hysteresis. Over the fault limit: since when, and for long enough? */
  #judge(index: number, reading: number, now: Milliseconds, delayMs: number): number {
    const held = this.#found[index]!;
    const warnAt = this.#warnAt[index]! - ((held & Finding.warning) === 0 ? 0 : this.#warnMargin[index]!);
    const next = reading > warnAt ? Finding.warning : 0;
    if (this.warnsOnly[index] === 1) return next;
    const faultAt = this.#faultAt[index]! - ((held & Finding.fault) === 0 ? 0 : this.#faultMargin[index]!);
    if (reading <= faultAt) return next;
    if ((held & Finding.over) === 0) this.#overSince[index] = now;
    // Once found it stays: after 24 days `overSince` would seem to lie ahead.
    const isFault = (held & Finding.fault) !== 0 || elapsed(now, this.#overSince[index]! as Milliseconds) >= delayMs;
    return next | (isFault ? Finding.over | Finding.fault : Finding.over);
  }

  /** The readings of limit `index` that leave its findings as they are now. */
  #narrow(index: number, channel: number, found: number): void {
    let low = -FARTHEST;
    let high = FARTHEST;
    if ((found & Finding.warning) === 0) high = this.#warnAt[index]!;
    else low = this.#warnAt[index]! - this.#warnMargin[index]! + 1;
    if (this.warnsOnly[index] === 0) {
      const faultAt = this.#faultAt[index]!;
      if ((found & Finding.fault) !== 0) low = Math.max(low, faultAt - this.#faultMargin[index]! + 1);
      else if (faultAt < high) high = faultAt;
    }
    const isAbove = SIGN[index] === 1;
    const from = isAbove ? low : -high;
    const to = isAbove ? high : -low;
    if (from > this.#from[channel]!) this.#from[channel] = from;
    if (to < this.#to[channel]!) this.#to[channel] = to;
  }
}

/** The limit would apply, and its channel shows nothing. */
const isGap = (index: number, status: number, isOn: boolean): boolean =>
  status !== ReadingStatus.valid && status !== ReadingStatus.beyond && (isOn || ONLY_WHILE_ON[index] === 0);

/** The limit applies to what its channel shows. */
const isHeldAgainst = (index: number, status: number, isOn: boolean): boolean =>
  (status === ReadingStatus.valid || (status === ReadingStatus.beyond && SIGN[index] === 1)) &&
  (isOn || ONLY_WHILE_ON[index] === 0);
