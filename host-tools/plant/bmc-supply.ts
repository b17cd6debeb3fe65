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
export const DEAD_SIEMENS = 1 / 1000;

export class BmcSupply {
  readonly options: BmcSupplyOptions;
  readonly holdUp: Capacitor;
  isUp = false;
  /** Into the hold-up capacitor, now. */
  amps = 0;

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
}
