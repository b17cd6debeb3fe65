// Virtual time for code that waits: nothing here looks at the clock of the wall.
import { milliseconds, type Scheduler } from '../sim/scheduler';

export class Clock {
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Milliseconds since the rack's power-on. */
  get ms(): number {
    return this.#scheduler.now / 1e6;
  }

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      this.#scheduler.after(milliseconds(ms), () => {
        resolve();
        this.#scheduler.letOthersRun();
      });
    });
}
