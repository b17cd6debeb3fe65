// READ_EIN and READ_EOUT: the power of every sample added up in steps of 1/16 W, 15 bits, with a count of rollovers and
// of samples. A reader divides the difference of the sum by the difference of the samples. PMBus Part II 1.3.1, section 18.13.

/** Milliwatts of a step, times two: 62.5 mW. */
const HALF_MILLIWATTS_PER_STEP = 125;
const ROLLOVER = 0x8000;
const LARGEST_ROLLOVERS = 0xff;
const LARGEST_SAMPLES = 0xff_ffff;

export class EnergyAccumulator {
  #rest = 0;
  /** 0 to 0x7FFF. */
  sum = 0;
  rollovers = 0;
  samples = 0;

  /** One more sample. Below zero (a sensor's offset) counts as none. */
  add(milliwatts: number): void {
    this.samples = (this.samples + 1) & LARGEST_SAMPLES;
    if (milliwatts <= 0) return;
    const total = this.#rest + milliwatts * 2;
    const rest = total % HALF_MILLIWATTS_PER_STEP;
    this.#rest = rest;
    let sum = this.sum + (total - rest) / HALF_MILLIWATTS_PER_STEP;
    while (sum >= ROLLOVER) {
      sum -= ROLLOVER;
      this.rollovers = (this.rollovers + 1) & LARGEST_ROLLOVERS;
    }
    this.sum = sum;
  }
}
