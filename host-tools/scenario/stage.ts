// Where a scenario is played: the rack, the operator's client, the watches, and what the last orders came to. Time is the rack's.
import { PmbusClient } from '../client/pmbus-client';
import type { EngineName, FirmwareBundle } from '../engines/engine';
import { Rack } from '../rack/rack';
import { Random } from '../sim/random';
import { milliseconds, type Nanoseconds } from '../sim/scheduler';
import { BusWatch } from './bus-watch';
import { PlantWatch } from './plant-watch';
import type { Scenario } from './scenario-file';
import { spanOf } from './scenario-schema';
import { TimeLine } from './time-line';

/** What came of the last `read`. */
export interface ReadsResult {
  readonly answered: number;
  readonly failed: number;
  readonly lowest: number | undefined;
  readonly highest: number | undefined;
}

export interface StageOptions {
  readonly scenario: Scenario;
  readonly engine: EngineName;
  readonly bundle: FirmwareBundle;
  readonly seed: number;
}

export class Stage {
  readonly rack: Rack;
  readonly client: PmbusClient;
  readonly line = new TimeLine();
  readonly plant: PlantWatch;
  readonly bus: BusWatch;
  readonly random: Random;
  reads: ReadsResult | undefined;
  /** By slot: number of the first event that is logged from time 0 on. */
  readonly firstEvent = new Map<number, number>();
  readonly #options: StageOptions;
  readonly #watched: ReadonlySet<number>;
  readonly #healthy: ReadonlySet<number>;
  #zeroNs = Number.POSITIVE_INFINITY;

  constructor(options: StageOptions) {
    const { rack, file } = options.scenario;
    this.#options = options;
    this.#watched = new Set(file.watch ?? rack.units.map((unit) => unit.slot));
    this.#healthy = new Set(file.healthy);
    this.rack = new Rack({
      file: rack,
      engine: options.engine,
      bundle: options.bundle,
      seed: options.seed,
      onStart: (slot, cause) => this.#tellOf(slot, `its BMC starts (${cause})`),
      onFailure: (slot, reason) => this.#tellOf(slot, `its firmware failed: ${reason}`, false),
    });
    this.random = new Random(options.seed).stream('scenario');
    this.client = new PmbusClient(this.rack.controller, (ms) => this.sleep(milliseconds(ms)));
    this.plant = new PlantWatch({
      rack: this.rack,
      watched: this.#watched,
      tell: (ns, who, text, thread) => this.line.add({ ns, who, text, thread }),
      onInterruption: (slot, ns) => this.#judgeInterruption(slot, ns),
    });
    this.bus = new BusWatch({
      client: this.client,
      slots: [...this.#watched],
      sleep: (ms) => this.sleep(milliseconds(ms)),
      tell: (slot, text) => this.tell(`slot ${slot}`, text),
    });
  }

  /** Since time 0. */
  get ns(): number {
    return this.rack.scheduler.now - this.#zeroNs;
  }

  tell(who: string, text: string, passed?: boolean): void {
    this.line.add({ ns: this.ns, who, text, ...(passed === undefined ? {} : { passed }) });
  }

  /** Rack time passes. */
  sleep(span: Nanoseconds): Promise<void> {
    const { scheduler } = this.rack;
    return new Promise((resolve) => {
      scheduler.after(span, () => {
        resolve();
        scheduler.letOthersRun();
      });
    });
  }

  /** Brings the rack up, then runs `play` while its time passes, to its end. */
  async run(play: () => Promise<void>): Promise<void> {
    const settle = spanOf(this.#options.scenario.file.settle)!;
    await this.rack.run(settle as Nanoseconds);
    await this.#whileTimePasses(() => this.#begin());
    await this.#whileTimePasses(play);
    this.bus.stop();
    this.plant.stop();
  }

  async #begin(): Promise<void> {
    for (const slot of this.rack.units.map((unit) => unit.slot)) {
      const next = await this.client.readFields(slot, 'MFR_LOG_STATE').then(
        (state) => Number(state.next) + Number(state.waiting),
        () => 0,
      );
      this.firstEvent.set(slot, next);
    }
    this.#zeroNs = this.rack.scheduler.now;
    this.plant.start();
    void this.bus.run();
  }

  /** @throws what `work` throws */
  async #whileTimePasses(work: () => Promise<void>): Promise<void> {
    let done = false;
    const working = work().finally(() => {
      done = true;
    });
    working.catch(() => {});
    while (!done) {
      // Its first turn, and each that comes when nothing in the rack is due.
      await new Promise((resolve) => setImmediate(resolve));
      const { scheduler } = this.rack;
      if (!done && scheduler.next !== undefined)
        await scheduler.runUntil(Number.MAX_SAFE_INTEGER as Nanoseconds, () => done);
    }
    await working;
  }

  #tellOf(slot: number, text: string, passed?: boolean): void {
    if (this.ns >= 0 && (this.#watched.has(slot) || passed === false)) this.tell(`slot ${slot}`, text, passed);
  }

  #judgeInterruption(slot: number, ns: number): void {
    if (!this.#healthy.has(slot)) return;
    const text = `slot ${slot} keeps its power; it has lost it`;
    this.line.add({ ns, who: 'expected', text, passed: false });
  }
}
