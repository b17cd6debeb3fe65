// The BMC's processor as the rack sees it: when JavaScript runs. Timers, wake-ups with their handling latency, and pauses
// (a garbage collection, a flash erase). The same for every engine. DESIGN: handling latency and pauses are inputs.
import type { Random } from '../sim/random';
import { microseconds, milliseconds, type Nanoseconds, type ScheduledEvent, type Scheduler } from '../sim/scheduler';

export interface HandlingTiming {
  readonly handlingMicroseconds: number;
  /** Added evenly between 0 and this. */
  readonly jitterMicroseconds: number;
}

export interface CpuTasks {
  readonly onTimer: (id: number) => void | Promise<void>;
  readonly onReadable: () => void | Promise<void>;
  readonly onSerial: () => void | Promise<void>;
}

interface Timer {
  event: ScheduledEvent | undefined;
  due: Nanoseconds;
  readonly run: () => void | Promise<void>;
}

export class BmcCpu {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #timing: HandlingTiming;
  readonly #tasks: CpuTasks;
  #events: ScheduledEvent[] = [];
  #timers: Timer[] = [];
  #pausedUntil = 0 as Nanoseconds;
  #startedAt = 0 as Nanoseconds;

  constructor(scheduler: Scheduler, random: Random, timing: HandlingTiming, tasks: CpuTasks) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#timing = timing;
    this.#tasks = tasks;
  }

  /** Milliseconds since reset, as the firmware's clock counts them. */
  get nowMs(): number {
    return Math.floor((this.#scheduler.now - this.#startedAt) / 1e6);
  }

  reset(): void {
    this.stop();
    this.#startedAt = this.#scheduler.now;
    this.#pausedUntil = this.#scheduler.now;
  }

  /** JavaScript stands still from now on for so long. Bus and gate do not. */
  pause(span: Nanoseconds): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#scheduler.now + span) as Nanoseconds;
  }

  repeat(id: number, ms: number): void {
    const span = milliseconds(ms);
    const timer: Timer = {
      event: undefined,
      due: (this.#scheduler.now + span) as Nanoseconds,
      run: () => this.#runTimer(id, span, timer),
    };
    this.#timers[id] = timer;
    timer.event = this.#scheduler.at(timer.due, timer.run);
  }

  /** The target port announced something. */
  announce(): void {
    const { handlingMicroseconds, jitterMicroseconds } = this.#timing;
    const latency = microseconds(handlingMicroseconds + jitterMicroseconds * this.#random.next());
    this.#runAt((this.#scheduler.now + latency) as Nanoseconds, this.#tasks.onReadable);
  }

  /** The serial port announced something. Without jitter: the chances of the bus are not to depend on what is typed. */
  announceSerial(): void {
    const latency = microseconds(this.#timing.handlingMicroseconds);
    this.#runAt((this.#scheduler.now + latency) as Nanoseconds, this.#tasks.onSerial);
  }

  /** Nothing runs any more. */
  stop(): void {
    for (const event of this.#events) this.#scheduler.cancel(event);
    for (const timer of this.#timers) this.#scheduler.cancel(timer.event);
    this.#events = [];
    this.#timers = [];
  }

  /** A tick that comes late is run once; the ones it swallowed are lost, as on the board. */
  #runTimer(id: number, span: Nanoseconds, timer: Timer): void | Promise<void> {
    const isPaused = this.#scheduler.now < this.#pausedUntil;
    timer.due = isPaused ? this.#pausedUntil : ((timer.due + span) as Nanoseconds);
    timer.event = this.#scheduler.at(timer.due, timer.run);
    return isPaused ? undefined : this.#tasks.onTimer(id);
  }

  #runAt(time: Nanoseconds, task: () => void | Promise<void>): void {
    const event = this.#scheduler.at(time, () => {
      this.#events = this.#events.filter((other) => other !== event);
      if (this.#scheduler.now < this.#pausedUntil) {
        this.#runAt(this.#pausedUntil, task);
        return undefined;
      }
      return task();
    });
    this.#events.push(event);
  }
}
