// What a start looked like: how long from the gate to power-good, and the largest current on the way. The sensor averages over its
// conversion (4.7 ms for an INA226): a peak that is shorter is shown lower than it was.
import { elapsed, type Milliseconds } from '../units/time';

export class StartWatch {
  /** Milliamps, as far as they were known. */
  peak = 0;
  #since = 0 as Milliseconds;

  /** The gate was turned on. */
  begin(now: Milliseconds): void {
    this.#since = now;
    this.peak = 0;
  }

  /** At each step until the unit is on. */
  see(milliamps: number): void {
    if (milliamps > this.peak) this.peak = milliamps;
  }

  /** Milliseconds since the gate was turned on. */
  duration(now: Milliseconds): number {
    return elapsed(now, this.#since);
  }
}
