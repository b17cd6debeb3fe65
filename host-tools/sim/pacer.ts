// Runs virtual time as fast as possible, or 1:1 with the wall clock. The mode may change while it runs.
import { milliseconds, type Nanoseconds, type Scheduler } from './scheduler';

export type Pace = 'realtime' | 'max';

/** How far virtual time goes before the process's other work (sockets, terminal) gets its turn. */
const SLICE = milliseconds(10);
/** Behind by more than this, the lost time is given up instead of being caught up. */
const LARGEST_LAG_MS = 250;

export class Pacer {
  readonly #scheduler: Scheduler;
  #pace: Pace;
  #stopped = false;
  #wake: (() => void) | undefined;
  #wallStart = 0;
  #virtualStart = 0 as Nanoseconds;

  constructor(scheduler: Scheduler, pace: Pace) {
    this.#scheduler = scheduler;
    this.#pace = pace;
  }

  get pace(): Pace {
    return this.#pace;
  }

  setPace(pace: Pace): void {
    if (pace === this.#pace) return;
    this.#pace = pace;
    this.#anchor();
    this.#wake?.();
  }

  /** Ends `run` after the slice under way. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /** Runs until virtual time reaches `end` or `stop` is called. */
  async run(end: Nanoseconds): Promise<void> {
    this.#anchor();
    while (!this.#stopped && this.#scheduler.now < end) {
      const target = Math.min(end, this.#pace === 'max' ? this.#scheduler.now + SLICE : this.#wallTarget());
      if (target > this.#scheduler.now) await this.#scheduler.runUntil(target as Nanoseconds, () => this.#stopped);
      if (!this.#stopped && this.#scheduler.now < end) await this.#rest();
    }
  }

  #anchor(): void {
    this.#wallStart = performance.now();
    this.#virtualStart = this.#scheduler.now;
  }

  /** Where virtual time should be by the wall clock. */
  #wallTarget(): number {
    const behindMs = performance.now() - this.#wallStart - (this.#scheduler.now - this.#virtualStart) / 1e6;
    if (behindMs > LARGEST_LAG_MS) this.#anchor();
    return Math.floor(this.#virtualStart + (performance.now() - this.#wallStart) * 1e6);
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#pace === 'max') {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(() => this.#wake?.(), 1);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
