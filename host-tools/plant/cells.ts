// The branches as the solver works on them: one row of numbers per branch in one array, so that a step of sixteen branches goes through
// memory once. Facts come from the circuits when something was switched; voltages and currents go back to them behind each step.

import { DEAD_SIEMENS } from './bmc-supply';
import { BRANCH_ACCOUNTS, type BranchCircuit } from './branch-circuit';

/** Facts of a branch: columns of its row. Volts, amps, ohms, siemens, farads, watts. */
export const FARADS = 0;
export const BLEED_SIEMENS = 1;
export const SHORT_SIEMENS = 2;
export const DRAW_AMPS = 3;
export const DRAW_WATTS = 4;
/** Below it the tangent of a constant power is not laid. */
export const LOAD_LEAST_VOLTS = 5;
/** Slot, shunt and gate. */
export const SERIES_OHMS = 6;
/** Of the soft start, volts per second. */
export const SLOPE = 7;
export const SLOT_OHMS = 8;
export const SHUNT_OHMS = 9;
export const HOLD_FARADS = 10;
export const BMC_WATTS = 11;
export const BMC_LEAST_VOLTS = 12;
export const BMC_OHMS = 13;
export const DIODE_VOLTS = 14;
export const DEAD = 15;
/** The two capacitors, output and hold-up: at the end of the last step, in the middle of the one that was solved, at its start, behind a whole step. */
export const OUTPUT = 16;
export const OUTPUT_MIDDLE = 17;
export const OUTPUT_SAVED = 18;
export const OUTPUT_WHOLE = 19;
export const HOLD = 20;
export const HOLD_MIDDLE = 21;
export const HOLD_SAVED = 22;
export const HOLD_WHOLE = 23;
/** Where the tangents of the constant powers are laid, and what they are: amps at 0 V, and slope. */
export const OUTPUT_TANGENT = 24;
export const LOAD_AMPS = 25;
export const LOAD_SIEMENS = 26;
export const HOLD_TANGENT = 27;
export const BMC_AMPS = 28;
export const BMC_SIEMENS = 29;
/** Middle voltage = offset + ohms x current: a capacitor for one step. `PATH`: with the ohms ahead of it. */
export const OUTPUT_OFFSET = 30;
export const OUTPUT_OHMS = 31;
export const OUTPUT_PATH_OHMS = 32;
export const HOLD_OFFSET = 33;
export const HOLD_OHMS = 34;
export const HOLD_PATH_OHMS = 35;
/** The soft start lets no more through. */
export const RAMP_AMPS = 36;
/** Solved: through the gate, into the BMC's supply, busbar side of the shunt. */
export const GATE_AMPS = 37;
export const INTO_BMC_AMPS = 38;
export const INPUT_VOLTS = 39;
/** By account: powers, and joules of the steps that are tried. */
export const WATTS = 40;
export const PENDING = WATTS + BRANCH_ACCOUNTS;
export const ROW = PENDING + BRANCH_ACCOUNTS;

/** Flags of a branch. `DRAWS_AMPS`, `DRAWS_WATTS`: its load runs. */
export const CONNECTED = 1;
export const GATE_ON = 2;
export const RAMPING = 4;
export const BMC_UP = 8;
export const DRAWS_AMPS = 16;
export const DRAWS_WATTS = 32;
/** It has no way to the busbar, and is moved on by its closed form. */
export const OUTPUT_ALONE = 64;
export const HOLD_ALONE = 128;

export class Cells {
  /** Row by row. */
  values = new Float64Array(0);
  /** By branch. */
  flags = new Uint8Array(0);

  /** Facts and voltages of all branches. */
  load(branches: readonly BranchCircuit[]): void {
    if (this.flags.length !== branches.length) {
      this.values = new Float64Array(branches.length * ROW);
      this.flags = new Uint8Array(branches.length);
    }
    for (let i = 0; i < branches.length; i++) this.#loadBranch(branches[i]!, i);
  }

  #loadBranch(branch: BranchCircuit, i: number): void {
    const { values } = this;
    const at = i * ROW;
    const { options, load, gate, bmc, output } = branch;
    const { draw } = load;
    values[at + FARADS] = options.farads;
    values[at + BLEED_SIEMENS] = branch.bleedSiemens;
    values[at + SHORT_SIEMENS] = branch.shortSiemens;
    values[at + DRAW_AMPS] = 'amps' in draw ? draw.amps : 0;
    values[at + DRAW_WATTS] = 'watts' in draw ? draw.watts : 0;
    values[at + LOAD_LEAST_VOLTS] = load.stopVolts / 2;
    values[at + SERIES_OHMS] = options.slotOhms + options.shuntOhms + options.gate.ohms;
    values[at + SLOPE] = gate.options.voltsPerSecond;
    values[at + SLOT_OHMS] = options.slotOhms;
    values[at + SHUNT_OHMS] = options.shuntOhms;
    values[at + HOLD_FARADS] = bmc.options.farads;
    values[at + BMC_WATTS] = bmc.options.watts;
    values[at + BMC_LEAST_VOLTS] = bmc.options.stopVolts / 2;
    values[at + BMC_OHMS] = bmc.options.ohms;
    values[at + DIODE_VOLTS] = bmc.options.diodeVolts;
    values[at + DEAD] = DEAD_SIEMENS;
    values[at + OUTPUT] = output.volts;
    values[at + HOLD] = bmc.holdUp.volts;
    const draws = 'amps' in draw ? DRAWS_AMPS : DRAWS_WATTS;
    this.flags[i] =
      (branch.isConnected ? CONNECTED : 0) |
      (gate.isOn ? GATE_ON : 0) |
      (gate.isRamping ? RAMPING : 0) |
      (bmc.isUp ? BMC_UP : 0) |
      (load.running ? draws : 0) |
      (branch.isOutputAlone ? OUTPUT_ALONE : 0) |
      (branch.isHoldUpAlone ? HOLD_ALONE : 0);
  }

  /** Voltages and currents of now, and the tangents of the loads, to the circuits. */
  store(branches: readonly BranchCircuit[]): void {
    const { values } = this;
    for (let i = 0; i < branches.length; i++) {
      const at = i * ROW;
      const branch = branches[i]!;
      const { output, bmc, load } = branch;
      if (!branch.isOutputAlone) {
        output.volts = values[at + OUTPUT]!;
        output.middle = values[at + OUTPUT_MIDDLE]!;
        load.tangentAmps = values[at + LOAD_AMPS]!;
        load.tangentSiemens = values[at + LOAD_SIEMENS]!;
      }
      if (!branch.isHoldUpAlone) {
        bmc.holdUp.volts = values[at + HOLD]!;
        bmc.holdUp.middle = values[at + HOLD_MIDDLE]!;
      }
      bmc.amps = values[at + INTO_BMC_AMPS]!;
      branch.gateAmps = values[at + GATE_AMPS]!;
      branch.inputVolts = values[at + INPUT_VOLTS]!;
    }
  }

  /** The powers of now, to the meters. */
  storePowers(branches: readonly BranchCircuit[]): void {
    const { values } = this;
    for (let i = 0; i < branches.length; i++) {
      const from = i * ROW + WATTS;
      const { watts } = branches[i]!.meter;
      for (let k = 0; k < BRANCH_ACCOUNTS; k++) watts[k] = values[from + k]!;
    }
  }

  /** The powers of now held for so long, if the step is accepted. */
  collect(seconds: number): void {
    const { values } = this;
    for (let at = 0; at < values.length; at += ROW) {
      for (let k = at; k < at + BRANCH_ACCOUNTS; k++) values[k + PENDING]! += values[k + WATTS]! * seconds;
    }
  }

  /** Books what was collected. */
  commit(branches: readonly BranchCircuit[]): void {
    const { values } = this;
    for (let i = 0; i < branches.length; i++) branches[i]!.meter.bookAll(values, i * ROW + PENDING);
    this.discard();
  }

  discard(): void {
    const { values } = this;
    for (let at = PENDING; at < values.length; at += ROW) values.fill(0, at, at + BRANCH_ACCOUNTS);
  }

  save(): void {
    const { values } = this;
    for (let at = 0; at < values.length; at += ROW) {
      values[at + OUTPUT_SAVED] = values[at + OUTPUT]!;
      values[at + HOLD_SAVED] = values[at + HOLD]!;
    }
  }

  restore(): void {
    const { values } = this;
    for (let at = 0; at < values.length; at += ROW) {
      values[at + OUTPUT] = values[at + OUTPUT_SAVED]!;
      values[at + HOLD] = values[at + HOLD_SAVED]!;
    }
  }

  /** Where the step that was solved ends: kept, and not gone to. */
  noteWhole(): void {
    const { values } = this;
    for (let at = 0; at < values.length; at += ROW) {
      values[at + OUTPUT_WHOLE] = 2 * values[at + OUTPUT_MIDDLE]! - values[at + OUTPUT]!;
      values[at + HOLD_WHOLE] = 2 * values[at + HOLD_MIDDLE]! - values[at + HOLD]!;
    }
  }

  /** Takes the step. */
  advance(): void {
    const { values } = this;
    for (let at = 0; at < values.length; at += ROW) {
      values[at + OUTPUT] = 2 * values[at + OUTPUT_MIDDLE]! - values[at + OUTPUT]!;
      values[at + HOLD] = 2 * values[at + HOLD_MIDDLE]! - values[at + HOLD]!;
    }
  }

  /** The largest difference between the voltages of now and those of two columns. */
  farthest(output: number, hold: number): number {
    const { values } = this;
    let most = 0;
    for (let at = 0; at < values.length; at += ROW) {
      most = Math.max(
        most,
        Math.abs(values[at + OUTPUT]! - values[at + output]!),
        Math.abs(values[at + HOLD]! - values[at + hold]!),
      );
    }
    return most;
  }
}
