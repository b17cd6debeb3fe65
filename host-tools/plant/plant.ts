// The electrical side of the rack: one supply, the busbar, and what hangs on it. Advances lazily: in one stride while nothing
// moves, in small steps while a voltage does. Deterministic; knows nothing of firmware.
import type { Nanoseconds } from '../sim/scheduler';
import type { GateLatchModel } from './gate-latch';
import { Load } from './load';

export interface SupplyOptions {
  readonly volts: number;
  /** Output resistance of the supply and the busbar together. */
  readonly ohms: number;
  /** The supply keeps its current at this and lets its voltage fall. */
  readonly limitAmps: number;
}

export interface BranchOptions {
  readonly loadAmps: number;
  /** The eFuse opens the gate at this current. */
  readonly eFuseAmps: number;
}

/** Longest step while a voltage moves. */
const STEP_SECONDS = 100e-6;

/** One unit's branch off the busbar. */
export class Branch {
  readonly load: Load;
  readonly #eFuseAmps: number;
  latch: GateLatchModel | undefined;
  /** Through gate and shunt, now. */
  amps = 0;
  /** Drawn from the busbar since power-on. */
  joules = 0;
  /** Times the eFuse opened. */
  trips = 0;

  constructor(options: BranchOptions) {
    this.load = new Load(options.loadAmps);
    this.#eFuseAmps = options.eFuseAmps;
  }

  get gateOn(): boolean {
    return this.latch?.isOn ?? false;
  }

  /** @returns amps, after the eFuse had its say */
  advance(seconds: number, busbarVolts: number): number {
    this.amps = this.load.advance(seconds, this.gateOn, busbarVolts);
    if (this.amps > this.#eFuseAmps) {
      this.trips++;
      this.amps = 0;
      this.latch?.clear();
    }
    this.joules += this.amps * busbarVolts * seconds;
    return this.amps;
  }
}

export class Plant {
  readonly #supply: SupplyOptions;
  readonly #branches: Branch[] = [];
  readonly #clock: () => Nanoseconds;
  #now = 0;
  #volts: number;

  constructor(supply: SupplyOptions, clock: () => Nanoseconds) {
    this.#supply = supply;
    this.#volts = supply.volts;
    this.#clock = clock;
  }

  addBranch(options: BranchOptions): Branch {
    const branch = new Branch(options);
    this.#branches.push(branch);
    return branch;
  }

  /** Busbar voltage, now. */
  get busbarVolts(): number {
    this.settle();
    return this.#volts;
  }

  /** Lets the plant catch up with the clock. Called before anything in it is read or changed. */
  settle(): void {
    const now = this.#clock();
    let left = (now - this.#now) / 1e9;
    this.#now = now;
    if (left <= 0) {
      this.#step(0);
      return;
    }
    while (left > 0) {
      const seconds = this.#isMoving() ? Math.min(STEP_SECONDS, left) : left;
      this.#step(seconds);
      left -= seconds;
    }
  }

  #isMoving(): boolean {
    return this.#branches.some((branch) => branch.load.isMoving(branch.gateOn, this.#volts));
  }

  #step(seconds: number): void {
    let amps = 0;
    for (const branch of this.#branches) amps += branch.advance(seconds, this.#volts);
    const { volts, ohms, limitAmps } = this.#supply;
    const open = volts - ohms * amps;
    this.#volts = amps > limitAmps ? (open * limitAmps) / amps : open;
  }
}
