// Energy per unit: a 64-bit total in millijoules, kept as two 32-bit words and a remainder in microjoules
// (mW * ms = uJ), so that XS stays with integers. 64 bits at 25 W last 23 million years.

const MICROJOULES_PER_MILLIJOULE = 1000;
const WORD = 0x1_0000_0000;

export class EnergyTotal {
  #low = 0;
  #high = 0;
  #remainder = 0;
  /** Unix time at which the total began; 0 while the time of day was not known. */
  epoch = 0;

  /** Adds `milliwatts` over `ms` milliseconds. Below zero (a sensor's offset) counts as none. */
  add(milliwatts: number, ms: number): void {
    if (milliwatts <= 0 || ms <= 0) return;
    this.#remainder += milliwatts * ms;
    const rest = this.#remainder % MICROJOULES_PER_MILLIJOULE;
    this.#low += (this.#remainder - rest) / MICROJOULES_PER_MILLIJOULE;
    this.#remainder = rest;
    if (this.#low >= WORD) {
      const carry = Math.trunc(this.#low / WORD);
      this.#low -= carry * WORD;
      this.#high = (this.#high + carry) % WORD;
    }
  }

  /** Low 32 bits of the millijoules. */
  get low(): number {
    return this.#low;
  }

  /** High 32 bits of the millijoules. */
  get high(): number {
    return this.#high;
  }
}
