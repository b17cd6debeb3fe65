// One compute unit behind its gate: input capacitors, charged along the gate's slope, and a load that draws a constant current.
// Volts, amps, seconds, farads, as physics has them; the firmware's integers begin at the sensors.

export interface LoadOptions {
  /** Input capacitance of the unit. */
  readonly farads: number;
  /** Slope of the gate driver's soft start. */
  readonly voltsPerSecond: number;
  /** Resistance that empties the capacitors once the gate is off. */
  readonly bleedOhms: number;
  /** Below this voltage the load draws nothing. */
  readonly minimumVolts: number;
}

export const DEFAULT_LOAD: LoadOptions = {
  farads: 470e-6,
  voltsPerSecond: 500,
  bleedOhms: 100,
  minimumVolts: 2.5,
};

/** Volts below which an emptying capacitor counts as empty. */
const EMPTY = 1e-3;

export class Load {
  /** What the unit draws while it runs. */
  amps: number;
  #volts = 0;
  readonly #options: LoadOptions;

  constructor(amps: number, options: LoadOptions = DEFAULT_LOAD) {
    this.amps = amps;
    this.#options = options;
  }

  /** Behind the gate. */
  get volts(): number {
    return this.#volts;
  }

  /** True while the voltage is on its way: small steps are needed. */
  isMoving(gateOn: boolean, busbarVolts: number): boolean {
    return gateOn ? Math.abs(this.#volts - busbarVolts) > EMPTY : this.#volts > EMPTY;
  }

  /** Lets `seconds` pass. @returns amps through the gate meanwhile */
  advance(seconds: number, gateOn: boolean, busbarVolts: number): number {
    const { farads, voltsPerSecond, bleedOhms, minimumVolts } = this.#options;
    const running = this.#volts >= minimumVolts ? this.amps : 0;
    if (!gateOn) {
      const drained = this.#volts * Math.exp(-seconds / (bleedOhms * farads)) - (running * seconds) / farads;
      this.#volts = drained > EMPTY ? drained : 0;
      return 0;
    }
    const target = Math.min(busbarVolts, this.#volts + voltsPerSecond * seconds);
    const charging = seconds > 0 ? ((target - this.#volts) * farads) / seconds : 0;
    this.#volts = target;
    return Math.max(0, running + charging);
  }
}
