// Runs the hot-swap machine on real inputs: reads presence and latch, holds limits and conditions, carries out the machine's
// action, and shows the result as unit state, status bits and events. Positive logic begins here.
import { FaultReporter } from './fault-reporter';
import {
  INITIAL_LEVELS,
  INITIAL_RETRIES,
  INITIAL_RETRY_DELAYS_MS,
  isResponse,
  limitOfRow,
  loadConditions,
  loadLimit,
  loadLimits,
  loadResponse,
  loadRetries,
  MACHINE_RESPONSE,
  responseTo,
  showConditions,
  showLimits,
} from './fault-wiring';
import type { Digital } from './io/embedded';
import type { GateLatch } from './io/gate-latch/gate-latch';
import { rowOfName } from './pmbus/commands';
import type { UnitView } from './pmbus/device-model';
import { KEPT_CHANGES, type Registers } from './pmbus/registers';
import { Input, Manufacturer, StatusRegister, Vout } from './pmbus/status-bits';
import type { StatusRegisters } from './pmbus/status-registers';
import { ConditionMonitor, conditionBit } from './power/condition-monitor';
import { NO_LOAD_MILLIAMPS, STRAY_MILLIAMPS } from './power/condition-table';
import { Fault } from './power/faults';
import { adopt, step } from './power/hot-swap';
import {
  Action,
  Cycle,
  type Decision,
  type HotSwapInputs,
  type HotSwapLimits,
  STATE_CODE,
  type StateKind,
} from './power/hot-swap-state';
import { LimitMonitor } from './power/limit-monitor';
import type { PowerBefore } from './power/power-before';
import type { PowerEvents } from './power/power-events';
import { shutsDown } from './power/response';
import { StartWatch } from './power/start-watch';
import type { StepRecorder } from './power/step-recorder';
import { UNKNOWN } from './power/step-sample';
import type { PowerWish } from './power/wish';
import { Channel } from './snapshot/channels';
import { ReadingStatus, type Snapshot } from './snapshot/snapshot';
import type { Milliseconds } from './units/time';

const POWER_GOOD_ON = rowOfName('POWER_GOOD_ON');
const POWER_GOOD_OFF = rowOfName('POWER_GOOD_OFF');
const TON_DELAY = rowOfName('TON_DELAY');
const TON_RISE = rowOfName('TON_RISE');
const TON_MAX = rowOfName('TON_MAX_FAULT_LIMIT');
const TON_MAX_RESPONSE = rowOfName(MACHINE_RESPONSE[Fault.powerGoodTimeout]);
const SHUTDOWN_TIMEOUT = rowOfName('MFR_SHUTDOWN_TIMEOUT');
const HALTED_CURRENT = rowOfName('MFR_HALTED_CURRENT');
const CYCLE_OFF_TIME = rowOfName('MFR_CYCLE_OFF_TIME');
const STAGGER = rowOfName('MFR_STAGGER');
/** Registers of which a copy is kept here. */
const TIMES = [
  TON_DELAY,
  TON_RISE,
  TON_MAX,
  TON_MAX_RESPONSE,
  SHUTDOWN_TIMEOUT,
  HALTED_CURRENT,
  CYCLE_OFF_TIME,
  STAGGER,
];

const POWER_GOOD_LOST = conditionBit(Fault.powerGoodLost);
const CURRENT_WHILE_OFF = conditionBit(Fault.currentWhileOff);
const NO_CURRENT = conditionBit(Fault.noCurrent);
/** By status of the current's reading: the condition that it is. Read-only once built. */
const HOLDS_OF_STATUS = new Uint8Array(Object.keys(ReadingStatus).length);
HOLDS_OF_STATUS[ReadingStatus.busFailed] = conditionBit(Fault.sensorLost);
HOLDS_OF_STATUS[ReadingStatus.unconfigured] = conditionBit(Fault.sensorLost);
HOLDS_OF_STATUS[ReadingStatus.stale] = conditionBit(Fault.sensorFrozen);
HOLDS_OF_STATUS[ReadingStatus.implausible] = conditionBit(Fault.sensorImplausible);

export interface PowerControllerOptions {
  readonly snapshot: Snapshot;
  readonly presentN: Digital;
  readonly gate: GateLatch;
  readonly registers: Registers;
  readonly status: StatusRegisters;
  readonly events: PowerEvents;
  readonly recorder?: StepRecorder | undefined;
  readonly debounceMs: number;
  readonly faultDelayMs: number;
  /** Of the tray: units of a rack start one after the other. */
  readonly slot: number;
  /** From before this start. */
  readonly before: PowerBefore;
}

export class PowerController {
  /** The power side as the bus shows it. */
  readonly view: UnitView = { version: 0, state: STATE_CODE.absent, fault: Fault.none, gateOn: false, faultCount: 0 };
  readonly #options: PowerControllerOptions;
  readonly #limits = new LimitMonitor(INITIAL_LEVELS);
  readonly #conditions = new ConditionMonitor();
  readonly #reporter: FaultReporter;
  readonly #inputs: HotSwapInputs = {
    present: false,
    gateOn: false,
    powerGood: false,
    wanted: false,
    graceful: false,
    halted: false,
    cycle: Cycle.none,
    fault: Fault.none,
  };
  readonly #times: HotSwapLimits = {
    debounceMs: 0,
    onDelayMs: 0,
    staggerMs: 0,
    softStartMs: 0,
    powerGoodMs: 0,
    shutdownMs: 0,
    cycleOffMs: 0,
    retries: new Uint8Array(INITIAL_RETRIES),
    retryDelayMs: new Uint32Array(INITIAL_RETRY_DELAYS_MS),
  };
  readonly #decision: Decision;
  readonly #start = new StartWatch();
  readonly #readings = { inputMillivolts: 0, outputMillivolts: 0, milliamps: 0 };
  /** The last step left its state for another one. */
  #hasMoved = true;
  #haltedMilliamps = 0;
  #registersVersion = 0;
  /** Nothing was found yet, and nothing is shown. */
  #findingsVersion = 0;
  #isOffForLowInput = false;

  /** Adopts the gate as it is: a unit that runs does not notice that its BMC started. */
  constructor(options: PowerControllerOptions, now: Milliseconds) {
    this.#options = options;
    this.#reporter = new FaultReporter(options, this.#limits, this.#conditions);
    this.#times.debounceMs = options.debounceMs;
    this.#loadStart();
    this.#readPins();
    this.#decision = adopt(this.#inputs, now, options.before);
    this.#noteTransition();
    this.#show();
  }

  /** Registers were written that no step has looked at yet. */
  get isBehind(): boolean {
    return this.#options.registers.version !== this.#registersVersion;
  }

  /** One step: at every tick, after a write that asks for something, before one that looks at findings. Strikes a cycle out of the wish. */
  decide(wish: PowerWish, now: Milliseconds): void {
    const { registers } = this.#options;
    if (registers.version !== this.#registersVersion) this.#loadRegisters();
    const inputs = this.#inputs;
    this.#readPins();
    inputs.wanted = wish.wanted;
    inputs.graceful = wish.graceful;
    inputs.cycle = wish.cycle;
    wish.cycle = Cycle.none;
    inputs.powerGood = this.#isPowerGood();
    inputs.halted = this.#isAtMost(this.#haltedMilliamps);
    inputs.fault = this.#findFault(now);
    const before = this.#decision.state;
    step(this.#decision, inputs, now, this.#times);
    this.#reporter.report(this.#decision.state, before, now);
    this.#record(before.kind, now);
    if (this.#decision.action !== Action.none) this.#act();
    this.#hasMoved = this.#decision.state !== before;
    if (this.#decision.state.kind !== before.kind) this.#noteTransition();
    this.#watchStart(before.kind, now);
    this.#show();
  }

  #watchStart(before: StateKind, now: Milliseconds): void {
    const { kind } = this.#decision.state;
    if (kind === 'starting' && before !== 'starting') this.#start.begin(now);
    else if (before !== 'starting' && before !== 'waiting') return;
    const { snapshot, events } = this.#options;
    if (snapshot.isAtLeast(Channel.inputCurrent)) this.#start.see(snapshot.value[Channel.inputCurrent]!);
    if (kind === 'on') events.started(this.#start.peak, this.#start.duration(now), now);
  }

  /**
   * The last step left everything as it was, and one more with what the pins, the wish and the registers say now would do the same: no
   * state that waits for its time, no delay that runs. Readings are for the caller to have looked at.
   */
  isAtRest(wish: PowerWish): boolean {
    const inputs = this.#inputs;
    const { state, action, retriesUsed } = this.#decision;
    // A transition is followed by a step in any case: limits and conditions look at the state.
    return (
      !this.#hasMoved &&
      action === Action.none &&
      waitsForNothing(state.kind) &&
      retriesUsed === 0 &&
      wish.wanted === inputs.wanted &&
      wish.graceful === inputs.graceful &&
      wish.cycle === Cycle.none &&
      !wish.reset &&
      this.#limits.isSettled &&
      this.#conditions.isSettled &&
      this.#options.registers.version === this.#registersVersion &&
      (this.#options.presentN.read() === 0) === inputs.present &&
      this.#options.gate.isOn() === inputs.gateOn
    );
  }

  /**
   * No value is over a limit whose delay still runs, no condition is, and no register was written that may say otherwise: an erase keeps no
   * decision waiting.
   */
  get isCalm(): boolean {
    return this.#limits.isSettled && this.#conditions.isSettled && !this.isBehind;
  }

  #record(before: StateKind, now: Milliseconds): void {
    const { recorder } = this.#options;
    if (recorder === undefined) return;
    const { state } = this.#decision;
    const { snapshot } = this.#options;
    const readings = this.#readings;
    readings.inputMillivolts = shown(snapshot, Channel.inputVoltage);
    readings.outputMillivolts = shown(snapshot, Channel.outputVoltage);
    readings.milliamps = shown(snapshot, Channel.inputCurrent);
    recorder.record(readings, this.#inputs, this.#decision, now);
    if (state.kind !== before && (state.kind === 'faulted' || state.kind === 'retrying')) {
      recorder.trigger(state.fault, this.#times);
    }
  }

  /** The table's initial values are there: what was set since. */
  #loadStart(): void {
    const { registers } = this.#options;
    this.#registersVersion = registers.version;
    for (let i = 0; i < registers.movedCount; i++) {
      if (!isResponse(registers.movedRow(i))) continue;
      this.#loadAll();
      return;
    }
    for (let i = 0; i < registers.movedCount; i++) this.#loadRow(registers.movedRow(i));
    this.#loadTimes();
    loadConditions(this.#conditions, registers);
  }

  #loadRegisters(): void {
    const { registers } = this.#options;
    const { version } = registers;
    const seen = this.#registersVersion;
    this.#registersVersion = version;
    if (version - seen > KEPT_CHANGES) {
      this.#loadAll();
      return;
    }
    for (let change = seen + 1; change <= version; change++) this.#loadRow(registers.rowOfChange(change));
  }

  #loadAll(): void {
    const { registers } = this.#options;
    this.#loadTimes();
    loadRetries(this.#times.retries, this.#times.retryDelayMs, registers);
    loadLimits(this.#limits, registers);
    loadConditions(this.#conditions, registers);
  }

  /** A write moves one register, and most of them mean little here. */
  #loadRow(row: number): void {
    const { registers } = this.#options;
    const limit = limitOfRow(row);
    if (limit >= 0) {
      loadLimit(this.#limits, registers, limit);
      return;
    }
    if (isResponse(row)) loadResponse(row, this.#limits, this.#conditions, this.#times, registers);
    if (TIMES.includes(row)) this.#loadTimes();
  }

  #loadTimes(): void {
    const { registers, slot } = this.#options;
    const times = this.#times;
    times.onDelayMs = registers.get(TON_DELAY);
    times.staggerMs = registers.get(STAGGER) * slot;
    times.softStartMs = registers.get(TON_RISE);
    times.powerGoodMs = shutsDown(responseTo(registers, Fault.powerGoodTimeout)) ? registers.get(TON_MAX) : 0;
    times.shutdownMs = registers.get(SHUTDOWN_TIMEOUT);
    times.cycleOffMs = registers.get(CYCLE_OFF_TIME);
    this.#haltedMilliamps = registers.get(HALTED_CURRENT);
  }

  #readPins(): void {
    this.#inputs.present = this.#options.presentN.read() === 0;
    this.#inputs.gateOn = this.#options.gate.isOn();
  }

  /** With hysteresis; false while the output voltage is not known. */
  #isPowerGood(): boolean {
    const { snapshot, registers } = this.#options;
    if (!snapshot.isValid(Channel.outputVoltage)) return false;
    return (
      snapshot.value[Channel.outputVoltage]! >= registers.get(this.#inputs.powerGood ? POWER_GOOD_OFF : POWER_GOOD_ON)
    );
  }

  #isAtMost(milliamps: number): boolean {
    const { snapshot } = this.#options;
    return snapshot.isValid(Channel.inputCurrent) && snapshot.value[Channel.inputCurrent]! <= milliamps;
  }

  /** The first fault that calls for a shutdown, limits before conditions. */
  #findFault(now: Milliseconds): Fault {
    const { snapshot, faultDelayMs } = this.#options;
    const { gateOn, powerGood } = this.#inputs;
    const isOn = this.#decision.state.kind === 'on';
    const sensor = snapshot.status[Channel.inputCurrent]!;
    let holds = HOLDS_OF_STATUS[sensor]!;
    if (sensor === ReadingStatus.valid || sensor === ReadingStatus.beyond) {
      const milliamps = snapshot.value[Channel.inputCurrent]!;
      if (!gateOn && milliamps > STRAY_MILLIAMPS) holds = CURRENT_WHILE_OFF;
      else if (isOn && milliamps <= NO_LOAD_MILLIAMPS) holds = NO_CURRENT;
    }
    // An output voltage that is not known is no lost power-good.
    if (isOn && !powerGood && snapshot.isValid(Channel.outputVoltage)) holds |= POWER_GOOD_LOST;
    const limit = this.#limits.update(snapshot, isOn, now, faultDelayMs);
    const condition = this.#conditions.update(holds, now);
    return limit === Fault.none ? condition : limit;
  }

  #act(): void {
    const { gate } = this.#options;
    if (this.#decision.action === Action.gateOn) gate.set();
    else gate.clear();
    this.#inputs.gateOn = gate.isOn();
  }

  #noteTransition(): void {
    const { state } = this.#decision;
    const { status } = this.#options;
    this.view.version++;
    this.view.state = STATE_CODE[state.kind];
    const fault = state.kind === 'faulted' || state.kind === 'retrying' ? state.fault : Fault.none;
    this.view.fault = fault;
    if (fault === Fault.none) return;
    this.view.faultCount = (this.view.faultCount + 1) & 0xffff;
    if (fault === Fault.powerGoodTimeout) status.raise(StatusRegister.vout, Vout.turnOnTimeout);
    if (fault === Fault.tripped) status.raise(StatusRegister.manufacturer, Manufacturer.tripped);
  }

  #show(): void {
    const { status } = this.#options;
    if (this.view.gateOn !== this.#inputs.gateOn) {
      this.view.gateOn = this.#inputs.gateOn;
      this.view.version++;
    }
    status.setOutput(!this.#inputs.gateOn, this.#inputs.gateOn && this.#inputs.powerGood);
    if (!this.#inputs.gateOn || this.#isOffForLowInput) this.#showLowInput();
    const version = this.#limits.version + this.#conditions.version;
    if (version === this.#findingsVersion) return;
    this.#findingsVersion = version;
    showLimits(status, this.#limits);
    showConditions(status, this.#conditions);
  }

  /** It shut down for that, or cannot start: PMBus Part II 1.3.1, section 17.5, bit 3. */
  #showLowInput(): void {
    const isOff = keepsOff(this.#decision, this.#inputs) === Fault.inputUnderVoltage;
    if (isOff === this.#isOffForLowInput) return;
    this.#isOffForLowInput = isOff;
    this.#options.status.hold(StatusRegister.input, Input.offForLowInput, isOff);
  }
}

/** The fault that keeps a unit off that is wanted on. */
function keepsOff({ state }: Readonly<Decision>, { wanted, fault }: Readonly<HotSwapInputs>): Fault {
  if (state.kind === 'faulted' || state.kind === 'retrying') return state.fault;
  return state.kind === 'off' && wanted ? fault : Fault.none;
}

/** States that only inputs end. */
const waitsForNothing = (kind: StateKind): boolean =>
  kind === 'on' || kind === 'off' || kind === 'faulted' || kind === 'absent';

/** As a sample holds it. */
function shown(snapshot: Snapshot, channel: Channel): number {
  if (snapshot.status[channel] !== ReadingStatus.valid) return UNKNOWN;
  const value = snapshot.value[channel]!;
  if (value < 0) return 0;
  return value < UNKNOWN ? value : UNKNOWN - 1;
}
