// The lines from the BMC to its unit: the request to shut itself down, held while the machine is stopping it, and the reset pulse.
// Both are open drain and active low: 1 lets go. A board may lack either.
import type { DigitalOutput } from './io/embedded';
import { STATE_CODE } from './power/hot-swap-state';
import type { PowerWish } from './power/wish';
import { after, isDue, type Milliseconds } from './units/time';

/** Long enough for any Raspberry Pi to notice (RUN, GLOBAL_EN): no source gives a shortest pulse. */
export const RESET_PULSE_MS = 100;

const RELEASED = 1;
const PULLED = 0;

export interface UnitSignalPins {
  readonly shutdownRequestN?: DigitalOutput | undefined;
  readonly resetN?: DigitalOutput | undefined;
}

export class UnitSignals {
  readonly #pins: UnitSignalPins;
  #isRequesting = false;
  #isResetting = false;
  #resetUntil = 0 as Milliseconds;

  constructor(pins: UnitSignalPins) {
    this.#pins = pins;
  }

  /** No pulse is to be ended. */
  get isAtRest(): boolean {
    return !this.#isResetting;
  }

  /** After each step of the machine. Strikes a reset out of the wish; without power there is nothing to reset. */
  follow(state: number, wish: PowerWish, now: Milliseconds): void {
    const isStopping = state === STATE_CODE.stopping;
    if (isStopping !== this.#isRequesting) {
      this.#isRequesting = isStopping;
      this.#pins.shutdownRequestN?.write(isStopping ? PULLED : RELEASED);
    }
    if (wish.reset) {
      wish.reset = false;
      if (state === STATE_CODE.on) this.#pull(now);
    }
    if (this.#isResetting && isDue(now, this.#resetUntil)) {
      this.#isResetting = false;
      this.#pins.resetN?.write(RELEASED);
    }
  }

  #pull(now: Milliseconds): void {
    this.#isResetting = true;
    this.#resetUntil = after(now, RESET_PULSE_MS);
    this.#pins.resetN?.write(PULLED);
  }
}
