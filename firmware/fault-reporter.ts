// Tells the event log of faults and transitions, each once: what began, what it led to, what explains it.
import { levelOf } from './fault-wiring';
import type { Registers } from './pmbus/registers';
import type { ConditionMonitor } from './power/condition-monitor';
import { CONDITION_COUNT, CONDITION_TABLE } from './power/condition-table';
import { isExplained } from './power/explanations';
import { FAULT_COUNT, Fault } from './power/faults';
import { type HotSwapState, STATE_CODE } from './power/hot-swap-state';
import type { LimitMonitor } from './power/limit-monitor';
import { LIMIT_COUNT, LIMIT_TABLE } from './power/limit-table';
import { FaultOutcome, type PowerEvents } from './power/power-events';
import { Channel } from './snapshot/channels';
import type { Snapshot } from './snapshot/snapshot';
import type { Milliseconds } from './units/time';

/** By fault: the channel that shows how bad it is. Read-only once built. */
const CHANNEL_OF_FAULT = new Uint8Array(FAULT_COUNT).fill(Channel.inputCurrent);
for (const { fault, channel } of LIMIT_TABLE) CHANNEL_OF_FAULT[fault] = channel;
CHANNEL_OF_FAULT[Fault.powerGoodTimeout] = Channel.outputVoltage;
CHANNEL_OF_FAULT[Fault.powerGoodLost] = Channel.outputVoltage;

export interface FaultReporterOptions {
  readonly snapshot: Snapshot;
  readonly registers: Registers;
  readonly events: PowerEvents;
}

export class FaultReporter {
  readonly #options: FaultReporterOptions;
  readonly #limits: LimitMonitor;
  readonly #conditions: ConditionMonitor;
  /** A bit for each fault that lasts, and for each that was told of as noted. */
  #lasting = 0;
  #noted = 0;
  /** Of those that began: not told of yet, because what would explain them may be coming. */
  #waiting = 0;
  #version = 0;

  constructor(options: FaultReporterOptions, limits: LimitMonitor, conditions: ConditionMonitor) {
    this.#options = options;
    this.#limits = limits;
    this.#conditions = conditions;
  }

  /** After each step of the machine. Quiet unless a finding or the state changed. */
  report(state: HotSwapState, before: HotSwapState, now: Milliseconds): void {
    const isFresh = state.kind !== before.kind;
    const version = this.#limits.version + this.#conditions.version;
    if (!isFresh && version === this.#version) return;
    this.#version = version;
    const stopped = isFresh && (state.kind === 'faulted' || state.kind === 'retrying') ? state.fault : Fault.none;
    if (stopped !== Fault.none) {
      this.#tell(stopped, state.kind === 'retrying' ? FaultOutcome.willRetry : FaultOutcome.shutDown, now);
    }
    this.#followFindings(stopped, now);
    if (isFresh) this.#options.events.transition(STATE_CODE[before.kind], STATE_CODE[state.kind], now);
  }

  #followFindings(stopped: Fault, now: Milliseconds): void {
    const lasting = this.#findings();
    const explaining = lasting | (stopped === Fault.none ? 0 : 1 << stopped);
    const coming = stopped === Fault.none ? this.#coming() : 0;
    const begun = (lasting | this.#waiting) & ~this.#lasting;
    let waiting = 0;
    for (let fault = 1; fault < FAULT_COUNT; fault++) {
      const bit = 1 << fault;
      const began = (begun & bit) !== 0;
      if (
        began &&
        (lasting & bit) !== 0 &&
        isExplained(fault as Fault, coming) &&
        !isExplained(fault as Fault, lasting)
      ) {
        waiting |= bit;
        continue;
      }
      if (began && fault !== stopped) {
        const accompanies = stopped !== Fault.none || isExplained(fault as Fault, explaining & ~bit);
        this.#tell(fault as Fault, accompanies ? FaultOutcome.accompanies : FaultOutcome.noted, now);
        if (!accompanies) this.#noted |= bit;
      }
      if ((this.#noted & ~lasting & bit) !== 0) {
        this.#noted &= ~bit;
        this.#options.events.faultOver(fault as Fault, now);
      }
    }
    this.#waiting = waiting;
    this.#lasting = lasting & ~waiting;
  }

  /** A bit for each fault whose delay still runs: one sag has one cause, whichever limit it passes first. */
  #coming(): number {
    let coming = 0;
    for (let i = 0; i < LIMIT_COUNT; i++) if (this.#limits.isPending(i)) coming |= 1 << LIMIT_TABLE[i]!.fault;
    return coming;
  }

  #findings(): number {
    let lasting = 0;
    for (let i = 0; i < LIMIT_COUNT; i++) if (this.#limits.isFault(i)) lasting |= 1 << LIMIT_TABLE[i]!.fault;
    for (let i = 0; i < CONDITION_COUNT; i++) {
      if (this.#conditions.isFault(i)) lasting |= 1 << CONDITION_TABLE[i]!.fault;
    }
    return lasting;
  }

  #tell(fault: Fault, outcome: FaultOutcome, now: Milliseconds): void {
    const { snapshot, registers, events } = this.#options;
    const channel = CHANNEL_OF_FAULT[fault]! as Channel;
    const value = snapshot.isAtLeast(channel) ? snapshot.value[channel]! : 0;
    events.fault(fault, outcome, value, levelOf(registers, fault), now);
  }
}
