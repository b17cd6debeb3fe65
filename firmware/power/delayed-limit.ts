// A limit that counts only once it has been exceeded without a break for its delay.
import { elapsed, type Milliseconds } from '../units/time';

export class DelayedLimit {
  #exceeded = false;
  #since: Milliseconds = 0 as Milliseconds;

  /** `over`: the value is over the limit at `now`. @returns true once that has lasted `delayMs`. */
  update(over: boolean, now: Milliseconds, delayMs: number): boolean {
    if (!over) {
      this.#exceeded = false;
      return false;
    }
    if (!this.#exceeded) {
      this.#exceeded = true;
      this.#since = now;
    }
    return elapsed(now, this.#since) >= delayMs;
  }
}
