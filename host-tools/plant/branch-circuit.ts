// One unit's branch off the busbar as the solver sees it: connector, shunt, gate, output capacitor with load, bleed and
// perhaps a short; and the BMC's supply on power pins of its own. What it is and what switches in it; network.ts solves it.
import { BmcSupply, type BmcSupplyOptions, DEAD_SIEMENS } from './bmc-supply';
import { Capacitor } from './capacitor';
import { EFuse, type EFuseOptions } from './e-fuse';
import { EnergyMeter } from './energy-meter';
import { Gate, type GateOptions } from './gate';
import { Load, type LoadOptions } from './load';
import { LoneCapacitor } from './lone-capacitor';

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
export const BRANCH_ACCOUNTS = 8;
/** Leakage of the output's capacitors. A guess. */
const LEAK_SIEMENS = 1e-5;
const NEVER = Number.POSITIVE_INFINITY;

export class BranchCircuit {
  readonly options: BranchOptions;
  readonly output: Capacitor;
  readonly load: Load;
  readonly gate: Gate;
  readonly eFuse: EFuse;
  readonly bmc: BmcSupply;
  readonly meter = new EnergyMeter(BRANCH_ACCOUNTS);
  /** The long pins touch. */
  isConnected = false;
  /** Siemens of a short at the output. */
  shortSiemens = 0;
  /** Through shunt and gate, now. */
  gateAmps = 0;
  /** Busbar side of the shunt, now; 0 while the pins do not touch. */
  inputVolts = 0;
  /** The capacitors that have no way to the busbar since the last switch. */
  isOutputAlone = false;
  isHoldUpAlone = false;
  readonly #lone: { readonly output: LoneCapacitor; readonly holdUp: LoneCapacitor };
  #loneLoadNs = NEVER;
  #loneBmcNs = NEVER;

  constructor(options: BranchOptions) {
    this.options = options;
    this.output = new Capacitor(options.farads);
    this.load = new Load(options.load, this.output);
    this.gate = new Gate(options.gate);
    this.eFuse = new EFuse(options.eFuse);
    this.bmc = new BmcSupply(options.bmc);
    this.#lone = { output: new LoneCapacitor(this.output), holdUp: new LoneCapacitor(this.bmc.holdUp) };
  }

  /** Leak and quick discharge of the output. */
  get bleedSiemens(): number {
    return this.gate.isOn ? LEAK_SIEMENS : LEAK_SIEMENS + 1 / this.options.bleedOhms;
  }

  /** What the eFuse looks at. One that has opened has nothing left to open, though a gate that is stuck may conduct on. */
  get #watchedAmps(): number {
    return this.gate.isAsked ? this.gateAmps : 0;
  }

  /** True where a switch, a timer or a threshold does not fit the voltages and currents of now. */
  isToSwitch(nowNs: number): boolean {
    return (
      this.load.isToToggle ||
      this.bmc.isToToggle ||
      this.eFuse.isToNote(this.#watchedAmps) ||
      this.gate.isToEndRamp(this.inputVolts, nowNs)
    );
  }

  /** @returns true where the BMC came up or died */
  switchOver(nowNs: number): boolean {
    if (this.load.isToToggle) this.load.toggle(nowNs);
    this.eFuse.note(this.#watchedAmps, nowNs);
    if (this.gate.isToEndRamp(this.inputVolts, nowNs)) this.gate.isRamping = false;
    if (!this.bmc.isToToggle) return false;
    this.bmc.isUp = !this.bmc.isUp;
    return true;
  }

  /** When something in it changes by the clock. */
  get dueNs(): number {
    return Math.min(this.load.nextNs, this.eFuse.dueNs, this.#loneLoadNs, this.#loneBmcNs);
  }

  /** When its BMC dies, where that is known. */
  get bmcDiesNs(): number {
    return this.#loneBmcNs;
  }

  /** All has been switched for this instant. What has no way to the busbar is left to its closed form. @returns whether anything is */
  aim(nowNs: number, mayBeAlone: boolean): boolean {
    const { load, bmc } = this;
    this.isOutputAlone = mayBeAlone && !(this.isConnected && this.gate.isOn);
    this.isHoldUpAlone = mayBeAlone && !this.isConnected;
    this.#loneLoadNs = NEVER;
    this.#loneBmcNs = NEVER;
    if (this.isOutputAlone) {
      const { output } = this.#lone;
      output.begin(nowNs, { ...load.drain, siemens: this.bleedSiemens + this.shortSiemens });
      if (load.running) this.#loneLoadNs = output.fallsBelowNs(load.stopVolts);
    }
    if (this.isHoldUpAlone) {
      const { holdUp } = this.#lone;
      holdUp.begin(nowNs, { amps: 0, watts: bmc.isUp ? bmc.options.watts : 0, siemens: bmc.isUp ? 0 : DEAD_SIEMENS });
      if (bmc.isUp) this.#loneBmcNs = holdUp.fallsBelowNs(bmc.options.stopVolts);
    }
    return this.isOutputAlone || this.isHoldUpAlone;
  }

  /** Something in it that is left to its closed form moves still. */
  get isFalling(): boolean {
    const { output, holdUp } = this.#lone;
    return (this.isOutputAlone && !output.isEmpty) || (this.isHoldUpAlone && !holdUp.isEmpty);
  }

  /** Moves on what is left to its closed form. */
  catchUp(nowNs: number): void {
    const { meter, load } = this;
    const { output, holdUp } = this.#lone;
    if (this.isOutputAlone) {
      output.advance(nowNs);
      meter.book(BranchAccount.load, output.drawn);
      const share = this.shortSiemens / (this.bleedSiemens + this.shortSiemens);
      meter.book(BranchAccount.short, output.leaked * share);
      meter.book(BranchAccount.bleed, output.leaked * (1 - share));
      load.lineariseAlone();
    }
    if (this.isHoldUpAlone) {
      holdUp.advance(nowNs);
      meter.book(BranchAccount.bmc, holdUp.drawn + holdUp.leaked);
    }
  }
}
