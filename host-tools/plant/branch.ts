// One unit's branch as the rest of the rack sees it: what can be read and done. Every look lets the plant catch up first.
import { BranchAccount, type BranchCircuit } from './branch-circuit';
import type { GateLatchModel } from './gate-latch';
import { type Draw, type LoadProfile, PI4_AMPS } from './load-profile';
import { Thermal } from './thermal';

/** What a branch needs of the plant around it. */
export interface BranchHost {
  readonly nowNs: number;
  settle(): void;
  /** Something was switched at this instant. */
  touch(): void;
  /** For how long the powers have stood still and were not booked yet. */
  readonly heldSeconds: number;
}

export class Branch {
  /** Called at the end of a catching-up in which the BMC's supply came up or died. */
  onBmcPower: ((up: boolean) => void) | undefined;
  readonly load: UnitLoad;
  readonly #host: BranchHost;
  readonly #circuit: BranchCircuit;
  readonly #thermal = new Thermal();
  #latch: GateLatchModel | undefined;

  constructor(host: BranchHost, circuit: BranchCircuit) {
    this.#host = host;
    this.#circuit = circuit;
    this.load = new UnitLoad(host, circuit);
  }

  get slot(): number {
    return this.#circuit.options.slot;
  }

  get latch(): GateLatchModel | undefined {
    return this.#latch;
  }

  set latch(latch: GateLatchModel | undefined) {
    this.#latch = latch;
    latch?.watch({
      before: () => this.#host.settle(),
      after: (on) => {
        this.#circuit.gate.turn(on, this.#circuit.output.volts, this.#host.nowNs);
        this.#host.touch();
      },
    });
  }

  get gateOn(): boolean {
    return this.#now.gate.isOn;
  }

  /** The transistor no longer follows its latch: it conducts for ever, never, or (undefined) is whole again. */
  stickGate(stuck: 'on' | 'off' | undefined): void {
    this.#host.settle();
    this.#circuit.gate.stick(stuck, this.#circuit.output.volts, this.#host.nowNs);
    this.#host.touch();
  }

  /** The soft start is under way. */
  get isRamping(): boolean {
    return this.#now.gate.isRamping;
  }

  /** Through gate and shunt. */
  get amps(): number {
    return this.#now.gateAmps;
  }

  /** Into the BMC's supply. */
  get bmcAmps(): number {
    return this.#now.bmc.amps;
  }

  /** Busbar side of the shunt; 0 while the power pins do not touch. */
  get inputVolts(): number {
    return this.#now.inputVolts;
  }

  /** Of the BMC's hold-up capacitor. */
  get holdUpVolts(): number {
    return this.#now.bmc.holdUp.volts;
  }

  get isBmcUp(): boolean {
    return this.#now.bmc.isUp;
  }

  /** The long pins touch. */
  get isConnected(): boolean {
    return this.#circuit.isConnected;
  }

  /** Drawn through the shunt since power-on. */
  get joules(): number {
    return this.#now.meter.read(BranchAccount.input, this.#host.heldSeconds);
  }

  /** Times the eFuse opened. */
  get trips(): number {
    return this.#now.eFuse.trips;
  }

  /** Of the BMC's chip. */
  get celsius(): number {
    const { meter } = this.#now;
    const held = this.#host.heldSeconds;
    return this.#thermal.celsius(
      this.#host.nowNs,
      meter.read(BranchAccount.input, held) + meter.read(BranchAccount.bmc, held),
    );
  }

  /** Of the air in the tray, from now on. */
  set ambientCelsius(celsius: number) {
    // What was until now counts with the air that was until now.
    void this.celsius;
    this.#thermal.ambientCelsius = celsius;
  }

  /** The long pins make. */
  connect(): void {
    this.#setConnected(true);
  }

  /** The long pins break. */
  disconnect(): void {
    this.#setConnected(false);
  }

  get #now(): BranchCircuit {
    this.#host.settle();
    return this.#circuit;
  }

  #setConnected(connected: boolean): void {
    this.#host.settle();
    if (this.#circuit.isConnected === connected) return;
    this.#circuit.isConnected = connected;
    if (connected) this.#circuit.gate.repower(this.#circuit.output.volts, this.#host.nowNs);
    this.#host.touch();
  }
}

/** From the request to the halted current. A guess. */
const SHUTDOWN_SECONDS = 3;

/** What the unit draws, and its voltage behind the gate. */
export class UnitLoad {
  readonly #host: BranchHost;
  readonly #circuit: BranchCircuit;

  constructor(host: BranchHost, circuit: BranchCircuit) {
    this.#host = host;
    this.#circuit = circuit;
  }

  /** Behind the gate. */
  get volts(): number {
    this.#host.settle();
    return this.#circuit.output.volts;
  }

  get isRunning(): boolean {
    this.#host.settle();
    return this.#circuit.load.running;
  }

  /** Times it started: a unit that lost its power and came back counts one more. */
  get starts(): number {
    this.#host.settle();
    return this.#circuit.load.starts;
  }

  /** Drawn now: 0 while the unit does not run. */
  get amps(): number {
    this.#host.settle();
    const { load, output } = this.#circuit;
    return load.ampsAt(output.volts);
  }

  /** False: it does not listen to its BMC. */
  listens = true;

  /** Its BMC asks it to shut itself down. */
  requestShutdown(): void {
    this.#host.settle();
    if (this.listens) this.#circuit.load.shutDown(SHUTDOWN_SECONDS, { amps: PI4_AMPS.halted }, this.#host.nowNs);
    this.#host.touch();
  }

  /** A pulse on its reset line. */
  reset(): void {
    this.#host.settle();
    if (this.#circuit.load.running) this.#circuit.load.reset(this.#host.nowNs);
    this.#host.touch();
  }

  /** From now on a constant current while the unit runs. */
  set amps(amps: number) {
    this.set({ amps });
  }

  /** From now on a constant current or power, or a profile from its beginning. */
  set(load: Draw | LoadProfile): void {
    this.#host.settle();
    if ('steps' in load) this.#circuit.load.setProfile(load, this.#host.nowNs);
    else this.#circuit.load.setDraw(load, this.#host.nowNs);
    this.#host.touch();
  }
}
