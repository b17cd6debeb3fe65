// The latest measurement of every channel, in parallel arrays. The sampler writes it; everything else reads it, and only
// when its version is another one.
// A missing reading is a value with a reason and an age, never 0 and never last week's number.
import { integers } from '../units/integers';
import { after, elapsed, type Milliseconds } from '../units/time';
import { CHANNEL_COUNT, type Channel, MICRO_CHANNEL_COUNT } from './channels';

/** Why a channel has a value or has none. The number is the code on the wire and in the log. */
export const ReadingStatus = {
  valid: 0,
  /** Nothing was read since reset. */
  notYet: 1,
  /** The sensor did not acknowledge or the transfer failed. */
  busFailed: 2,
  /** The sensor has no fresh result (not yet converted, or its clock stands). */
  stale: 3,
  /** The sensor lost its configuration (a reset of the chip) and is being set up again. */
  unconfigured: 4,
  /** The value lies outside of what the part can measure. */
  implausible: 5,
  /** More than the part can measure: the true value is at least this one. Limits from above count it; nothing is shown as a number. */
  beyond: 6,
} as const;
export type ReadingStatus = (typeof ReadingStatus)[keyof typeof ReadingStatus];

/** An age stands still from here on, before the clock can wrap behind it: twelve days. */
export const OLDEST_MS = 2 ** 30;

/** An array that is written elsewhere. */
export interface Integers {
  readonly [index: number]: number;
  readonly length: number;
}

const ALL_CHANNELS = (1 << CHANNEL_COUNT) - 1;
/** By bits of channels: the first one of them. Read-only once built. */
export const FIRST_CHANNEL = Uint8Array.from({ length: ALL_CHANNELS + 1 }, (_, bits) => 31 - Math.clz32(bits & -bits));

export class Snapshot {
  /** Another one whenever a value or a status became another one: who saw this version has nothing to do. 32 bits, wraps. */
  version = 0;
  /** The channels that changed since this version was the snapshot's, a bit each. */
  #changed = 0;
  #changedSince = 0;
  readonly #value = integers(CHANNEL_COUNT);
  readonly #status = integers(CHANNEL_COUNT, ReadingStatus.notYet);
  readonly #takenAt = integers(CHANNEL_COUNT);
  readonly #micro = new Int32Array(MICRO_CHANNEL_COUNT);
  /** In the unit of the channel (channels.ts). Meaningful where `status` is `valid`; a lower bound where it is `beyond`. */
  readonly value: Integers = this.#value;
  readonly status: Integers = this.#status;
  /** Of input voltage and input current, in millionths: as fine as the part gives them. Meaningful where theirs is `valid`. */
  readonly micro: Integers = this.#micro;

  /** A tick begins: who looked at the snapshot behind the last one is told of what changes from here on. */
  beginTick(): void {
    this.#changed = 0;
    this.#changedSince = this.version;
  }

  /** Bits of the channels that changed since the snapshot was of that version, and perhaps of others; farther back, all of them. */
  changesSince(version: number): number {
    if (version === this.version) return 0;
    return ((version - this.#changedSince) | 0) >= 0 ? this.#changed : ALL_CHANNELS;
  }

  /** A good reading of `channel` taken at `now`. */
  set(channel: Channel, value: number, now: Milliseconds): void {
    this.#takenAt[channel] = now;
    if (this.#value[channel] === value && this.#status[channel] === ReadingStatus.valid) return;
    this.#put(channel, value, ReadingStatus.valid);
  }

  /** The same of a channel that is kept in millionths. */
  setFine(channel: Channel, value: number, micro: number, now: Milliseconds): void {
    this.#micro[channel] = micro;
    this.set(channel, value, now);
  }

  /** The good reading of `channel` is as good at `now`. */
  renew(channel: Channel, now: Milliseconds): void {
    this.#takenAt[channel] = now;
  }

  /** The channel has no value, for this reason. The age goes on counting from its last good reading. */
  invalidate(channel: Channel, reason: Exclude<ReadingStatus, 0>): void {
    if (this.#status[channel] !== reason) this.#put(channel, this.#value[channel]!, reason);
  }

  /** The channel is at `value` or above: the part is at its end. The age goes on counting from its last good reading. */
  setBeyond(channel: Channel, value: number): void {
    if (this.#value[channel] === value && this.#status[channel] === ReadingStatus.beyond) return;
    this.#put(channel, value, ReadingStatus.beyond);
  }

  /** `value` says at least how much: it is valid, or a lower bound. */
  isAtLeast(channel: Channel): boolean {
    const status = this.status[channel];
    return status === ReadingStatus.valid || status === ReadingStatus.beyond;
  }

  isValid(channel: Channel): boolean {
    return this.status[channel] === ReadingStatus.valid;
  }

  /** Milliseconds since the last good reading, `OLDEST_MS` at the most. To be asked at least every twelve days. */
  age(channel: Channel, now: Milliseconds): number {
    const age = elapsed(now, this.#takenAt[channel]! as Milliseconds);
    if (age < OLDEST_MS) return age;
    this.#takenAt[channel] = after(now, -OLDEST_MS);
    return OLDEST_MS;
  }

  #put(channel: Channel, value: number, status: ReadingStatus): void {
    this.#value[channel] = value;
    this.#status[channel] = status;
    this.#changed |= 1 << channel;
    this.version = (this.version + 1) | 0;
  }
}
