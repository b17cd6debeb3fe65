// Virtual time: events in order of their time, and of their arrival where times are equal. Whole nanoseconds since power-on.
// An event may return a promise (a worker process that has to answer): time stands still until it is settled.

declare const unit: unique symbol;
export type Nanoseconds = number & { readonly [unit]: 'ns' };

export const nanoseconds = (value: number): Nanoseconds => value as Nanoseconds;
export const microseconds = (value: number): Nanoseconds => Math.round(value * 1e3) as Nanoseconds;
export const milliseconds = (value: number): Nanoseconds => Math.round(value * 1e6) as Nanoseconds;
export const seconds = (value: number): Nanoseconds => Math.round(value * 1e9) as Nanoseconds;

export type EventHandler = () => void | Promise<void>;

/** What waits in the queue. Hand it to `cancel`. */
export interface ScheduledEvent {
  readonly time: Nanoseconds;
  readonly order: number;
  handler: EventHandler | undefined;
}

const isBefore = (a: ScheduledEvent, b: ScheduledEvent): boolean =>
  a.time < b.time || (a.time === b.time && a.order < b.order);

export class Scheduler {
  #now = 0 as Nanoseconds;
  #order = 0;
  #turn = false;
  /** Where the run under way ends. */
  #end = 0 as Nanoseconds;
  readonly #heap: ScheduledEvent[] = [];

  get now(): Nanoseconds {
    return this.#now;
  }

  /** Calls `handler` at `time`; a time in the past counts as now. */
  at(time: Nanoseconds, handler: EventHandler): ScheduledEvent {
    const event = { time: Math.max(time, this.#now) as Nanoseconds, order: this.#order++, handler };
    this.#push(event);
    return event;
  }

  /** Calls `handler` after `span`. */
  after(span: Nanoseconds, handler: EventHandler): ScheduledEvent {
    return this.at((this.#now + span) as Nanoseconds, handler);
  }

  /** The event will not happen. Cancelling twice, or after it happened, does nothing. */
  cancel(event: ScheduledEvent | undefined): void {
    if (event) event.handler = undefined;
  }

  /**
   * Before time passes again, code that waits for a promise gets its turn: what it does next happens at this instant.
   * So a client's next transfer begins when its last one ended, whatever else the process does.
   */
  letOthersRun(): void {
    this.#turn = true;
  }

  /** Time of the next event that was not cancelled. */
  get next(): Nanoseconds | undefined {
    while (this.#heap[0] && this.#heap[0].handler === undefined) this.#pop();
    return this.#heap[0]?.time;
  }

  /** How far nothing happens but what was asked for: the next event, or the end of the run under way if that comes first. */
  get horizon(): Nanoseconds {
    const end = Math.max(this.#end, this.#now);
    return Math.min(this.next ?? end, end) as Nanoseconds;
  }

  /**
   * Lets time pass up to and including `time`. Events that need no waiting are carried out without a turn of Node's loop.
   * @param shouldStop asked before every event; true ends the run early, at the time of the last event.
   */
  async runUntil(time: Nanoseconds, shouldStop: () => boolean = () => false): Promise<void> {
    this.#end = time;
    for (let next = this.next; next !== undefined && next <= time; next = this.next) {
      if (shouldStop()) return;
      const event = this.#pop();
      this.#now = event.time;
      const pending = event.handler?.();
      if (pending) await pending;
      if (this.#turn) {
        this.#turn = false;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    if (time > this.#now) this.#now = time;
  }

  #push(event: ScheduledEvent): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): ScheduledEvent {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(event: ScheduledEvent): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, event)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = event;
  }
}
