// The black box as the power side sees it: knows the time of day and the boot, which the box is labelled with.
import type { Fault } from './power/faults';
import type { Decision, HotSwapInputs, HotSwapLimits } from './power/hot-swap-state';
import type { StepRecorder } from './power/step-recorder';
import type { SampleReadings } from './power/step-sample';
import type { BlackBox } from './store/black-box';
import type { Milliseconds } from './units/time';
import type { WallClock } from './units/wall-clock';

export class BoxRecorder implements StepRecorder {
  readonly #box: BlackBox;
  readonly #clock: WallClock;
  readonly #boot: number;

  constructor(box: BlackBox, clock: WallClock, bootCount: number) {
    this.#box = box;
    this.#clock = clock;
    this.#boot = bootCount;
  }

  record(
    readings: Readonly<SampleReadings>,
    inputs: Readonly<HotSwapInputs>,
    decision: Readonly<Decision>,
    now: Milliseconds,
  ): void {
    this.#box.record(readings, inputs, decision, now);
  }

  trigger(fault: Fault, limits: Readonly<HotSwapLimits>): void {
    this.#box.trigger(fault, limits, this.#clock.unixTime, this.#boot);
  }
}
