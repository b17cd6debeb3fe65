// The average of the current: an exponential one with a time constant of a second, so that a load that pulses faster than
// its limit's delay is still found. Valid where the current is; what lies beyond the part counts as its end. A gap counts as what is read
// behind it, and one of a second or more begins it anew. Sampled behind the current.
import { Channel } from '../snapshot/channels';
import type { ReadingStatus, Snapshot } from '../snapshot/snapshot';
import { divideRounded } from '../units/integers';
import { elapsed, type Milliseconds } from '../units/time';

const TIME_CONSTANT_MS = 1000;
/** Parts of a milliamp in which the average is kept: a small difference must not be lost to rounding. */
const PARTS = 1024;

export class AverageCurrent {
  #parts = 0;
  #at = 0 as Milliseconds;
  #hasBegun = false;

  /** Never throws. */
  sample(snapshot: Snapshot, now: Milliseconds): void {
    const status = snapshot.status[Channel.inputCurrent]! as ReadingStatus;
    if (!snapshot.isAtLeast(Channel.inputCurrent)) {
      if (elapsed(now, this.#at) >= TIME_CONSTANT_MS) this.#hasBegun = false;
      snapshot.invalidate(Channel.averageCurrent, status as Exclude<ReadingStatus, 0>);
      return;
    }
    const parts = snapshot.value[Channel.inputCurrent]! * PARTS;
    const then = this.#at;
    this.#at = now;
    if (!this.#hasBegun) this.#parts = parts;
    else if (parts !== this.#parts) {
      const span = elapsed(now, then);
      this.#parts +=
        span < TIME_CONSTANT_MS ? divideRounded((parts - this.#parts) * span, TIME_CONSTANT_MS) : parts - this.#parts;
    }
    this.#hasBegun = true;
    snapshot.set(Channel.averageCurrent, divideRounded(this.#parts, PARTS), now);
  }
}
