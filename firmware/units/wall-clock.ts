// Time of day and time since reset, counted from ticks: a command sets the former, nothing sets the latter.
import { elapsed, type Milliseconds } from './time';

const MS_PER_SECOND = 1000;
const JUMP_SECONDS = 2;

export class WallClock {
  #last: Milliseconds;
  #restMs = 0;
  #uptime = 0;
  /** Seconds between the epoch of Unix and reset, once known. */
  #offset = 0;
  #isKnown = false;
  #jumps = 0;
  #before = 0;

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

  /** Sets the time of day, seconds of Unix time; 0: it is not known. */
  set(unixSeconds: number): void {
    const before = this.unixTime;
    if (Math.abs(unixSeconds - before) >= JUMP_SECONDS) {
      this.#jumps++;
      this.#before = before;
    }
    this.#isKnown = unixSeconds !== 0;
    this.#offset = unixSeconds - this.#uptime;
  }

  /** How often the time of day became another one: less than a jump is a clock that is kept in step. */
  get jumps(): number {
    return this.#jumps;
  }

  /** The time of day before the last jump; 0: it was not known. */
  get before(): number {
    return this.#before;
  }

  /** Whole seconds since reset. */
  get uptime(): number {
    return this.#uptime;
  }

  /** Seconds of Unix time; 0 while the time of day is not known. */
  get unixTime(): number {
    return this.#isKnown ? this.#offset + this.#uptime : 0;
  }
}
