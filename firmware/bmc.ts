// The BMC: composes sampler, hot-swap machine, commands and target port. Knows the pieces, not the pins.
// `tick` runs once per board tick; `serve` when the port announces writes or refusals. Neither allocates but on a transition.
import type { Board } from './board';
import type { Digital } from './io/embedded';
import type { GateLatch } from './io/gate-latch/gate-latch';
import { Capability, type SmbusTarget, WRITE_BUFFER_SIZE } from './io/smbus-target/smbus-target';
import { Feature, Operation, SECURITY_MODES, WriteProtect } from './pmbus/commands';
import { PmbusDevice } from './pmbus/device';
import type { Identity, UnitView } from './pmbus/device-model';
import { Iout, Manufacturer, StatusRegister, Vout } from './pmbus/status-bits';
import { StatusRegisters } from './pmbus/status-registers';
import { DelayedLimit } from './power/delayed-limit';
import { EnergyTotal } from './power/energy';
import { Fault } from './power/faults';
import { adopt, step } from './power/hot-swap';
import { Action, type Decision, type HotSwapInputs, STATE_CODE } from './power/hot-swap-state';
import { RefusalWatch } from './refusal-watch';
import type { Sampler } from './sensors/sampler';
import { Channel } from './snapshot/channels';
import { ReadingStatus, type Snapshot } from './snapshot/snapshot';
import { elapsed, type Milliseconds } from './units/time';

export interface BmcOptions {
  readonly board: Board;
  readonly identity: Identity;
  readonly snapshot: Snapshot;
  readonly sampler: Sampler;
  readonly presentN: Digital;
  readonly gate: GateLatch;
  readonly target: SmbusTarget;
}

export class Bmc {
  readonly #board: Board;
  readonly #snapshot: Snapshot;
  readonly #sampler: Sampler;
  readonly #presentN: Digital;
  readonly #gate: GateLatch;
  readonly #target: SmbusTarget;
  readonly #status = new StatusRegisters();
  readonly #energy = new EnergyTotal();
  readonly #overCurrent = new DelayedLimit();
  readonly #refusals: RefusalWatch;
  readonly #device: PmbusDevice;
  readonly #write = new Uint8Array(WRITE_BUFFER_SIZE);
  readonly #unit: UnitView = { version: 0, state: STATE_CODE.absent, fault: Fault.none, gateOn: false, faultCount: 0 };
  readonly #inputs: HotSwapInputs = {
    present: false,
    gateOn: false,
    powerGood: false,
    wanted: false,
    overCurrent: false,
  };
  readonly #decision: Decision;
  #sampledAt: Milliseconds;

  /** Adopts the gate as it is and publishes every reply. `now`: the clock at start. */
  constructor(options: BmcOptions, now: Milliseconds) {
    this.#board = options.board;
    this.#snapshot = options.snapshot;
    this.#sampler = options.sampler;
    this.#presentN = options.presentN;
    this.#gate = options.gate;
    this.#target = options.target;
    this.#refusals = new RefusalWatch(options.target, this.#status);
    this.#sampledAt = now;
    this.#readPins();
    this.#decision = adopt(this.#inputs);
    this.#unit.state = STATE_CODE[this.#decision.state.kind];
    const open = options.board.security === 'open';
    // A unit that is taken over powered is wanted on: a restart never moves the gate.
    const adopted = this.#decision.state.kind === 'on';
    this.#device = new PmbusDevice({
      model: {
        snapshot: options.snapshot,
        status: this.#status,
        energy: this.#energy,
        identity: options.identity,
        unit: this.#unit,
        security: SECURITY_MODES.indexOf(options.board.security),
        features: Feature.energyTotal | (options.target.capabilities & Capability.poison ? Feature.poisonRefusal : 0),
      },
      sink: options.target,
      operation: adopted || options.board.powerOn ? Operation.on : Operation.immediateOff,
      writeProtect: open ? WriteProtect.none : WriteProtect.all,
      mayLiftProtection: open,
    });
    this.#publish();
  }

  /** Samples, decides, publishes. */
  tick(now: Milliseconds): void {
    this.#sampler.sample(now);
    this.#countEnergy(now);
    this.#decide(now);
    this.#refusals.update();
    this.#publish();
  }

  /** Carries out what the bus wrote. Each write is done once its effect is published. */
  serve(now: Milliseconds): void {
    for (let token = this.#target.read(this.#write); token !== 0; token = this.#target.read(this.#write)) {
      const refused = this.#device.handle(this.#write);
      if (refused !== 0) this.#status.raise(StatusRegister.cml, refused);
      this.#decide(now);
      this.#publish();
      this.#target.done(token);
    }
    this.#refusals.update();
    this.#publish();
  }

  #countEnergy(now: Milliseconds): void {
    const span = elapsed(now, this.#sampledAt);
    this.#sampledAt = now;
    if (this.#snapshot.isValid(Channel.inputPower)) this.#energy.add(this.#snapshot.value[Channel.inputPower]!, span);
  }

  /** Positive logic from here on. */
  #readPins(): void {
    this.#inputs.present = this.#presentN.read() === 0;
    this.#inputs.gateOn = this.#gate.isOn();
  }

  #decide(now: Milliseconds): void {
    const { limits } = this.#board;
    const inputs = this.#inputs;
    const over = this.#isOver(Channel.inputCurrent, limits.overCurrentMilliamps);
    this.#readPins();
    inputs.wanted = this.#device.wanted;
    inputs.overCurrent = this.#overCurrent.update(over && inputs.gateOn, now, limits.overCurrentDelayMs);
    inputs.powerGood = this.#isPowerGood();
    const before = this.#decision.state;
    step(this.#decision, inputs, now, limits);
    this.#act();
    if (this.#decision.state !== before) this.#noteTransition();
  }

  #isOver(channel: Channel, limit: number): boolean {
    return this.#snapshot.isValid(channel) && this.#snapshot.value[channel]! > limit;
  }

  /** The sensor should have a reading, and has none. Before its first one, and while it is being set up, it is not lost. */
  #isLost(channel: Channel): boolean {
    const status = this.#snapshot.status[channel];
    return status === ReadingStatus.busFailed || status === ReadingStatus.stale || status === ReadingStatus.implausible;
  }

  /** With hysteresis; false while the output voltage is not known. */
  #isPowerGood(): boolean {
    const { powerGoodOnMillivolts, powerGoodOffMillivolts } = this.#board.limits;
    if (!this.#snapshot.isValid(Channel.outputVoltage)) return false;
    const threshold = this.#inputs.powerGood ? powerGoodOffMillivolts : powerGoodOnMillivolts;
    return this.#snapshot.value[Channel.outputVoltage]! >= threshold;
  }

  #act(): void {
    if (this.#decision.action === Action.gateOn) this.#gate.set();
    else if (this.#decision.action === Action.gateOff) this.#gate.clear();
    if (this.#decision.action !== Action.none) this.#inputs.gateOn = this.#gate.isOn();
  }

  #noteTransition(): void {
    const { state } = this.#decision;
    this.#unit.version++;
    this.#unit.state = STATE_CODE[state.kind];
    this.#unit.fault = state.kind === 'faulted' ? state.fault : Fault.none;
    if (state.kind !== 'faulted') return;
    this.#unit.faultCount = (this.#unit.faultCount + 1) & 0xffff;
    if (state.fault === Fault.overCurrent) this.#status.raise(StatusRegister.iout, Iout.overCurrentFault);
    if (state.fault === Fault.powerGoodTimeout) this.#status.raise(StatusRegister.vout, Vout.turnOnTimeout);
    if (state.fault === Fault.tripped) this.#status.raise(StatusRegister.manufacturer, Manufacturer.tripped);
  }

  #publish(): void {
    if (this.#unit.gateOn !== this.#inputs.gateOn) {
      this.#unit.gateOn = this.#inputs.gateOn;
      this.#unit.version++;
    }
    this.#status.setOutput(!this.#inputs.gateOn, this.#inputs.gateOn && this.#inputs.powerGood);
    this.#status.hold(StatusRegister.manufacturer, Manufacturer.sensorLost, this.#isLost(Channel.inputCurrent));
    this.#device.refresh();
  }
}
