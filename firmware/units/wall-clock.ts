// Time of day and time since reset, counted from ticks: a command sets the former, nothing sets the latter.
import { elapsed, type Milliseconds } from './time';

const MS_PER_SECOND = 1000;

export class WallClock {
  #last: Milliseconds;
  #restMs = 0;
  #uptime = 0;
  /** Seconds between the epoch of Unix and reset; 0 while not known. */
  #offset = 0;

  constructor(now: Milliseconds) {
    this.#last = now;
  }

  /** Call at least every 24 days. */
  advance(now: Milliseconds): void {
    this.#restMs += elapsed(now, this.#last);
    this.#last = now;
    if (this.#restMs < MS_PER_SECOND) return;
    const whole = Math.trunc(this.#restMs / MS_PER_SECOND);
    this.#restMs -= whole * MS_PER_SECOND;
    this.#uptime += whole;
  }

  /** Sets the time of day, seconds of Unix time. */
  set(unixSeconds: number): void {
    this.#offset = unixSeconds - this.#uptime;
  }

  /** Whole seconds since reset. */
  get uptime(): number {
    return this.#uptime;
  }

  /** Seconds of Unix time; 0 while the time of day is not known. */
  get unixTime(): number {
    return this.#offset === 0 ? 0 : this.#offset + this.#uptime;
  }
}
