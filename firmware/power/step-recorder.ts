// Who keeps the steps of the machine for later.
import type { Milliseconds } from '../units/time';
import type { Fault } from './faults';
import type { Decision, HotSwapInputs, HotSwapLimits } from './hot-swap-state';
import type { SampleReadings } from './step-sample';

export interface StepRecorder {
  /** After each step: what it saw, and what it decided. */
  record(
    readings: Readonly<SampleReadings>,
    inputs: Readonly<HotSwapInputs>,
    decision: Readonly<Decision>,
    now: Milliseconds,
  ): void;
  /** The step that was recorded last ended in a fault. */
  trigger(fault: Fault, limits: Readonly<HotSwapLimits>): void;
}
