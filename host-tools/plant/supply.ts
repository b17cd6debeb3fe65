// The rack's power supply: open-circuit volts behind an output resistance (droop), a constant-current limit that may fold
// back, and its output capacitor. It never takes current back.
import { Capacitor } from './capacitor';
import { EnergyMeter } from './energy-meter';

export interface SupplyOptions {
  /** Without load. */
  readonly volts: number;
  /** Output resistance: the droop. */
  readonly ohms: number;
  /** At this current the supply keeps its current and lets its voltage fall. */
  readonly limitAmps: number;
  /** What the limit has fallen to into a dead short, as a share of `limitAmps`. 1: no foldback. */
  readonly foldback: number;
  /** The part of the busbar that the current of all units flows through. */
  readonly busbarOhms: number;
  /** Output capacitor. */
  readonly farads: number;
}

/** All but volts are guesses for a 5 V, 125 W desk supply until one is measured. */
export const DEFAULT_SUPPLY: SupplyOptions = {
  volts: 5.1,
  ohms: 5e-3,
  limitAmps: 25,
  foldback: 1,
  busbarOhms: 0,
  farads: 1000e-6,
};

export const SupplyAccount = { delivered: 0, busbar: 1, bleed: 2 } as const;

/** The supply's own minimum load, so that its output falls to zero when it is off. A guess. */
const BLEED_OHMS = 1000;
/** An ideal source cannot be solved for. */
const LEAST_OHMS = 1e-4;

export class Supply {
  options: SupplyOptions;
  readonly output: Capacitor;
  readonly meter = new EnergyMeter(3);
  /** In the output capacitor at power-on. */
  readonly initialJoules: number;
  /** Into the busbar, now. */
  amps = 0;
  /** Delivered by the source, the capacitor's share included. */
  sourceAmps = 0;

  constructor(options: SupplyOptions) {
    this.options = options;
    this.output = new Capacitor(options.farads);
    this.output.volts = options.volts;
    this.initialJoules = this.output.joules;
  }

  get bleedSiemens(): number {
    return 1 / BLEED_OHMS;
  }

  /** What the limit is at an output voltage. */
  limitAt(volts: number): number {
    const { limitAmps, foldback, volts: open } = this.options;
    const share = open > 0 ? Math.max(0, Math.min(1, volts / open)) : 0;
    return limitAmps * (foldback + (1 - foldback) * share);
  }

  /** Current of the source at an output voltage. */
  ampsAt(volts: number): number {
    return Math.max(0, Math.min(this.#droopAmps(volts), this.limitAt(volts)));
  }

  /** The limit, not the droop, sets the current of now. */
  get isLimiting(): boolean {
    return this.#droopAmps(this.output.volts) > this.limitAt(this.output.volts);
  }

  /** d amps / d volts at an output voltage. */
  slopeAt(volts: number): number {
    const { ohms, limitAmps, foldback, volts: open } = this.options;
    const droop = this.#droopAmps(volts);
    if (droop <= 0) return 0;
    if (droop <= this.limitAt(volts)) return -1 / Math.max(ohms, LEAST_OHMS);
    return volts > 0 && volts < open ? (limitAmps * (1 - foldback)) / open : 0;
  }

  /** Takes the powers of the solved step. `busbarVolts`: behind the common part of the busbar. */
  takePowers(busbarVolts: number): void {
    const volts = this.output.middle;
    this.sourceAmps = this.ampsAt(volts);
    this.meter.watts[SupplyAccount.delivered] = this.sourceAmps * volts;
    this.meter.watts[SupplyAccount.busbar] = (volts - busbarVolts) * this.amps;
    this.meter.watts[SupplyAccount.bleed] = volts * volts * this.bleedSiemens;
  }

  #droopAmps(volts: number): number {
    return (this.options.volts - volts) / Math.max(this.options.ohms, LEAST_OHMS);
  }
}
