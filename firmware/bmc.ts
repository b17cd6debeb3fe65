// The BMC: composes sampler, power, commands and target port. Knows the pieces, not the pins.
// `tick` runs once per board tick; `serve` when the port announces writes or refusals. Neither allocates but on a transition.
import type { Board } from './board';
import type { Digital } from './io/embedded';
import type { GateLatch } from './io/gate-latch/gate-latch';
import { COUNTER_COUNT } from './io/smbus-target/counters';
import { Capability, type SmbusTarget, WRITE_BUFFER_SIZE } from './io/smbus-target/smbus-target';
import { Feature, Operation, rowOfName, SECURITY_MODES, WriteProtect } from './pmbus/commands';
import { PmbusDevice } from './pmbus/device';
import type { DeviceModel, Identity } from './pmbus/device-model';
import { Registers } from './pmbus/registers';
import { Manufacturer, StatusRegister } from './pmbus/status-bits';
import { StatusRegisters } from './pmbus/status-registers';
import { EnergyTotal } from './power/energy';
import { EnergyAccumulator } from './power/energy-accumulator';
import { STATE_CODE } from './power/hot-swap-state';
import type { PowerEvents } from './power/power-events';
import { PowerController } from './power-controller';
import { RefusalWatch } from './refusal-watch';
import type { Sampler } from './sensors/sampler';
import { Channel } from './snapshot/channels';
import type { Snapshot } from './snapshot/snapshot';
import { type UnitSignalPins, UnitSignals } from './unit-signals';
import { elapsed, type Milliseconds } from './units/time';
import { WallClock } from './units/wall-clock';

export interface BmcOptions {
  readonly board: Board;
  readonly identity: Identity;
  readonly snapshot: Snapshot;
  readonly sampler: Sampler;
  readonly presentN: Digital;
  readonly gate: GateLatch;
  readonly target: SmbusTarget;
  /** The slot is not known: the unit is not switched on by itself. */
  readonly strapFault: boolean;
  /** Of the tray, 0 to 15. */
  readonly slot: number;
  readonly events: PowerEvents;
  /** Lines to the unit; a board may lack them. */
  readonly signals: UnitSignalPins;
}

const OPERATION = rowOfName('OPERATION');
/** Ticks between two looks at the port's counters. */
const TICKS_PER_COUNT = 10;

export class Bmc {
  readonly #sampler: Sampler;
  readonly #target: SmbusTarget;
  readonly #model: DeviceModel;
  readonly #power: PowerController;
  readonly #signals: UnitSignals;
  readonly #refusals: RefusalWatch;
  readonly #device: PmbusDevice;
  readonly #write = new Uint8Array(WRITE_BUFFER_SIZE);
  #sampledAt: Milliseconds;
  #ticks = 0;

  /** Adopts the gate as it is and publishes every reply. `now`: the clock at start. */
  constructor(options: BmcOptions, now: Milliseconds) {
    const { board, snapshot, target } = options;
    const open = board.security === 'open';
    const status = new StatusRegisters();
    const registers = new Registers({
      OPERATION: board.powerOn && !options.strapFault ? Operation.on : Operation.immediateOff,
      WRITE_PROTECT: open ? WriteProtect.none : WriteProtect.all,
      ...board.registers,
    });
    this.#sampler = options.sampler;
    this.#target = target;
    this.#sampledAt = now;
    this.#refusals = new RefusalWatch(target, status);
    this.#signals = new UnitSignals(options.signals);
    this.#power = new PowerController(
      {
        snapshot,
        presentN: options.presentN,
        gate: options.gate,
        registers,
        status,
        debounceMs: board.debounceMs,
        faultDelayMs: board.faultDelayMs,
        slot: options.slot,
        events: options.events,
      },
      now,
    );
    // A unit that is taken over powered is wanted on: a restart never moves the gate.
    if (this.#power.view.state === STATE_CODE.on) registers.set(OPERATION, Operation.on);
    this.#model = {
      snapshot,
      status,
      energy: new EnergyTotal(),
      inputAccumulator: new EnergyAccumulator(),
      outputAccumulator: new EnergyAccumulator(),
      clock: new WallClock(now),
      identity: options.identity,
      unit: this.#power.view,
      counters: new Uint32Array(COUNTER_COUNT),
      security: SECURITY_MODES.indexOf(board.security),
      features: Feature.energyTotal | (target.capabilities & Capability.poison ? Feature.poisonRefusal : 0),
      now,
    };
    status.hold(StatusRegister.manufacturer, Manufacturer.strapFault, options.strapFault);
    this.#device = new PmbusDevice({ model: this.#model, sink: target, registers, mayLiftProtection: open });
  }

  /** Samples, decides, publishes. */
  tick(now: Milliseconds): void {
    this.#model.now = now;
    this.#model.clock.advance(now);
    this.#sampler.sample(now);
    this.#countEnergy(now);
    this.#decide(now);
    if (this.#ticks === 0) this.#target.counters(this.#model.counters);
    this.#ticks = (this.#ticks + 1) % TICKS_PER_COUNT;
    this.#device.refresh();
    this.#device.refreshTurn();
  }

  /** Carries out what the bus wrote, and then shows what the port refused: a CLEAR_FAULTS never clears a refusal behind it. */
  serve(now: Milliseconds): void {
    this.#model.now = now;
    for (let token = this.#target.read(this.#write); token !== 0; token = this.#target.read(this.#write)) {
      const refused = this.#device.handle(this.#write);
      if (refused !== 0) this.#model.status.raise(StatusRegister.cml, refused);
      this.#decide(now);
      this.#device.refresh();
      this.#target.done(token);
    }
    this.#refusals.update();
    this.#device.refresh();
  }

  #decide(now: Milliseconds): void {
    this.#power.decide(this.#device.wish, now);
    this.#signals.follow(this.#power.view.state, this.#device.wish, now);
  }

  #countEnergy(now: Milliseconds): void {
    const { snapshot, energy, inputAccumulator, outputAccumulator } = this.#model;
    const span = elapsed(now, this.#sampledAt);
    this.#sampledAt = now;
    if (snapshot.isValid(Channel.inputPower)) {
      const milliwatts = snapshot.value[Channel.inputPower]!;
      energy.add(milliwatts, span);
      inputAccumulator.add(milliwatts);
    }
    if (snapshot.isValid(Channel.outputPower)) outputAccumulator.add(snapshot.value[Channel.outputPower]!);
  }
}
