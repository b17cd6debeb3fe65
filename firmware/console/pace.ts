// How evenly the ticks come: a pause of JavaScript (a collection, an erase of the flash) shows as a tick that is late.
import { elapsed, type Milliseconds } from '../units/time';

export class Pace {
  ticks = 0;
  /** Longest span between two ticks, milliseconds. */
  longestMs = 0;
  /** Ticks that came a whole tick late or more. */
  late = 0;
  readonly tickMs: number;
  #last: Milliseconds;

  constructor(tickMs: number, now: Milliseconds) {
    this.tickMs = tickMs;
    this.#last = now;
  }

  tick(now: Milliseconds): void {
    const span = elapsed(now, this.#last);
    this.#last = now;
    this.ticks++;
    if (span > this.longestMs) this.longestMs = span;
    if (span >= 2 * this.tickMs) this.late++;
  }
}
