// Output power: derived from output voltage and current, valid where both are. Sampled behind them.
import { Channel } from '../snapshot/channels';
import { ReadingStatus, type Snapshot } from '../snapshot/snapshot';
import { divideRounded } from '../units/integers';
import type { Milliseconds } from '../units/time';

const REASONS = [Channel.outputVoltage, Channel.inputCurrent] as const;

export class OutputPower {
  /** Never throws. */
  sample(snapshot: Snapshot, now: Milliseconds): void {
    for (let i = 0; i < REASONS.length; i++) {
      const status = snapshot.status[REASONS[i]!]!;
      if (status === ReadingStatus.valid) continue;
      snapshot.invalidate(Channel.outputPower, status as Exclude<ReadingStatus, 0>);
      return;
    }
    const microwatts = snapshot.value[Channel.outputVoltage]! * snapshot.value[Channel.inputCurrent]!;
    snapshot.set(Channel.outputPower, divideRounded(microwatts, 1000), now);
  }
}
