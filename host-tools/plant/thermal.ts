// Temperature of a BMC: the air of its tray, warmed by what the tray turns into heat. First order; the mean power between two
// looks is taken as constant.

/** Guesses until measured: air inside the rack, warming per watt of the tray, time constant. */
export const AMBIENT_CELSIUS = 35;
const KELVIN_PER_WATT = 2;
const TIME_CONSTANT_SECONDS = 60;

export class Thermal {
  /** Of the air in the tray. */
  ambientCelsius = AMBIENT_CELSIUS;
  #celsius = AMBIENT_CELSIUS;
  #atNs = 0;
  #joules = 0;
  /** What is left of a difference after so many seconds: most looks are a tick apart. */
  #seconds = 0;
  #share = 1;

  /** @param joules turned into heat on the tray since power-on */
  celsius(nowNs: number, joules: number): number {
    const seconds = (nowNs - this.#atNs) / 1e9;
    if (seconds <= 0) return this.#celsius;
    const watts = (joules - this.#joules) / seconds;
    const end = this.ambientCelsius + KELVIN_PER_WATT * watts;
    if (seconds !== this.#seconds) {
      this.#seconds = seconds;
      this.#share = Math.exp(-seconds / TIME_CONSTANT_SECONDS);
    }
    this.#celsius = end + (this.#celsius - end) * this.#share;
    this.#atNs = nowNs;
    this.#joules = joules;
    return this.#celsius;
  }
}
