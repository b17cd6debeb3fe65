// Output power: derived from output voltage and current, valid where both are, at least so much where the current is beyond what its part can measure. Sampled behind them.
import { Channel } from '../snapshot/channels';
import type { ReadingStatus, Snapshot } from '../snapshot/snapshot';
import { divideRounded } from '../units/integers';
import type { Milliseconds } from '../units/time';

const REASONS = [Channel.outputVoltage, Channel.inputCurrent] as const;

export class OutputPower {
  /** Of the snapshot, behind its last sample. */
  #version = 0;

  /** Never throws. */
  sample(snapshot: Snapshot, now: Milliseconds): void {
    if (snapshot.version === this.#version) {
      if (snapshot.isValid(Channel.outputPower)) snapshot.renew(Channel.outputPower, now);
      return;
    }
    this.#derive(snapshot, now);
    this.#version = snapshot.version;
  }

  #derive(snapshot: Snapshot, now: Milliseconds): void {
    for (let i = 0; i < REASONS.length; i++) {
      const status = snapshot.status[REASONS[i]!]!;
      if (snapshot.isAtLeast(REASONS[i]!)) continue;
      snapshot.invalidate(Channel.outputPower, status as Exclude<ReadingStatus, 0>);
      return;
    }
    const microwatts = snapshot.value[Channel.outputVoltage]! * snapshot.value[Channel.inputCurrent]!;
    const milliwatts = divideRounded(microwatts, 1000);
    if (snapshot.isValid(Channel.inputCurrent)) snapshot.set(Channel.outputPower, milliwatts, now);
    else snapshot.setBeyond(Channel.outputPower, milliwatts);
  }
}
