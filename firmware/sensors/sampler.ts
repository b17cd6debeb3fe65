// Goes round the sensors and fills the snapshot. The only writer of it.
import type { Snapshot } from '../snapshot/snapshot';
import type { Milliseconds } from '../units/time';

export interface Sensor {
  sample(snapshot: Snapshot, now: Milliseconds): void;
}

/** Who may do something between two sensors. */
export interface Between {
  between(now: Milliseconds): void;
}

export class Sampler {
  readonly #first: Sensor;
  readonly #others: readonly Sensor[];
  readonly #snapshot: Snapshot;

  /** @param first is asked at every tick; the others once per round of the BMC, and whenever the first one had news */
  constructor(snapshot: Snapshot, first: Sensor, others: readonly Sensor[]) {
    this.#snapshot = snapshot;
    this.#first = first;
    this.#others = others;
  }

  /** @param pause is called behind the first sensor, whose bus takes the longest. @returns whether the snapshot changed */
  sample(now: Milliseconds, isRound: boolean, pause?: Between): boolean {
    const snapshot = this.#snapshot;
    const { version } = snapshot;
    snapshot.beginTick();
    this.#first.sample(snapshot, now);
    pause?.between(now);
    if (!isRound && snapshot.version === version) return false;
    const others = this.#others;
    for (let i = 0; i < others.length; i++) others[i]!.sample(snapshot, now);
    return snapshot.version !== version;
  }
}
