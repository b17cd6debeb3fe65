// The rack's circuit: supply, common busbar, and the branches as a star. Solves one step of the implicit midpoint rule: all
// branches are lines over the one unknown, the busbar voltage, which a guarded Newton iteration finds.
// The rule keeps energy: C (v1 - v0) x (v0 + v1) / 2 is the change of C v^2 / 2.
import { BranchAccount, type BranchCircuit } from './branch-circuit';
import {
  BLEED_SIEMENS,
  BMC_AMPS,
  BMC_LEAST_VOLTS,
  BMC_OHMS,
  BMC_SIEMENS,
  BMC_UP,
  BMC_WATTS,
  Cells,
  CONNECTED,
  DEAD,
  DIODE_VOLTS,
  DRAW_AMPS,
  DRAW_WATTS,
  DRAWS_AMPS,
  DRAWS_WATTS,
  FARADS,
  GATE_AMPS,
  GATE_ON,
  HOLD,
  HOLD_ALONE,
  HOLD_FARADS,
  HOLD_MIDDLE,
  HOLD_OFFSET,
  HOLD_OHMS,
  HOLD_PATH_OHMS,
  HOLD_TANGENT,
  INPUT_VOLTS,
  INTO_BMC_AMPS,
  LOAD_AMPS,
  LOAD_LEAST_VOLTS,
  LOAD_SIEMENS,
  OUTPUT,
  OUTPUT_ALONE,
  OUTPUT_MIDDLE,
  OUTPUT_OFFSET,
  OUTPUT_OHMS,
  OUTPUT_PATH_OHMS,
  OUTPUT_TANGENT,
  RAMP_AMPS,
  RAMPING,
  ROW,
  SERIES_OHMS,
  SHORT_SIEMENS,
  SHUNT_OHMS,
  SLOPE,
  SLOT_OHMS,
  WATTS,
} from './cells';
import type { Supply } from './supply';

const ITERATIONS = 80;
/**
 * Rounds of tangents to the constant powers. A tangent that was off by u leaves u^2 P / V^3 ohms of error: with 6 W at 5 V and 0.1 ohms,
 * 5e-11 V for the volts below; far less than a step may be wrong by.
 */
const TANGENTS = 4;
const TANGENT_VOLTS = 1e-4;
/** Of the voltage: a few times what a number can tell apart. */
const LEAST_CHANGE = 1e-14;

export class Network {
  readonly supply: Supply;
  readonly branches: BranchCircuit[] = [];
  /** The branches, as the steps move them on. */
  readonly cells = new Cells();
  /** Behind the common part of the busbar. */
  busbarVolts: number;
  #amps = 0;
  #siemens = 0;

  constructor(supply: Supply) {
    this.supply = supply;
    this.busbarVolts = supply.output.volts;
  }

  /** Something was switched, or is asked of the circuits as they are: takes them over, solves a step, and tells them. */
  solve(seconds: number): void {
    this.cells.load(this.branches);
    this.solveCells(seconds);
    this.takePowers();
    this.cells.store(this.branches);
    this.cells.storePowers(this.branches);
  }

  /**
   * Solves a step of the cells. 0: the currents of now, the voltages stand still. Infinity: where everything comes to rest, which is where no
   * current flows into a capacitor. Voltages do not move yet.
   */
  solveCells(seconds: number): void {
    const { values } = this.cells;
    for (let at = 0; at < values.length; at += ROW) {
      values[at + OUTPUT_TANGENT] = values[at + OUTPUT]!;
      values[at + HOLD_TANGENT] = values[at + HOLD]!;
    }
    for (let round = 0; round < TANGENTS; round++) {
      this.#prepare(seconds);
      const volts = this.#findBusbar(seconds);
      this.supply.output.middle = volts + this.supply.options.busbarOhms * this.#amps;
      this.supply.amps = this.#amps;
      this.busbarVolts = volts;
      if (this.#take() < TANGENT_VOLTS) break;
    }
    for (let at = 0; at < values.length; at += ROW) {
      const isConnected = (this.cells.flags[at / ROW]! & CONNECTED) !== 0;
      values[at + INPUT_VOLTS] = isConnected ? this.busbarVolts - values[at + SLOT_OHMS]! * values[at + GATE_AMPS]! : 0;
    }
  }

  /** The powers in the middle of the step that was solved. */
  takePowers(): void {
    const { values, flags } = this.cells;
    this.supply.takePowers(this.busbarVolts);
    for (let i = 0, at = 0; i < flags.length; i++, at += ROW) {
      const amps = values[at + GATE_AMPS]!;
      const input = values[at + INPUT_VOLTS]!;
      const volts = values[at + OUTPUT_MIDDLE]!;
      const holdUp = values[at + HOLD_MIDDLE]!;
      const shunt = values[at + SHUNT_OHMS]!;
      const watts = at + WATTS;
      values[watts + BranchAccount.input] = input * amps;
      values[watts + BranchAccount.slot] = values[at + SLOT_OHMS]! * amps * amps;
      values[watts + BranchAccount.shunt] = shunt * amps * amps;
      values[watts + BranchAccount.gate] = (input - shunt * amps - volts) * amps;
      values[watts + BranchAccount.load] = (values[at + LOAD_AMPS]! + values[at + LOAD_SIEMENS]! * volts) * volts;
      values[watts + BranchAccount.short] = values[at + SHORT_SIEMENS]! * volts * volts;
      values[watts + BranchAccount.bleed] = volts * volts * values[at + BLEED_SIEMENS]!;
      values[watts + BranchAccount.bmc] =
        (this.busbarVolts - holdUp) * values[at + INTO_BMC_AMPS]! +
        holdUp * (values[at + BMC_AMPS]! + values[at + BMC_SIEMENS]! * holdUp);
      // What is moved on by its closed form is booked there.
      if (flags[i]! & OUTPUT_ALONE) {
        values[watts + BranchAccount.load] = 0;
        values[watts + BranchAccount.short] = 0;
        values[watts + BranchAccount.bleed] = 0;
      }
      if (flags[i]! & HOLD_ALONE) values[watts + BranchAccount.bmc] = 0;
    }
  }

  /** Lays the tangents, and makes a straight line of each capacitor with what drains it. */
  #prepare(seconds: number): void {
    const { values, flags } = this.cells;
    for (let i = 0, at = 0; i < flags.length; i++, at += ROW) {
      const flag = flags[i]!;
      let amps = 0;
      let loadSiemens = 0;
      if (flag & DRAWS_AMPS) amps = values[at + DRAW_AMPS]!;
      else if (flag & DRAWS_WATTS) {
        const volts = Math.max(values[at + OUTPUT_TANGENT]!, values[at + LOAD_LEAST_VOLTS]!);
        amps = (2 * values[at + DRAW_WATTS]!) / volts;
        loadSiemens = -values[at + DRAW_WATTS]! / (volts * volts);
      }
      values[at + LOAD_AMPS] = amps;
      values[at + LOAD_SIEMENS] = loadSiemens;
      const siemens = loadSiemens + values[at + BLEED_SIEMENS]! + values[at + SHORT_SIEMENS]!;
      const volts = values[at + OUTPUT]!;
      if (seconds === 0 || flag & OUTPUT_ALONE) {
        values[at + OUTPUT_OHMS] = 0;
        values[at + OUTPUT_OFFSET] = volts;
      } else {
        const own = (2 * values[at + FARADS]!) / seconds;
        const ohms = 1 / (own + siemens);
        values[at + OUTPUT_OHMS] = ohms;
        values[at + OUTPUT_OFFSET] = ohms * (own * volts - amps);
      }
      values[at + OUTPUT_PATH_OHMS] = values[at + SERIES_OHMS]! + values[at + OUTPUT_OHMS]!;
      if (flag & RAMPING) {
        const slope = values[at + SLOPE]!;
        values[at + RAMP_AMPS] = values[at + FARADS]! * slope + amps + siemens * (volts + (slope * seconds) / 2);
      }
      this.#prepareHoldUp(flag & HOLD_ALONE ? 0 : seconds, at, (flag & BMC_UP) !== 0);
    }
  }

  #prepareHoldUp(seconds: number, at: number, isUp: boolean): void {
    const { values } = this.cells;
    const tangent = Math.max(values[at + HOLD_TANGENT]!, values[at + BMC_LEAST_VOLTS]!);
    const amps = isUp ? (2 * values[at + BMC_WATTS]!) / tangent : 0;
    const siemens = isUp ? -values[at + BMC_WATTS]! / (tangent * tangent) : values[at + DEAD]!;
    values[at + BMC_AMPS] = amps;
    values[at + BMC_SIEMENS] = siemens;
    if (seconds === 0) {
      values[at + HOLD_OHMS] = 0;
      values[at + HOLD_OFFSET] = values[at + HOLD]!;
    } else {
      const own = (2 * values[at + HOLD_FARADS]!) / seconds;
      const ohms = 1 / (own + siemens);
      values[at + HOLD_OHMS] = ohms;
      values[at + HOLD_OFFSET] = ohms * (own * values[at + HOLD]! - amps);
    }
    values[at + HOLD_PATH_OHMS] = values[at + BMC_OHMS]! + values[at + HOLD_OHMS]!;
  }

  /** Currents of all branches at a busbar voltage, and their slopes. */
  #draw(volts: number): void {
    const { values, flags } = this.cells;
    let sumAmps = 0;
    let sumSiemens = 0;
    for (let i = 0, at = 0; i < flags.length; i++, at += ROW) {
      const flag = flags[i]!;
      let gateAmps = 0;
      let bmcAmps = 0;
      let gateSiemens = 0;
      let bmcSiemens = 0;
      if (flag & CONNECTED) {
        const ohms = values[at + HOLD_PATH_OHMS]!;
        const amps = (volts - values[at + DIODE_VOLTS]! - values[at + HOLD_OFFSET]!) / ohms;
        if (amps > 0) {
          bmcAmps = amps;
          bmcSiemens = 1 / ohms;
        }
        if (flag & GATE_ON) {
          const path = values[at + OUTPUT_PATH_OHMS]!;
          const through = (volts - values[at + OUTPUT_OFFSET]!) / path;
          // No current flows back through the gate.
          if (flag & RAMPING && through > values[at + RAMP_AMPS]!) gateAmps = Math.max(0, values[at + RAMP_AMPS]!);
          else if (through > 0) {
            gateAmps = through;
            gateSiemens = 1 / path;
          }
        }
      }
      values[at + GATE_AMPS] = gateAmps;
      values[at + INTO_BMC_AMPS] = bmcAmps;
      sumAmps += gateAmps + bmcAmps;
      sumSiemens += gateSiemens + bmcSiemens;
    }
    this.#amps = sumAmps;
    this.#siemens = sumSiemens;
  }

  /** Takes the solution, and moves the tangents there. @returns by how many volts they moved */
  #take(): number {
    const { values } = this.cells;
    let moved = 0;
    for (let at = 0; at < values.length; at += ROW) {
      const output = values[at + OUTPUT_OFFSET]! + values[at + OUTPUT_OHMS]! * values[at + GATE_AMPS]!;
      const holdUp = values[at + HOLD_OFFSET]! + values[at + HOLD_OHMS]! * values[at + INTO_BMC_AMPS]!;
      values[at + OUTPUT_MIDDLE] = output;
      values[at + HOLD_MIDDLE] = holdUp;
      moved = Math.max(
        moved,
        Math.abs(output - values[at + OUTPUT_TANGENT]!),
        Math.abs(holdUp - values[at + HOLD_TANGENT]!),
      );
      values[at + OUTPUT_TANGENT] = output;
      values[at + HOLD_TANGENT] = holdUp;
    }
    return moved;
  }

  /**
   * Kirchhoff at the supply's capacitor: 2 C / dt (u - u0) + u / bleed + I(volts) - source(u) = 0, u = volts + busbar ohms x I.
   * With 0 seconds u is given, and the equation is u = output volts. The currents drawn last are those at the volts that it returns.
   */
  #findBusbar(seconds: number): number {
    const { supply } = this;
    const { busbarOhms } = supply.options;
    const own = seconds === 0 ? 0 : (2 * supply.output.farads) / seconds;
    let low = -1;
    let high = Math.max(supply.options.volts, supply.output.volts) + 1;
    let volts = Math.max(low, Math.min(high, this.busbarVolts));
    for (let i = 0; i < ITERATIONS; i++) {
      this.#draw(volts);
      const output = volts + busbarOhms * this.#amps;
      const outputSlope = 1 + busbarOhms * this.#siemens;
      let error = output - supply.output.volts;
      let slope = outputSlope;
      if (seconds !== 0) {
        const siemens = own + supply.bleedSiemens - supply.slopeAt(output);
        error = own * error + supply.bleedSiemens * output + this.#amps - supply.ampsAt(output);
        slope = siemens * outputSlope + this.#siemens;
      }
      if (error === 0) return volts;
      if (error > 0) high = volts;
      else low = volts;
      const change = error / slope;
      // Before the guard: a root that was found sits on its own bound, and would be left for a bisection.
      if (Math.abs(change) <= LEAST_CHANGE * Math.abs(volts)) return volts;
      const next = volts - change;
      volts = next > low && next < high ? next : (low + high) / 2;
      if (high - low <= LEAST_CHANGE * Math.abs(volts)) break;
    }
    this.#draw(volts);
    return volts;
  }
}
