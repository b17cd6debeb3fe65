// The BMC: composes sampler, power, commands and target port. Knows the pieces, not the pins.
// `tick` runs once per board tick; `serve` when the port announces writes or refusals. Neither allocates but on a transition.
import type { Board } from './board';
import { BoxRecorder } from './box-recorder';
import { Event } from './events/event-codes';
import { isBlackOut, powerBefore } from './events/power-before';
import { PowerLog } from './events/power-log';
import type { Digital } from './io/embedded';
import type { GateLatch } from './io/gate-latch/gate-latch';
import { COUNTER_COUNT } from './io/smbus-target/counters';
import { Capability, type SmbusTarget, WRITE_BUFFER_SIZE } from './io/smbus-target/smbus-target';
import {
  Feature,
  OnOffConfig,
  Operation,
  RestorePolicy,
  rowOfName,
  SECURITY_MODES,
  WriteProtect,
} from './pmbus/commands';
import { PmbusDevice } from './pmbus/device';
import type { DeviceModel, Identity } from './pmbus/device-model';
import { NO_LOG } from './pmbus/log-view';
import { Registers } from './pmbus/registers';
import { EFFECT_OF_CODE, Effect } from './pmbus/row-columns';
import { Cml, Manufacturer, StatusRegister } from './pmbus/status-bits';
import { StatusRegisters } from './pmbus/status-registers';
import { EnergyTotal } from './power/energy';
import { EnergyAccumulator } from './power/energy-accumulator';
import { STATE_CODE } from './power/hot-swap-state';
import { NOTHING_BEFORE, type PowerBefore } from './power/power-before';
import { NO_EVENTS } from './power/power-events';
import { PowerController } from './power-controller';
import { RefusalWatch } from './refusal-watch';
import type { Between, Sampler } from './sensors/sampler';
import { Channel } from './snapshot/channels';
import type { Snapshot } from './snapshot/snapshot';
import type { Store } from './store/store';
import { StoreKeeper } from './store-keeper';
import { StoreView } from './store-view';
import { restoreRegisters, storeRegisters } from './stored-registers';
import { type UnitSignalPins, UnitSignals } from './unit-signals';
import { elapsed, type Milliseconds } from './units/time';
import type { WallClock } from './units/wall-clock';

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
  /** Log and configuration; a board without one forgets both. */
  readonly store?: Store;
  /** The time of day, which the store's records carry. */
  readonly clock: WallClock;
  /** Lines to the unit; a board may lack them. */
  readonly signals: UnitSignalPins;
}

const OPERATION = rowOfName('OPERATION');
const ON_OFF_CONFIG = rowOfName('ON_OFF_CONFIG');
const RESTORE_POLICY = rowOfName('MFR_RESTORE_POLICY');
/** What has time (flash, blocks that follow time) comes once in so many milliseconds, or once per tick where ticks are longer. */
const ROUND_MS = 10;
/** Rounds between two looks at the port's counters. */
const ROUNDS_PER_COUNT = 10;
/**
 * Writes that are carried out between the begins of two ticks, at the most. Ten milliseconds of a bus of 100 kHz carry fewer; one that is
 * written to without a pause brings them faster than they are carried out, and the unit would never be looked after again.
 */
export const WRITES_PER_TICK = 32;

export class Bmc implements Between {
  readonly #sampler: Sampler;
  readonly #target: SmbusTarget;
  /** What the bus shows of the unit. */
  readonly model: DeviceModel;
  readonly #power: PowerController;
  readonly #signals: UnitSignals;
  readonly #store: Store | undefined;
  readonly #keeper: StoreKeeper | undefined;
  readonly registers: Registers;
  readonly #refusals: RefusalWatch;
  readonly #device: PmbusDevice;
  readonly #write = new Uint8Array(WRITE_BUFFER_SIZE);
  #sampledAt: Milliseconds;
  readonly #ticksPerRound: number;
  /** Of the round. */
  #tick = 0;
  #rounds = 0;
  #writesLeft = WRITES_PER_TICK;

  /** Adopts the gate as it is and publishes every reply. `now`: the clock at start. */
  constructor(options: BmcOptions, now: Milliseconds) {
    const { board, snapshot, target } = options;
    const open = board.security === 'open';
    const status = new StatusRegisters();
    const registers = new Registers({
      MFR_RESTORE_POLICY: board.restore,
      WRITE_PROTECT: open ? WriteProtect.none : WriteProtect.all,
      ...board.registers,
    });
    this.#store = options.store;
    if (this.#store !== undefined) this.#restore(registers, this.#store, now);
    if (this.#isWantedAtStart(registers, options)) registers.set(OPERATION, Operation.on);
    // Whenever it is there is by itself as well.
    if (options.strapFault && registers.get(ON_OFF_CONFIG) === OnOffConfig.always)
      registers.set(ON_OFF_CONFIG, OnOffConfig.operation);
    this.registers = registers;
    this.#sampler = options.sampler;
    this.#target = target;
    this.#sampledAt = now;
    this.#ticksPerRound = Math.max(1, Math.round(ROUND_MS / board.tickMs));
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
        events: this.#store === undefined ? NO_EVENTS : new PowerLog(this.#store.log, snapshot),
        recorder:
          this.#store === undefined
            ? undefined
            : new BoxRecorder(this.#store.box, options.clock, options.identity.bootCount),
        before: this.#before(options),
      },
      now,
    );
    this.#keeper = this.#store && new StoreKeeper(this.#store, this.#power, status, options.clock, now);
    // A unit that is taken over powered is wanted on: a restart never moves the gate.
    if (this.#power.view.state === STATE_CODE.on) registers.set(OPERATION, Operation.on);
    // The first replies show the first readings: late enough for the sensor's first conversion, and before they are made.
    options.sampler.sample(now, true);
    this.model = {
      snapshot,
      status,
      energy: new EnergyTotal(),
      inputAccumulator: new EnergyAccumulator(),
      outputAccumulator: new EnergyAccumulator(),
      clock: options.clock,
      log: this.#store === undefined ? NO_LOG : new StoreView(this.#store),
      identity: options.identity,
      unit: this.#power.view,
      counters: new Uint32Array(COUNTER_COUNT),
      security: SECURITY_MODES.indexOf(board.security),
      features: Feature.energyTotal | (target.capabilities & Capability.poison ? Feature.poisonRefusal : 0),
      now,
    };
    status.hold(StatusRegister.manufacturer, Manufacturer.strapFault, options.strapFault);
    this.#device = new PmbusDevice({
      model: this.model,
      sink: target,
      registers,
      mayLiftProtection: open,
      hasPresets: (target.capabilities & Capability.presets) !== 0,
    });
    this.#startLog(options, now);
  }

  /**
   * Samples, decides, publishes. Once per round all of it, whatever there is; between rounds what is new. A unit at rest costs a tick
   * little, so that the ticks can be short. A write does not wait for the whole of it. @returns whether this tick began a round
   */
  tick(now: Milliseconds): boolean {
    const tick = this.#tick;
    const isRound = tick === 0;
    this.#tick = tick + 1 === this.#ticksPerRound ? 0 : tick + 1;
    this.#writesLeft = WRITES_PER_TICK;
    this.model.now = now;
    if (isRound) this.model.clock.advance(now);
    const hasNews = this.#sampler.sample(now, isRound, this);
    if (isRound || hasNews) this.#countEnergy(now, isRound);
    else if (this.#isAtRest()) return false;
    this.between(now);
    this.#decide(now);
    this.between(now);
    this.#device.refresh();
    if (!isRound) return false;
    if (this.#keeper?.work(now)) this.#device.refresh();
    this.between(now);
    this.#showTime();
    return true;
  }

  /** Of the parts of a tick: nothing is half done here, and a write that waits is carried out. */
  between(now: Milliseconds): void {
    if (this.#target.isWaiting) this.serve(now);
  }

  /** Nothing moved since the last step and nothing waits for its time: a step now would decide what that one did. */
  #isAtRest(): boolean {
    return this.#power.isAtRest(this.#device.wish) && this.#signals.isAtRest;
  }

  #showTime(): void {
    if (this.#rounds === 0) this.#target.counters(this.model.counters);
    this.#rounds = this.#rounds + 1 === ROUNDS_PER_COUNT ? 0 : this.#rounds + 1;
    this.#device.refreshTurn();
  }

  /**
   * Carries out what the bus wrote, and then shows what the port refused: a CLEAR_FAULTS never clears a refusal behind it. What is more
   * than a tick may take waits for the next one.
   */
  serve(now: Milliseconds): void {
    this.model.now = now;
    for (let token = this.#takeWrite(); token !== 0; token = this.#takeWrite()) {
      const refused = this.#carryOut(this.#write, now);
      if (refused !== 0) {
        this.model.status.raise(StatusRegister.cml, refused);
        this.#device.refresh();
      }
      this.#target.done(token);
    }
    this.#refusals.update();
    this.#noteConflict(now);
    this.#device.refresh();
  }

  /** The next write of the bus into `#write`. A port that does not tell whether one waits has none that comes meanwhile. @returns its token or 0 */
  #takeWrite(): number {
    if (this.#writesLeft > 0) this.#writesLeft--;
    else if (this.#target.isWaiting) return 0;
    return this.#target.read(this.#write);
  }

  /**
   * A write that does not come over the bus, in the form in which the port gives it: the same rules and the same effect. One that is refused
   * leaves no trace in the status registers, which speak of the bus. @returns 0, or the STATUS_CML bits that it would have earned
   */
  write(bytes: Uint8Array, now: Milliseconds): number {
    this.model.now = now;
    return this.#carryOut(bytes, now);
  }

  /**
   * A limit, a response, a time: its reply is all that changes now, what it leads to is decided with the next tick. What looks at
   * findings, as CLEAR_FAULTS does, finds those of all that was written before it. Behind it what changed is published.
   */
  #carryOut(bytes: Uint8Array, now: Milliseconds): number {
    const effect = EFFECT_OF_CODE[bytes[1]!]!;
    if ((effect & Effect.looks) !== 0 && this.#power.isBehind) this.#decide(now);
    let refused = this.#device.handle(bytes);
    // A register has published its reply by itself.
    if (effect === 0) return refused;
    if ((effect & Effect.asks) !== 0) {
      refused |= this.#carryOutStoreWish(now);
      this.#decide(now);
    }
    this.#device.refresh();
    return refused;
  }

  #decide(now: Milliseconds): void {
    const { wish } = this.#device;
    this.#noteWish(wish.wanted, now);
    this.#power.decide(wish, now);
    this.#signals.follow(this.#power.view.state, wish, now);
  }

  /** Where a unit that is found off is to be: as its policy says after a black-out, else as it was wanted last. */
  #isWantedAtStart(registers: Registers, options: BmcOptions): boolean {
    if (options.strapFault) return false;
    const policy = registers.get(RESTORE_POLICY);
    const isKnown = this.#store !== undefined && this.#store.ring.nextSequence > 1;
    if (isKnown && (!isBlackOut(options.identity.resetCause) || policy === RestorePolicy.last))
      return this.#store!.ring.lastWanted;
    return policy === RestorePolicy.on;
  }

  /** A latched fault outlives a reset of the BMC, though not a black-out. */
  #before({ identity }: BmcOptions): PowerBefore {
    return this.#store === undefined || isBlackOut(identity.resetCause)
      ? NOTHING_BEFORE
      : powerBefore(this.#store.ring);
  }

  #restore(registers: Registers, store: Store, now: Milliseconds): void {
    restoreRegisters(registers, store.config, (code, value) =>
      store.log.record(Event.configRejected, 0, code, value, 0, now),
    );
  }

  #startLog({ identity, strapFault }: BmcOptions, now: Milliseconds): void {
    const log = this.#store?.log;
    if (log === undefined) return;
    log.wanted = this.#device.wish.wanted;
    log.record(Event.boot, 0, identity.resetCause, identity.bootCount, 0, now);
    if (strapFault) log.record(Event.strapFault, 0, 0, 0, 0, now);
  }

  #noteWish(wanted: boolean, now: Milliseconds): void {
    const log = this.#store?.log;
    if (log === undefined || log.wanted === wanted) return;
    log.wanted = wanted;
    log.record(wanted ? Event.wantedOn : Event.wantedOff, 0, 0, 0, 0, now);
  }

  #noteConflict(now: Milliseconds): void {
    if (!this.#refusals.hasNewConflict) return;
    this.#refusals.hasNewConflict = false;
    this.#store?.log.record(Event.addressConflict, 0, 0, 0, 0, now);
  }

  /** @returns 0, or a memory fault: nothing is stored, or it cannot be */
  #carryOutStoreWish(now: Milliseconds): number {
    const { storeWish } = this.#device;
    const store = this.#store;
    let refused = 0;
    if (storeWish.restore) {
      storeWish.restore = false;
      if (store === undefined || store.config.count === 0) refused = Cml.memoryFault;
      else this.#restore(this.registers, store, now);
      this.#device.refreshRegisters();
    }
    if (storeWish.store) {
      storeWish.store = false;
      if (store === undefined || !storeRegisters(this.registers, store.config)) refused = Cml.memoryFault;
      this.#device.refreshLogState();
    }
    return refused;
  }

  /** The sums of READ_EIN and READ_EOUT know no time: their samples have to lie evenly, one per round. */
  #countEnergy(now: Milliseconds, isRound: boolean): void {
    const { snapshot, energy, inputAccumulator, outputAccumulator } = this.model;
    const span = elapsed(now, this.#sampledAt);
    this.#sampledAt = now;
    if (snapshot.isValid(Channel.inputPower)) {
      const milliwatts = snapshot.value[Channel.inputPower]!;
      energy.add(milliwatts, span);
      if (isRound) inputAccumulator.add(milliwatts);
    }
    if (isRound && snapshot.isValid(Channel.outputPower)) outputAccumulator.add(snapshot.value[Channel.outputPower]!);
  }
}
