// The latest measurement of every channel, in parallel typed arrays. The sampler writes it; everything else reads it.
// A missing reading is a value with a reason and an age, never 0 and never last week's number.
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

export class Snapshot {
  /** In the unit of the channel (channels.ts). Meaningful where `status` is `valid`; a lower bound where it is `beyond`. */
  readonly value = new Int32Array(CHANNEL_COUNT);
  /** When the value was taken. */
  readonly takenAt = new Int32Array(CHANNEL_COUNT);
  readonly status = new Uint8Array(CHANNEL_COUNT).fill(ReadingStatus.notYet);
  /** Of input voltage and input current, in millionths: as fine as the part gives them. Meaningful where theirs is `valid`. */
  readonly micro = new Int32Array(MICRO_CHANNEL_COUNT);

  /** A good reading of `channel` taken at `now`. */
  set(channel: Channel, value: number, now: Milliseconds): void {
    this.value[channel] = value;
    this.takenAt[channel] = now;
    this.status[channel] = ReadingStatus.valid;
  }

  /** The channel has no value, for this reason. The age goes on counting from its last good reading. */
  invalidate(channel: Channel, reason: Exclude<ReadingStatus, 0>): void {
    this.status[channel] = reason;
  }

  /** The channel is at `value` or above: the part is at its end. The age goes on counting from its last good reading. */
  setBeyond(channel: Channel, value: number): void {
    this.value[channel] = value;
    this.status[channel] = ReadingStatus.beyond;
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
    const age = elapsed(now, this.takenAt[channel]! as Milliseconds);
    if (age < OLDEST_MS) return age;
    this.takenAt[channel] = after(now, -OLDEST_MS);
    return OLDEST_MS;
  }
}
