// A channel of the analog-to-digital converter with a straight-line characteristic.
import type { Analog, AnalogConstructor } from '../io/embedded';
import type { Channel } from '../snapshot/channels';
import { ReadingStatus, type Snapshot } from '../snapshot/snapshot';
import { divideRounded } from '../units/integers';
import type { Milliseconds } from '../units/time';

/** value = raw * numerator / denominator + offset, in the unit of the channel. Board data. */
export interface AnalogSpec {
  readonly pin: number;
  readonly channel: Channel;
  readonly numerator: number;
  readonly denominator: number;
  readonly offset: number;
}

export class AnalogChannel {
  readonly #io: Analog;
  readonly #spec: AnalogSpec;
  /** The last reading, and what it was in the unit of the channel. */
  #raw = -1;
  #value = 0;

  constructor(io: AnalogConstructor, spec: AnalogSpec) {
    this.#spec = spec;
    this.#io = new io({ pin: spec.pin });
  }

  /** Never throws. */
  sample(snapshot: Snapshot, now: Milliseconds): void {
    try {
      const raw = this.#io.read();
      const { numerator, denominator, offset, channel } = this.#spec;
      if (raw !== this.#raw || snapshot.status[channel] !== ReadingStatus.valid) {
        this.#raw = raw;
        this.#value = divideRounded(raw * numerator, denominator) + offset;
      }
      snapshot.set(channel, this.#value, now);
    } catch {
      snapshot.invalidate(this.#spec.channel, ReadingStatus.busFailed);
    }
  }
}
