// The rack's circuit: supply, common busbar, and the branches as a star. Solves one step of the implicit midpoint rule: all
// branches are lines over the one unknown, the busbar voltage, which a guarded Newton iteration finds.
import type { BranchCircuit } from './branch-circuit';
import type { Supply } from './supply';

const ITERATIONS = 80;
/** Rounds of tangents to the constant powers. One is exact but for curvature. */
const TANGENTS = 4;
const TANGENT_VOLTS = 1e-9;
/** Of the voltage: a few times what a number can tell apart. */
const LEAST_CHANGE = 1e-14;

export class Network {
  readonly supply: Supply;
  readonly branches: BranchCircuit[] = [];
  /** Behind the common part of the busbar. */
  busbarVolts: number;
  #amps = 0;
  #siemens = 0;

  constructor(supply: Supply) {
    this.supply = supply;
    this.busbarVolts = supply.output.volts;
  }

  /** Solves a step. 0: the currents of now. Infinity: where everything comes to rest. Voltages do not move yet. */
  solve(seconds: number): void {
    for (const branch of this.branches) branch.resetTangents();
    for (let round = 0; round < TANGENTS; round++) {
      this.#solveLinear(seconds);
      let moved = 0;
      for (const branch of this.branches) moved = Math.max(moved, branch.moveTangents());
      if (moved < TANGENT_VOLTS) return;
    }
  }

  #solveLinear(seconds: number): void {
    const { supply, branches } = this;
    supply.output.prepare(seconds, 0, supply.bleedSiemens);
    for (const branch of branches) branch.prepare(seconds);
    const volts = this.#findBusbar(seconds);
    this.#draw(volts);
    supply.output.middle = volts + supply.options.busbarOhms * this.#amps;
    supply.take(this.#amps, volts);
    for (const branch of branches) branch.take(volts);
    this.busbarVolts = volts;
  }

  /** Currents of all branches at a busbar voltage. */
  #draw(volts: number): void {
    this.#amps = 0;
    this.#siemens = 0;
    for (const branch of this.branches) {
      branch.solve(volts);
      this.#amps += branch.amps;
      this.#siemens += branch.siemens;
    }
  }

  /**
   * Kirchhoff at the supply's capacitor: 2 C / dt (u - u0) + u / bleed + I(volts) - source(u) = 0, u = volts + busbar ohms x I.
   * With 0 seconds u is given, and the equation is u = output volts.
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
      if (Math.abs(change) <= LEAST_CHANGE * Math.abs(volts)) return volts - change;
      const next = volts - change;
      volts = next > low && next < high ? next : (low + high) / 2;
      if (high - low <= LEAST_CHANGE * Math.abs(volts)) return volts;
    }
    return volts;
  }
}
