// Takes the network through time in steps of its own choice: each step is done once whole and once in halves, and the
// difference is the error that sets the next step. A step over a switching threshold is taken again, shorter.
import { BranchAccount } from './branch-circuit';
import { HOLD_SAVED, HOLD_WHOLE, OUTPUT_SAVED, OUTPUT_WHOLE } from './cells';
import type { Network } from './network';
import { SupplyAccount } from './supply';

/** Error per step, volts, on any capacitor. */
const TOLERANCE = 1e-6;
/** Thresholds are found to within this. */
const SWITCH_NS = 10;
const SHORTEST_NS = 1;
const FIRST_NS = 1000;
const LARGEST_GROWTH = 4;
/** At rest: voltages that move by less than this in a step of at least that length ... */
const REST_VOLTS = 1e-7;
const REST_NS = 50_000;
/** ... and are this near to where everything comes to rest. */
const NEAR_VOLTS = 2e-5;

export class Stepper {
  readonly #network: Network;
  #strideNs = FIRST_NS;
  #calm = false;

  constructor(network: Network) {
    this.#network = network;
  }

  /** Something was switched: the next step is a short one. */
  restart(): void {
    this.#strideNs = FIRST_NS;
    this.#calm = false;
  }

  /** Takes one step of at most `mostNs` from `nowNs`. Currents are those of its end. @returns its length */
  step(nowNs: number, mostNs: number): number {
    const { cells, supply, branches } = this.#network;
    supply.output.save();
    cells.save();
    for (let spanNs = Math.min(mostNs, this.#strideNs); ; ) {
      const error = this.#try(spanNs / 1e9);
      if (error > TOLERANCE && spanNs > SHORTEST_NS) {
        spanNs = this.#retreat(spanNs, Math.max(0.1, 0.8 * Math.cbrt(TOLERANCE / error)));
        continue;
      }
      this.#network.solveCells(0);
      cells.store(branches);
      if (spanNs > SWITCH_NS && this.#crossed(nowNs + spanNs)) {
        spanNs = this.#retreat(spanNs, 0.25);
        continue;
      }
      this.#accept(spanNs, mostNs, error);
      return spanNs;
    }
  }

  /** Tries to come to rest. @returns true: voltages stand still from now on, and powers are those of rest */
  rest(): boolean {
    const { branches, supply } = this.#network;
    if (!this.#calm) return false;
    for (const branch of branches) if (branch.gate.isRamping) return false;
    this.#network.solve(Number.POSITIVE_INFINITY);
    const far = (capacitor: { middle: number; volts: number }) =>
      !(Math.abs(capacitor.middle - capacitor.volts) < NEAR_VOLTS);
    if (far(supply.output) || branches.some((branch) => far(branch.output) || far(branch.bmc.holdUp))) {
      this.#network.solve(0);
      this.#calm = false;
      return false;
    }
    this.#settleCapacitors();
    return true;
  }

  /** The last microvolts: what they are worth goes to the bleeds, so that the books balance. */
  #settleCapacitors(): void {
    const { branches, supply } = this.#network;
    let joules = supply.output.joules;
    supply.output.volts = supply.output.middle;
    supply.meter.book(SupplyAccount.bleed, joules - supply.output.joules);
    for (const { output, bmc, meter } of branches) {
      joules = output.joules + bmc.holdUp.joules;
      output.volts = output.middle;
      bmc.holdUp.volts = bmc.holdUp.middle;
      meter.book(BranchAccount.bleed, joules - output.joules - bmc.holdUp.joules);
    }
  }

  /** One whole step, then two halves from the same start. @returns the error, volts */
  #try(seconds: number): number {
    const { cells, supply } = this.#network;
    this.#network.solveCells(seconds);
    const whole = 2 * supply.output.middle - supply.output.volts;
    cells.noteWhole();
    this.#half(seconds / 2);
    this.#half(seconds / 2);
    return Math.max(Math.abs(supply.output.volts - whole), cells.farthest(OUTPUT_WHOLE, HOLD_WHOLE)) / 3;
  }

  #half(seconds: number): void {
    const { cells, supply } = this.#network;
    this.#network.solveCells(seconds);
    this.#network.takePowers();
    supply.meter.collect(seconds);
    supply.output.advance();
    cells.collect(seconds);
    cells.advance();
  }

  /** Back to the start of the step. @returns a shorter one */
  #retreat(spanNs: number, share: number): number {
    const { cells, supply } = this.#network;
    supply.output.restore();
    supply.meter.discard();
    cells.restore();
    cells.discard();
    return Math.max(SHORTEST_NS, spanNs * share);
  }

  #crossed(nowNs: number): boolean {
    for (const branch of this.#network.branches) if (branch.isToSwitch(nowNs)) return true;
    return false;
  }

  #accept(spanNs: number, mostNs: number, error: number): void {
    const { cells, supply, branches } = this.#network;
    supply.meter.commit();
    cells.commit(branches);
    const moved = Math.max(Math.abs(supply.output.change), cells.farthest(OUTPUT_SAVED, HOLD_SAVED));
    this.#calm = moved < REST_VOLTS && spanNs >= REST_NS;
    const growth = error > 0 ? Math.min(LARGEST_GROWTH, 0.8 * Math.cbrt(TOLERANCE / error)) : LARGEST_GROWTH;
    const next = spanNs * growth;
    this.#strideNs = spanNs < mostNs ? next : Math.max(this.#strideNs, next);
  }
}
