// A plant for tests: virtual time by hand, a latch per branch. Volts, amps, seconds.
import type { Branch } from '../../host-tools/plant/branch';
import type { BranchSettings } from '../../host-tools/plant/branch-settings';
import { GateLatchModel } from '../../host-tools/plant/gate-latch';
import { constantDraw, type Draw } from '../../host-tools/plant/load-profile';
import { Plant } from '../../host-tools/plant/plant';
import type { SupplyOptions } from '../../host-tools/plant/supply';
import type { Nanoseconds } from '../../host-tools/sim/scheduler';

export interface BenchUnit {
  readonly branch: Branch;
  readonly latch: GateLatchModel;
}

/** No BMC to speak of: it draws nothing that a closed form would have to count. */
export const NO_BMC = { watts: 0, farads: 1e-9, ohms: 1e6 } as const;

export class PlantBench {
  readonly plant: Plant;
  readonly units: BenchUnit[] = [];
  nowNs = 0;

  constructor(supply: Partial<SupplyOptions> = {}, branches: readonly BranchSettings[] = [{}]) {
    this.plant = new Plant(supply, () => this.nowNs as Nanoseconds);
    for (const settings of branches) {
      const branch = this.plant.addBranch(settings);
      const latch = new GateLatchModel(() => {});
      branch.latch = latch;
      this.units.push({ branch, latch });
      branch.connect();
    }
  }

  /** The first unit. */
  get unit(): BenchUnit {
    return this.units[0]!;
  }

  run(seconds: number): void {
    this.nowNs += Math.round(seconds * 1e9);
    this.plant.settle();
  }

  /** Largest value of `read` at any step of the plant over so many seconds. */
  peak(seconds: number, read: () => number): number {
    let most = read();
    this.plant.observe(() => {
      most = Math.max(most, read());
    });
    this.run(seconds);
    this.plant.observe(undefined);
    return most;
  }

  /** Seconds until `done` holds at a step of the plant. */
  secondsUntil(done: () => boolean, within: number): number {
    const from = this.nowNs;
    let at = Number.NaN;
    this.plant.observe((nowNs) => {
      if (Number.isNaN(at) && done()) at = (nowNs - from) / 1e9;
    });
    this.run(within);
    this.plant.observe(undefined);
    return at;
  }
}

export const draws = (draw: Draw): Pick<BranchSettings, 'load'> => ({ load: constantDraw(draw) });

/** Relative difference. */
export const off = (got: number, expected: number): number => Math.abs(got / expected - 1);
