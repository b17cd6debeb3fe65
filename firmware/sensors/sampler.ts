// Goes round the sensors once per tick and fills the snapshot. The only writer of it.
import type { Snapshot } from '../snapshot/snapshot';
import type { Milliseconds } from '../units/time';

export interface Sensor {
  sample(snapshot: Snapshot, now: Milliseconds): void;
}

export class Sampler {
  readonly #sensors: readonly Sensor[];
  readonly #snapshot: Snapshot;

  constructor(snapshot: Snapshot, sensors: readonly Sensor[]) {
    this.#snapshot = snapshot;
    this.#sensors = sensors;
  }

  sample(now: Milliseconds): void {
    for (let i = 0; i < this.#sensors.length; i++) this.#sensors[i]!.sample(this.#snapshot, now);
  }
}
