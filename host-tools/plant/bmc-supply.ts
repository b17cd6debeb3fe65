// The BMC's own supply: from the busbar, ahead of the gate, through a diode and a small resistor into a hold-up capacitor; a
// switching regulator draws constant power from it. What is left in the capacitor is the time to clear the gate.
import { Capacitor } from './capacitor';

export interface BmcSupplyOptions {
  /** Drawn while the BMC runs. */
  readonly watts: number;
  /** Hold-up capacitor. */
  readonly farads: number;
  /** In series with the diode: limits the charging current. */
  readonly ohms: number;
  readonly diodeVolts: number;
  /** The BMC starts from this voltage of the capacitor. */
  readonly startVolts: number;
  /** The BMC dies below this. */
  readonly stopVolts: number;
}

/** All guesses for a Raspberry Pi Pico, whose regulator takes 1.8 to 5.5 V (Pico datasheet, "Powerchain"), until measured. */
export const DEFAULT_BMC_SUPPLY: BmcSupplyOptions = {
  watts: 0.15,
  farads: 220e-6,
  ohms: 2.2,
  diodeVolts: 0.3,
  startVolts: 4,
  stopVolts: 3,
};

/** What a dead BMC still takes: empties its capacitor. A guess. */
const DEAD_OHMS = 1000;

export class BmcSupply {
  readonly options: BmcSupplyOptions;
  readonly holdUp: Capacitor;
  isUp = false;
  /** Into the hold-up capacitor, now. */
  amps = 0;
  /** d amps / d busbar volts of the solved step. */
  siemens = 0;
  #tangentAmps = 0;
  #tangentSiemens = 0;

  constructor(options: BmcSupplyOptions) {
    this.options = options;
    this.holdUp = new Capacitor(options.farads);
  }

  get isToToggle(): boolean {
    const { startVolts, stopVolts } = this.options;
    return this.isUp ? this.holdUp.volts < stopVolts : this.holdUp.volts >= startVolts;
  }

  /** Seconds that a running BMC lives on once nothing charges the capacitor: C (v^2 - stop^2) / 2 P. */
  get holdUpSeconds(): number {
    const { farads, stopVolts, watts } = this.options;
    const left = (farads * (this.holdUp.volts ** 2 - stopVolts ** 2)) / 2;
    return this.isUp && left > 0 ? left / watts : 0;
  }

  /** Sets up a step; the constant power is taken as its tangent at a voltage. */
  prepare(seconds: number, at: number): void {
    const volts = Math.max(at, this.options.stopVolts / 2);
    this.#tangentAmps = this.isUp ? (2 * this.options.watts) / volts : 0;
    this.#tangentSiemens = this.isUp ? -this.options.watts / (volts * volts) : 1 / DEAD_OHMS;
    this.holdUp.prepare(seconds, this.#tangentAmps, this.#tangentSiemens);
  }

  /** Solves for a busbar voltage; `undefined`: the pins do not touch. */
  solve(busbarVolts: number | undefined): void {
    const ohms = this.options.ohms + this.holdUp.ohms;
    const amps = busbarVolts === undefined ? 0 : (busbarVolts - this.options.diodeVolts - this.holdUp.offset) / ohms;
    this.amps = Math.max(0, amps);
    this.siemens = amps > 0 ? 1 / ohms : 0;
  }

  /** Power of the electronics at the solved middle of a step. */
  get drainWatts(): number {
    const { middle } = this.holdUp;
    return middle * (this.#tangentAmps + this.#tangentSiemens * middle);
  }
}
