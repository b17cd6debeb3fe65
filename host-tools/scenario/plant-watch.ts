// Watches the plant as it really is, at every step that it takes: gates, eFuses, units, BMC supplies, the supply's limit. Counts what
// expectations ask for, and tells the time line. Knows nothing of what the firmware says.
import type { Rack } from '../rack/rack';
import type { Unit } from '../rack/unit';

interface Seen {
  latchOn: boolean;
  trips: number;
  running: boolean;
  bmcUp: boolean;
}

interface Counts {
  /** Times that the unit lost its power since time 0. */
  interruptions: number;
  trips: number;
}

export interface PlantWatchOptions {
  readonly rack: Rack;
  /** Slots that are told of. */
  readonly watched: ReadonlySet<number>;
  readonly tell: (ns: number, who: string, text: string, thread: string) => void;
  /** A unit lost its power. */
  readonly onInterruption: (slot: number, ns: number) => void;
}

export class PlantWatch {
  /** Since time 0. */
  peakAmps = 0;
  rampingAtOnce = 0;
  readonly #options: PlantWatchOptions;
  readonly #seen = new Map<number, Seen>();
  readonly #counts = new Map<number, Counts>();
  #limiting = false;
  #zeroNs = 0;

  constructor(options: PlantWatchOptions) {
    this.#options = options;
  }

  /** Time 0 is now. */
  start(): void {
    const { rack } = this.#options;
    rack.plant.settle();
    this.#zeroNs = rack.scheduler.now;
    for (const unit of rack.units) {
      this.#seen.set(unit.slot, seenOf(unit));
      this.#counts.set(unit.slot, { interruptions: 0, trips: 0 });
    }
    this.#limiting = rack.plant.isLimiting;
    this.peakAmps = rack.plant.supplyAmps;
    rack.plant.observe((nowNs) => this.#look(nowNs));
  }

  stop(): void {
    this.#options.rack.plant.observe(undefined);
  }

  counts(slot: number): Readonly<Counts> {
    return this.#counts.get(slot)!;
  }

  #look(nowNs: number): void {
    const { rack } = this.#options;
    const ns = nowNs - this.#zeroNs;
    this.peakAmps = Math.max(this.peakAmps, rack.plant.supplyAmps);
    let ramping = 0;
    for (const unit of rack.units) {
      if (unit.branch.isRamping) ramping++;
      this.#compare(unit, ns);
    }
    this.rampingAtOnce = Math.max(this.rampingAtOnce, ramping);
    if (rack.plant.isLimiting === this.#limiting) return;
    this.#limiting = !this.#limiting;
    this.#options.tell(
      ns,
      'plant',
      `the supply ${this.#limiting ? 'limits its current' : 'regulates again'}`,
      'supply',
    );
  }

  #compare(unit: Unit, ns: number): void {
    const seen = this.#seen.get(unit.slot)!;
    const { branch, latch, slot } = unit;
    const tell = (part: string, text: string): void => {
      if (this.#options.watched.has(slot)) this.#options.tell(ns, `slot ${slot}`, text, `${slot} ${part}`);
    };
    const tripped = branch.trips !== seen.trips;
    if (tripped) {
      this.#counts.get(slot)!.trips += branch.trips - seen.trips;
      seen.trips = branch.trips;
      tell('latch', 'its eFuse opens the gate');
    }
    if (latch.isOn !== seen.latchOn) {
      seen.latchOn = latch.isOn;
      if (!tripped || seen.latchOn) tell('latch', `its gate is switched ${seen.latchOn ? 'on' : 'off'}`);
    }
    if (branch.load.isRunning !== seen.running) {
      seen.running = !seen.running;
      const volts = branch.load.volts.toFixed(2);
      tell('unit', seen.running ? `the unit starts, at ${volts} V` : `the unit has lost its power, at ${volts} V`);
      if (!seen.running) {
        this.#counts.get(slot)!.interruptions++;
        this.#options.onInterruption(slot, ns);
      }
    }
    if (branch.isBmcUp !== seen.bmcUp) {
      seen.bmcUp = !seen.bmcUp;
      tell('bmc', seen.bmcUp ? 'its BMC has its supply' : 'its BMC has lost its supply');
    }
  }
}

const seenOf = ({ latch, branch }: Unit): Seen => ({
  latchOn: latch.isOn,
  trips: branch.trips,
  running: branch.load.isRunning,
  bmcUp: branch.isBmcUp,
});
