// The electrical side of the rack: one supply, the busbar, and what hangs on it. Advances lazily: at rest it does nothing,
// while a voltage moves it steps adaptively. Deterministic; knows nothing of firmware.
import type { Nanoseconds } from '../sim/scheduler';
import { Branch, type BranchHost } from './branch';
import { BranchCircuit } from './branch-circuit';
import { type BranchSettings, branchOptions } from './branch-settings';
import { booksOf, type EnergyBooks } from './energy-books';
import type { Draw, LoadProfile } from './load-profile';
import { Network } from './network';
import { Stepper } from './stepper';
import { DEFAULT_SUPPLY, Supply, type SupplyOptions } from './supply';

/** Asks to be called after a span of rack time: the plant looks after itself while a BMC's supply is in doubt. */
export type Wake = (span: Nanoseconds, then: () => void) => void;

/** How often the plant looks after a BMC's supply that charges or drains. */
const LOOK_NS = 500_000;
/** Switches that act on one another within one instant. */
const MOST_SWITCHES = 16;
/** Times closer than this are the same. */
const SAME_NS = 1e-3;
const NEVER = Number.POSITIVE_INFINITY;

interface Planned {
  readonly atNs: number;
  readonly change: () => void;
}

export class Plant {
  readonly #supply: Supply;
  readonly #network: Network;
  readonly #stepper: Stepper;
  readonly #branches: Branch[] = [];
  readonly #clock: () => Nanoseconds;
  readonly #wake: Wake | undefined;
  #observer: ((nowNs: number) => void) | undefined;
  #planned: Planned[] = [];
  /** What the supply's volts will be after the brown-out that is under way. */
  #volts: number | undefined;
  #brownOuts = 0;
  /** The plant has caught up until then. */
  #nowNs = 0;
  #touched = true;
  /** Nothing moves, since `#restNs`, and nothing will before `#dueNs`. */
  #atRest = false;
  #restNs = 0;
  #dueNs = NEVER;
  #settling = false;
  #lookNs = NEVER;
  readonly #bmcChanges = new Set<Branch>();
  /** Those with a capacitor that has no way to the busbar, and needs no steps. */
  #lone: BranchCircuit[] = [];

  constructor(supply: Partial<SupplyOptions>, clock: () => Nanoseconds, wake?: Wake) {
    this.#supply = new Supply({ ...DEFAULT_SUPPLY, ...supply });
    this.#network = new Network(this.#supply);
    this.#stepper = new Stepper(this.#network);
    this.#clock = clock;
    this.#wake = wake;
  }

  addBranch(settings: BranchSettings): Branch {
    this.settle();
    const circuit = new BranchCircuit(branchOptions(settings, this.#nextSlot));
    this.#network.branches.push(circuit);
    const branch = new Branch(this.#host, circuit);
    this.#branches.push(branch);
    this.#touch();
    return branch;
  }

  /** The branch of a slot. */
  branch(slot: number): Branch | undefined {
    return this.#branches.find((branch) => branch.slot === slot);
  }

  /** Busbar voltage behind its common part, now. */
  get busbarVolts(): number {
    this.settle();
    return this.#network.busbarVolts;
  }

  /** At the supply's terminals, now. */
  get supplyVolts(): number {
    this.settle();
    return this.#supply.output.volts;
  }

  /** From the supply into the busbar, now. */
  get supplyAmps(): number {
    this.settle();
    return this.#supply.amps;
  }

  /** The supply keeps its current down, now. */
  get isLimiting(): boolean {
    this.settle();
    return this.#supply.isLimiting;
  }

  /** Where the energy went since power-on. Joules; `balance` is what the books miss. */
  energy(): EnergyBooks {
    this.settle();
    return booksOf(this.#supply, this.#network.branches, this.#heldSeconds);
  }

  /** A short circuit of so many ohms at a unit's output. @throws RangeError without such a slot, or ohms that are not positive */
  short(slot: number, ohms: number): void {
    if (!(ohms > 0)) throw new RangeError('a short needs a resistance above 0 ohms');
    this.#change(() => {
      this.#circuit(slot).shortSiemens = 1 / ohms;
    });
  }

  /** The short is gone. */
  heal(slot: number): void {
    this.#change(() => {
      this.#circuit(slot).shortSiemens = 0;
    });
  }

  /** What a unit draws, from now on. */
  setLoad(slot: number, load: Draw | LoadProfile): void {
    const branch = this.branch(slot);
    if (branch === undefined) throw new RangeError(`no branch in slot ${slot}`);
    branch.load.set(load);
  }

  /** Changes facts of the supply. Its output capacitor stays what it is; new volts wait for the end of a brown-out. */
  setSupply(options: Partial<Omit<SupplyOptions, 'farads'>>): void {
    const { volts, ...others } = options;
    this.#change(() => {
      if (volts !== undefined && this.#volts !== undefined) this.#volts = volts;
      else if (volts !== undefined) this.#supply.options = { ...this.#supply.options, volts };
      this.#supply.options = { ...this.#supply.options, ...others };
    });
  }

  /** The supply sags to `volts` for so many seconds, then is what it was. A second one takes the place of the first. */
  brownOut(volts: number, seconds: number): void {
    this.settle();
    const before = this.#volts ?? this.#supply.options.volts;
    this.#volts = undefined;
    this.setSupply({ volts });
    this.#volts = before;
    const count = ++this.#brownOuts;
    this.#planned.push({ atNs: this.#nowNs + seconds * 1e9, change: () => this.#recover(count) });
    this.#touch();
  }

  #recover(count: number): void {
    const volts = this.#volts;
    if (count !== this.#brownOuts || volts === undefined) return;
    this.#volts = undefined;
    this.setSupply({ volts });
  }

  /** Called with the time at every step that the plant takes, and after every switch. For plots. */
  observe(observer: ((nowNs: number) => void) | undefined): void {
    this.settle();
    this.#observer = observer;
    // Who observes wants to see every capacitor move.
    if (this.#lone.some(({ isFalling }) => isFalling)) this.#touch();
  }

  /** Lets the plant catch up with the clock. Called before anything in it is read or changed. Costs nothing at rest. */
  settle(): void {
    if (this.#settling) return;
    const untilNs = this.#clock();
    if (untilNs <= this.#nowNs && !this.#touched) return;
    if (this.#atRest && untilNs < this.#dueNs) {
      this.#nowNs = untilNs;
      this.#catchUp();
      return;
    }
    this.#settling = true;
    try {
      this.#advance(untilNs);
    } finally {
      this.#settling = false;
    }
    this.#lookAfter();
    this.#tell();
  }

  readonly #host: BranchHost = ((plant: Plant) => ({
    get nowNs() {
      return plant.#nowNs;
    },
    get heldSeconds() {
      return plant.#heldSeconds;
    },
    settle: () => plant.settle(),
    touch: () => plant.#touch(),
  }))(this);

  get #nextSlot(): number {
    return 1 + Math.max(-1, ...this.#branches.map((branch) => branch.slot));
  }

  get #heldSeconds(): number {
    return this.#atRest ? (this.#nowNs - this.#restNs) / 1e9 : 0;
  }

  #circuit(slot: number): BranchCircuit {
    const circuit = this.#network.branches.find(({ options }) => options.slot === slot);
    if (circuit === undefined) throw new RangeError(`no branch in slot ${slot}`);
    return circuit;
  }

  #change(change: () => void): void {
    this.settle();
    change();
    this.#touch();
  }

  /** Something was switched at this instant: rest is over. */
  #touch(): void {
    this.#leaveRest();
    this.#touched = true;
    this.settle();
  }

  #leaveRest(): void {
    if (!this.#atRest) return;
    const seconds = this.#heldSeconds;
    this.#supply.meter.hold(seconds);
    for (const branch of this.#network.branches) branch.meter.hold(seconds);
    this.#atRest = false;
  }

  #advance(untilNs: number): void {
    for (;;) {
      if (this.#touched) this.#switchOver();
      const dueNs = this.#atRest ? this.#dueNs : this.#nextDue();
      const endNs = Math.min(untilNs, dueNs);
      if (endNs - this.#nowNs > SAME_NS) {
        this.#move(endNs);
        continue;
      }
      this.#nowNs = Math.max(this.#nowNs, endNs);
      if (dueNs - this.#nowNs > SAME_NS) return;
      this.#leaveRest();
      this.#carryOut();
    }
  }

  /** Rest, or one step towards `endNs`. */
  #move(endNs: number): void {
    if (this.#atRest) {
      this.#nowNs = endNs;
      this.#catchUp();
      return;
    }
    this.#nowNs += this.#stepper.step(this.#nowNs, endNs - this.#nowNs);
    this.#catchUp();
    this.#observer?.(this.#nowNs);
    if (this.#network.branches.some((branch) => branch.isToSwitch(this.#nowNs))) {
      this.#touched = true;
    } else if (this.#stepper.rest()) {
      this.#atRest = true;
      this.#restNs = this.#nowNs;
      this.#dueNs = this.#nextDue();
    }
  }

  /** Thresholds, switches and timers, until they fit the voltages and currents of this instant. */
  #switchOver(): void {
    this.#touched = false;
    this.#stepper.restart();
    this.#network.solve(0);
    for (let round = 0; round < MOST_SWITCHES; round++) {
      let switched = false;
      for (const [i, circuit] of this.#network.branches.entries()) {
        if (!circuit.isToSwitch(this.#nowNs)) continue;
        switched = true;
        if (circuit.switchOver(this.#nowNs)) this.#bmcChanges.add(this.#branches[i]!);
      }
      if (!switched) break;
      this.#network.solve(0);
    }
    this.#lone = this.#network.branches.filter((branch) => branch.aim(this.#nowNs, this.#observer === undefined));
    this.#network.cells.load(this.#network.branches);
    this.#observer?.(this.#nowNs);
  }

  /** What has no way to the busbar, to the time of now. */
  #catchUp(): void {
    for (const branch of this.#lone) if (branch.isFalling) branch.catchUp(this.#nowNs);
  }

  #nextDue(): number {
    let dueNs = NEVER;
    for (const branch of this.#network.branches) dueNs = Math.min(dueNs, branch.dueNs);
    for (const { atNs } of this.#planned) dueNs = Math.min(dueNs, atNs);
    return dueNs;
  }

  /** What is due at this instant: profiles, trips, plans. */
  #carryOut(): void {
    this.#touched = true;
    const isDue = (atNs: number) => atNs - this.#nowNs <= SAME_NS;
    for (const [i, circuit] of this.#network.branches.entries()) {
      if (isDue(circuit.load.nextNs)) circuit.load.follow(this.#nowNs);
      if (!isDue(circuit.eFuse.dueNs)) continue;
      circuit.eFuse.trip();
      const { latch } = this.#branches[i]!;
      if (latch?.isOn) latch.clear();
      else circuit.gate.turn(false, circuit.output.volts, this.#nowNs);
    }
    const due = this.#planned.filter(({ atNs }) => isDue(atNs));
    this.#planned = this.#planned.filter(({ atNs }) => !isDue(atNs));
    for (const { change } of due) change();
  }

  #tell(): void {
    const changed = [...this.#bmcChanges];
    this.#bmcChanges.clear();
    for (const branch of changed) branch.onBmcPower?.(branch.isBmcUp);
  }

  /** A BMC that comes up or dies has to be told in time, even if nobody looks at the plant. */
  #lookAfter(): void {
    if (this.#wake === undefined) return;
    let atNs = Math.min(NEVER, ...this.#planned.map((planned) => planned.atNs));
    for (const branch of this.#lone) atNs = Math.min(atNs, branch.bmcDiesNs);
    const inDoubt = ({ bmc, isConnected }: BranchCircuit) => (bmc.isUp ? bmc.amps === 0 : isConnected);
    if (!this.#atRest && this.#network.branches.some(inDoubt)) atNs = Math.min(atNs, this.#nowNs + LOOK_NS);
    // Sooner than the look that is planned, or not at all.
    if (atNs >= this.#lookNs) return;
    this.#lookNs = atNs;
    this.#wake(Math.ceil(atNs - this.#nowNs) as Nanoseconds, () => {
      if (this.#lookNs === atNs) this.#lookNs = NEVER;
      this.settle();
      this.#lookAfter();
    });
  }
}
