// Runs virtual time as fast as possible, or 1:1 with the wall clock. The mode may change while it runs.
import { milliseconds, type Nanoseconds, type Scheduler } from './scheduler';

export type Pace = 'realtime' | 'max';

/** How far virtual time goes before the process's other work (sockets, terminal) gets its turn. */
const SLICE = milliseconds(10);
/** Virtual time runs ahead of the clock by so much at most for one who waits. */
const LONGEST_HURRY = milliseconds(50);
/** Behind by more than this, the lost time is given up instead of being caught up. */
const LARGEST_LAG_MS = 250;

export class Pacer {
  readonly #scheduler: Scheduler;
  #pace: Pace;
  #stopped = false;
  /** Somebody waits for virtual time to pass. */
  #isDone: (() => boolean) | undefined;
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

  /** Lets virtual time run ahead of the clock until `isDone`, for somebody who waits for that. */
  urge(isDone: () => boolean): void {
    this.#isDone = isDone;
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
      await this.#hurry(end);
      const target = Math.min(end, this.#pace === 'max' ? this.#scheduler.now + SLICE : this.#wallTarget());
      if (target > this.#scheduler.now) await this.#scheduler.runUntil(target as Nanoseconds, () => this.#stopped);
      if (!this.#stopped && this.#scheduler.now < end) await this.#rest();
    }
  }

  async #hurry(end: Nanoseconds): Promise<void> {
    const isDone = this.#isDone;
    this.#isDone = undefined;
    if (isDone === undefined) return;
    const target = Math.min(end, this.#scheduler.now + LONGEST_HURRY) as Nanoseconds;
    await this.#scheduler.runUntil(target, () => this.#stopped || isDone());
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
      if (this.#pace === 'max' || this.#isDone !== undefined) {
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
