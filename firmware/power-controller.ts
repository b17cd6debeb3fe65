// Runs the hot-swap machine on real inputs: reads presence and latch, holds the limits, carries out the machine's action, and
// shows the result as unit state and status bits. Positive logic begins here.
import type { Digital } from './io/embedded';
import type { GateLatch } from './io/gate-latch/gate-latch';
import { loadLimits, showLimits } from './limit-wiring';
import { rowOfName } from './pmbus/commands';
import type { UnitView } from './pmbus/device-model';
import type { Registers } from './pmbus/registers';
import { Manufacturer, StatusRegister, Vout } from './pmbus/status-bits';
import type { StatusRegisters } from './pmbus/status-registers';
import { Fault } from './power/faults';
import { adopt, step } from './power/hot-swap';
import { Action, type Decision, type HotSwapInputs, type HotSwapLimits, STATE_CODE } from './power/hot-swap-state';
import { LimitMonitor } from './power/limit-monitor';
import { Channel } from './snapshot/channels';
import { ReadingStatus, type Snapshot } from './snapshot/snapshot';
import type { Milliseconds } from './units/time';

const POWER_GOOD_ON = rowOfName('POWER_GOOD_ON');
const POWER_GOOD_OFF = rowOfName('POWER_GOOD_OFF');
const TON_DELAY = rowOfName('TON_DELAY');
const TON_RISE = rowOfName('TON_RISE');
const TON_MAX = rowOfName('TON_MAX_FAULT_LIMIT');

export interface PowerControllerOptions {
  readonly snapshot: Snapshot;
  readonly presentN: Digital;
  readonly gate: GateLatch;
  readonly registers: Registers;
  readonly status: StatusRegisters;
  readonly debounceMs: number;
  readonly faultDelayMs: number;
}

export class PowerController {
  /** The power side as the bus shows it. */
  readonly view: UnitView = { version: 0, state: STATE_CODE.absent, fault: Fault.none, gateOn: false, faultCount: 0 };
  readonly #options: PowerControllerOptions;
  readonly #monitor = new LimitMonitor();
  readonly #inputs: HotSwapInputs = {
    present: false,
    gateOn: false,
    powerGood: false,
    wanted: false,
    fault: Fault.none,
  };
  readonly #times: HotSwapLimits;
  readonly #decision: Decision;
  #registersVersion = -1;
  #limitsVersion = -1;

  /** Adopts the gate as it is: a unit that runs does not notice that its BMC started. */
  constructor(options: PowerControllerOptions) {
    this.#options = options;
    this.#times = { debounceMs: options.debounceMs, onDelayMs: 0, softStartMs: 0, powerGoodMs: 0 };
    this.#loadRegisters();
    this.#readPins();
    this.#decision = adopt(this.#inputs);
    this.view.state = STATE_CODE[this.#decision.state.kind];
    this.#show();
  }

  /** One step: at every tick, and after every write that may change what is wanted. */
  decide(wanted: boolean, now: Milliseconds): void {
    const { snapshot, registers, faultDelayMs } = this.#options;
    if (registers.version !== this.#registersVersion) this.#loadRegisters();
    const inputs = this.#inputs;
    this.#readPins();
    inputs.wanted = wanted;
    inputs.powerGood = this.#isPowerGood();
    inputs.fault = this.#monitor.update(snapshot, this.#decision.state.kind === 'on', now, faultDelayMs);
    const before = this.#decision.state;
    step(this.#decision, inputs, now, this.#times);
    this.#act();
    if (this.#decision.state !== before) this.#noteTransition();
    this.#show();
  }

  #loadRegisters(): void {
    const { registers } = this.#options;
    this.#registersVersion = registers.version;
    this.#times.onDelayMs = registers.get(TON_DELAY);
    this.#times.softStartMs = registers.get(TON_RISE);
    this.#times.powerGoodMs = registers.get(TON_MAX);
    loadLimits(this.#monitor, registers);
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

  #act(): void {
    const { gate } = this.#options;
    if (this.#decision.action === Action.none) return;
    if (this.#decision.action === Action.gateOn) gate.set();
    else gate.clear();
    this.#inputs.gateOn = gate.isOn();
  }

  #noteTransition(): void {
    const { state } = this.#decision;
    this.view.version++;
    this.view.state = STATE_CODE[state.kind];
    this.view.fault = state.kind === 'faulted' ? state.fault : Fault.none;
    if (state.kind !== 'faulted') return;
    this.view.faultCount = (this.view.faultCount + 1) & 0xffff;
    const { status } = this.#options;
    if (state.fault === Fault.powerGoodTimeout) status.raise(StatusRegister.vout, Vout.turnOnTimeout);
    if (state.fault === Fault.tripped) status.raise(StatusRegister.manufacturer, Manufacturer.tripped);
  }

  #show(): void {
    const { status } = this.#options;
    if (this.view.gateOn !== this.#inputs.gateOn) {
      this.view.gateOn = this.#inputs.gateOn;
      this.view.version++;
    }
    status.setOutput(!this.#inputs.gateOn, this.#inputs.gateOn && this.#inputs.powerGood);
    status.hold(StatusRegister.manufacturer, Manufacturer.sensorLost, this.#isLost(Channel.inputCurrent));
    if (this.#monitor.version !== this.#limitsVersion) {
      this.#limitsVersion = this.#monitor.version;
      showLimits(status, this.#monitor);
    }
  }

  /** The sensor should have a reading, and has none. Before its first one, and while it is being set up, it is not lost. */
  #isLost(channel: Channel): boolean {
    const status = this.#options.snapshot.status[channel];
    return status === ReadingStatus.busFailed || status === ReadingStatus.stale || status === ReadingStatus.implausible;
  }
}
