// The last events of a rack, for whoever has to find out what went wrong.

export interface HistoryEvent {
  /** Milliseconds since the rack's power-on. */
  readonly ms: number;
  readonly slot: number;
  readonly text: string;
}

const KEPT = 400;

export class History {
  readonly #now: () => number;
  #events: HistoryEvent[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  add(slot: number, text: string): void {
    this.#events.push({ ms: Math.round(this.#now() * 1000) / 1000, slot, text });
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
  }

  /** The last `count` that concern the slot: its own and those of the whole rack (slot -1). */
  last(slot: number, count: number): readonly HistoryEvent[] {
    return this.#events.filter((event) => event.slot === slot || event.slot === -1).slice(-count);
  }
}
