// Time in clock cycles, and the two open-drain wires of the bus: low as soon as one pulls, high a rise time after the last let go.

/** A queue of few events, in cycles of the 125 MHz clock. */
export class Timeline {
  now = 0;
  #events: { at: number; run: () => void }[] = [];

  at(time: number, run: () => void): void {
    let place = this.#events.length;
    while (place > 0 && this.#events[place - 1]!.at > time) place--;
    this.#events.splice(place, 0, { at: time, run });
  }

  get next(): number {
    return this.#events[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Runs the first event. */
  step(): void {
    const event = this.#events.shift()!;
    this.now = Math.max(this.now, event.at);
    event.run();
  }
}

export class OpenDrainWire {
  readonly name: string;
  /** Cycles from the last release until the level is high. */
  riseCycles = 0;
  level = true;
  /** The same without spikes: what a controller with a filter sees. */
  settled = true;
  readonly #timeline: Timeline;
  readonly #pulling = new Set<string>();
  readonly #listeners: ((level: boolean) => void)[] = [];
  readonly #settledListeners: ((level: boolean) => void)[] = [];
  #release = 0;
  #forced: boolean | undefined;

  constructor(name: string, timeline: Timeline) {
    this.name = name;
    this.#timeline = timeline;
  }

  onChange(listener: (level: boolean) => void): void {
    this.#listeners.push(listener);
  }

  onSettled(listener: (level: boolean) => void): void {
    this.#settledListeners.push(listener);
  }

  isPulledBy(who: string): boolean {
    return this.#pulling.has(who);
  }

  pull(who: string, low: boolean): void {
    if (low === this.#pulling.has(who)) return;
    if (low) {
      this.#pulling.add(who);
      this.#release++;
      this.#show(false);
      return;
    }
    this.#pulling.delete(who);
    if (this.#pulling.size > 0) return;
    const release = ++this.#release;
    this.#timeline.at(this.#timeline.now + this.riseCycles, () => {
      if (release === this.#release) this.#show(true);
    });
  }

  /** A spike: the wire shows `level` for so many cycles, whoever pulls. */
  spike(level: boolean, cycles: number): void {
    if (this.level === level || this.#forced !== undefined) return;
    this.#forced = level;
    this.#set(level);
    this.#timeline.at(this.#timeline.now + cycles, () => {
      this.#forced = undefined;
      this.#set(this.settled);
    });
  }

  #show(level: boolean): void {
    if (level !== this.settled) {
      this.settled = level;
      for (const listener of this.#settledListeners) listener(level);
    }
    if (this.#forced === undefined) this.#set(level);
  }

  #set(level: boolean): void {
    if (level === this.level) return;
    this.level = level;
    for (const listener of this.#listeners) listener(level);
  }
}
