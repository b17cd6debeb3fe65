// Records one unit of a rack: the plant at even times and at every step of its own, the states of its parts, and what the BMC
// says of itself over the bus.
import type { PmbusClient } from '../client/pmbus-client';
import { UnitError } from '../client/unit-error';
import type { Rack } from '../rack/rack';
import type { Unit } from '../rack/unit';
import type { Nanoseconds } from '../sim/scheduler';
import type { Line, StateRow, Tone } from './trace';

const SAMPLES = 1500;
/** Asking the BMC takes the bus a millisecond: less often, and not at all in short plots. */
const POLLS = 120;
const LEAST_POLL_NS = 2.5e6;
const LEAST_SPAN_NS = 50e6;

export interface RecorderOptions {
  readonly rack: Rack;
  readonly unit: Unit;
  readonly client: PmbusClient;
  /** Rack time that the plot calls 0. */
  readonly zeroNs: number;
  readonly fromNs: number;
  readonly toNs: number;
}

const TONES: Readonly<Record<string, Tone>> = {
  on: 'on',
  faulted: 'fault',
  off: 'none',
  absent: 'none',
  silent: 'none',
};

export class Recorder {
  readonly rows: StateRow[] = [];
  readonly #options: RecorderOptions;
  readonly #lines: readonly (readonly [Line, () => number])[];
  readonly #states: readonly (readonly [StateRow, () => readonly [string, Tone]])[];
  readonly #bmc: StateRow = { name: 'BMC, over the bus', bars: [] };
  #trips: number;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { rack, unit } = options;
    const { branch } = unit;
    this.#trips = branch.trips;
    const line = (panel: Line['panel'], name: string, value: () => number) =>
      [{ name, panel, points: [] } as Line, value] as const;
    this.#lines = [
      line('unit', 'unit, behind the gate', () => branch.load.volts),
      line('unit', 'input, ahead of the gate', () => branch.inputVolts),
      line('unit', 'hold-up of the BMC', () => branch.holdUpVolts),
      line('busbar', 'supply terminals', () => rack.plant.supplyVolts),
      line('busbar', 'busbar', () => rack.plant.busbarVolts),
      line('amps', 'unit, through the gate', () => branch.amps),
      line('amps', 'BMC', () => branch.bmcAmps),
      line('amps', 'supply, all units', () => rack.plant.supplyAmps),
    ];
    const row = (name: string, state: () => readonly [string, Tone]) =>
      [{ name, bars: [] } as StateRow, state] as const;
    const made = (is: boolean): readonly [string, Tone] => (is ? ['made', 'on'] : ['open', 'none']);
    this.#states = [
      row('supply', () => (rack.plant.isLimiting ? ['limits its current', 'fault'] : ['regulates', 'on'])),
      row('long power pins', () => made(branch.isConnected)),
      row('short presence pin', () => made(unit.tray.contact)),
      row('BMC supply', () => (branch.isBmcUp ? ['up', 'on'] : ['down', 'none'])),
      row('gate', () => this.#gate()),
      row('unit', () => (branch.load.isRunning ? ['runs', 'on'] : ['stopped', 'none'])),
    ];
    const [supply, pins, presence, bmc, ...rest] = this.#states.map(([made]) => made);
    this.rows = [supply!, pins!, presence!, bmc!, this.#bmc, ...rest];
  }

  get lines(): readonly Line[] {
    return this.#lines.map(([made]) => made);
  }

  /** Records from now to the end of the plot. */
  async run(): Promise<void> {
    const { rack, fromNs, toNs } = this.#options;
    const { plant, scheduler } = rack;
    for (let i = 0; i <= SAMPLES; i++) {
      scheduler.at(Math.round(fromNs + ((toNs - fromNs) * i) / SAMPLES) as Nanoseconds, () => {
        plant.settle();
        this.#sample(scheduler.now);
      });
    }
    if (toNs - fromNs >= LEAST_SPAN_NS) this.#poll();
    plant.observe((nowNs) => this.#sample(nowNs));
    await scheduler.runUntil(toNs as Nanoseconds);
    plant.observe(undefined);
    const last = this.#bmc.bars.at(-1);
    if (last) last.to = (toNs - this.#options.zeroNs) / 1e9;
  }

  #sample(nowNs: number): void {
    const at = (nowNs - this.#options.zeroNs) / 1e9;
    for (const [line, value] of this.#lines) line.points.push([at, value()]);
    for (const [row, state] of this.#states) this.#hold(row, at, state());
  }

  /** The bar under way goes on, or a new one begins. */
  #hold(row: StateRow, at: number, [label, tone]: readonly [string, Tone]): void {
    const last = row.bars.at(-1);
    if (last) last.to = Math.max(last.to, at);
    if (last?.label !== label) row.bars.push({ from: at, to: at, label, tone });
  }

  #gate(): readonly [string, Tone] {
    const { branch } = this.#options.unit;
    if (branch.gateOn) return branch.isRamping ? ['soft start', 'way'] : ['on', 'on'];
    return branch.trips > this.#trips ? ['eFuse tripped', 'fault'] : ['off', 'none'];
  }

  #poll(): void {
    const { rack, fromNs, toNs } = this.#options;
    const period = Math.round(Math.max(LEAST_POLL_NS, (toNs - fromNs) / POLLS)) as Nanoseconds;
    if (rack.scheduler.now + period > toNs) return;
    rack.scheduler.after(period, () => this.#poll());
    void this.#ask().then((state) => {
      const at = (rack.scheduler.now - this.#options.zeroNs) / 1e9;
      this.#hold(this.#bmc, at, [state, TONES[state] ?? 'way']);
    });
  }

  /** State by the unit's own words. */
  async #ask(): Promise<string> {
    const { client, unit } = this.#options;
    try {
      return String((await client.readFields(unit.slot, 'MFR_UNIT_STATE')).state);
    } catch (error) {
      if (error instanceof UnitError) return 'silent';
      throw error;
    }
  }
}
