// One unit's branch off the busbar as the solver sees it: connector, shunt, gate, output capacitor with load, bleed and
// perhaps a short; and the BMC's supply on power pins of its own. For one step everything in it is a line over the busbar voltage.
import { BmcSupply, type BmcSupplyOptions } from './bmc-supply';
import { Capacitor } from './capacitor';
import { EFuse, type EFuseOptions } from './e-fuse';
import { EnergyMeter } from './energy-meter';
import { Gate, type GateOptions } from './gate';
import { Load, type LoadOptions } from './load';

export interface BranchOptions {
  readonly slot: number;
  readonly load: LoadOptions;
  /** Input capacitors of the unit. */
  readonly farads: number;
  /** Discharges the output while the gate is off, as an eFuse's quick output discharge does. */
  readonly bleedOhms: number;
  /** Busbar tap and power pins of this slot. */
  readonly slotOhms: number;
  readonly shuntOhms: number;
  readonly gate: GateOptions;
  readonly eFuse: EFuseOptions;
  readonly bmc: BmcSupplyOptions;
}

/** `input` is what the sensor sees: volts ahead of the shunt times amps through it. */
export const BranchAccount = { input: 0, slot: 1, shunt: 2, gate: 3, load: 4, short: 5, bleed: 6, bmc: 7 } as const;
const ACCOUNTS = 8;
/** Leakage of the output's capacitors. A guess. */
const LEAK_SIEMENS = 1e-5;

export class BranchCircuit {
  readonly options: BranchOptions;
  readonly output: Capacitor;
  readonly load: Load;
  readonly gate: Gate;
  readonly eFuse: EFuse;
  readonly bmc: BmcSupply;
  readonly meter = new EnergyMeter(ACCOUNTS);
  /** The long pins touch. */
  isConnected = false;
  /** Siemens of a short at the output. */
  shortSiemens = 0;
  /** Through shunt and gate, now. */
  gateAmps = 0;
  /** Busbar side of the shunt, now; 0 while the pins do not touch. */
  inputVolts = 0;
  #siemens = 0;
  #seriesOhms: number;
  #rampAmps = 0;
  #tangentVolts = 0;
  #tangentHoldUp = 0;

  constructor(options: BranchOptions) {
    this.options = options;
    this.output = new Capacitor(options.farads);
    this.load = new Load(options.load, this.output);
    this.gate = new Gate(options.gate);
    this.eFuse = new EFuse(options.eFuse);
    this.bmc = new BmcSupply(options.bmc);
    this.#seriesOhms = options.slotOhms + options.shuntOhms + options.gate.ohms;
  }

  /** From the busbar, now: the unit and its BMC. */
  get amps(): number {
    return this.gateAmps + this.bmc.amps;
  }

  /** d amps / d busbar volts of the solved step. */
  get siemens(): number {
    return this.#siemens + this.bmc.siemens;
  }

  /** Tangents of the constant powers begin at the voltages of now. */
  resetTangents(): void {
    this.#tangentVolts = this.output.volts;
    this.#tangentHoldUp = this.bmc.holdUp.volts;
  }

  /** Moves the tangents to the solved voltages. @returns by how many volts they moved */
  moveTangents(): number {
    const moved = Math.max(
      Math.abs(this.output.middle - this.#tangentVolts),
      Math.abs(this.bmc.holdUp.middle - this.#tangentHoldUp),
    );
    this.#tangentVolts = this.output.middle;
    this.#tangentHoldUp = this.bmc.holdUp.middle;
    return moved;
  }

  get #bleedSiemens(): number {
    return this.gate.isOn ? LEAK_SIEMENS : LEAK_SIEMENS + 1 / this.options.bleedOhms;
  }

  prepare(seconds: number): void {
    const { load, gate, output, options } = this;
    load.linearise(this.#tangentVolts);
    const siemens = load.tangentSiemens + this.#bleedSiemens + this.shortSiemens;
    output.prepare(seconds, load.tangentAmps, siemens);
    this.bmc.prepare(seconds, this.#tangentHoldUp);
    if (!gate.isRamping) return;
    const middle = output.volts + (gate.options.voltsPerSecond * seconds) / 2;
    this.#rampAmps = options.farads * gate.options.voltsPerSecond + load.tangentAmps + siemens * middle;
  }

  /** Currents at a busbar voltage, and their slope. */
  solve(busbarVolts: number): void {
    this.bmc.solve(this.isConnected ? busbarVolts : undefined);
    this.gateAmps = 0;
    this.#siemens = 0;
    if (!this.isConnected || !this.gate.isOn) return;
    const ohms = this.#seriesOhms + this.output.ohms;
    const amps = (busbarVolts - this.output.offset) / ohms;
    if (this.gate.isRamping && amps > this.#rampAmps) {
      this.gateAmps = Math.max(0, this.#rampAmps);
    } else if (amps > 0) {
      this.gateAmps = amps;
      this.#siemens = 1 / ohms;
    }
  }

  /** Takes the solution: voltages and powers in the middle of the step. */
  take(busbarVolts: number): void {
    const { gateAmps, output, bmc, options, load } = this;
    output.take(gateAmps);
    bmc.holdUp.take(bmc.amps);
    this.inputVolts = this.isConnected ? busbarVolts - options.slotOhms * gateAmps : 0;
    const volts = output.middle;
    const { watts } = this.meter;
    watts[BranchAccount.input] = this.inputVolts * gateAmps;
    watts[BranchAccount.slot] = options.slotOhms * gateAmps * gateAmps;
    watts[BranchAccount.shunt] = options.shuntOhms * gateAmps * gateAmps;
    watts[BranchAccount.gate] = (this.inputVolts - options.shuntOhms * gateAmps - volts) * gateAmps;
    watts[BranchAccount.load] = load.ampsAt(volts) * volts;
    watts[BranchAccount.short] = this.shortSiemens * volts * volts;
    watts[BranchAccount.bleed] = volts * volts * this.#bleedSiemens;
    watts[BranchAccount.bmc] = (busbarVolts - bmc.holdUp.middle) * bmc.amps + bmc.drainWatts;
  }

  /** True where a switch, a timer or a threshold does not fit the voltages and currents of now. */
  isToSwitch(nowNs: number): boolean {
    return (
      this.load.isToToggle ||
      this.bmc.isToToggle ||
      this.eFuse.isToNote(this.gateAmps) ||
      this.gate.isToEndRamp(this.inputVolts, nowNs)
    );
  }

  /** @returns true where the BMC came up or died */
  switchOver(nowNs: number): boolean {
    if (this.load.isToToggle) this.load.toggle(nowNs);
    this.eFuse.note(this.gateAmps, nowNs);
    if (this.gate.isToEndRamp(this.inputVolts, nowNs)) this.gate.isRamping = false;
    if (!this.bmc.isToToggle) return false;
    this.bmc.isUp = !this.bmc.isUp;
    return true;
  }

  /** When something in it changes by the clock. */
  get dueNs(): number {
    return Math.min(this.load.nextNs, this.eFuse.dueNs);
  }
}
