// What the power side tells, as events of the log.
import type { Fault } from '../power/faults';
import { STATE_CODE } from '../power/hot-swap-state';
import type { FaultOutcome, PowerEvents } from '../power/power-events';
import { Channel } from '../snapshot/channels';
import type { Snapshot } from '../snapshot/snapshot';
import type { Milliseconds } from '../units/time';
import { Event, startWord } from './event-codes';
import type { EventLog } from './event-log';

/** States in which the gate is on. */
const isPowered = (state: number): boolean =>
  state === STATE_CODE.starting ||
  state === STATE_CODE.waiting ||
  state === STATE_CODE.on ||
  state === STATE_CODE.stopping;

export class PowerLog implements PowerEvents {
  readonly #log: EventLog;
  readonly #snapshot: Snapshot;
  #fault = 0;

  constructor(log: EventLog, snapshot: Snapshot) {
    this.#log = log;
    this.#snapshot = snapshot;
  }

  fault(fault: Fault, outcome: FaultOutcome, value: number, level: number, now: Milliseconds): void {
    this.#fault = fault;
    this.#log.record(Event.fault, outcome, fault, value, level, now);
  }

  faultOver(fault: Fault, now: Milliseconds): void {
    this.#log.record(Event.faultOver, 0, fault, 0, 0, now);
  }

  started(peakMilliamps: number, tookMs: number, now: Milliseconds): void {
    const { value } = this.#snapshot;
    const c = startWord(peakMilliamps, tookMs);
    this.#log.record(Event.unitOn, 0, value[Channel.inputVoltage]!, value[Channel.inputCurrent]!, c, now);
  }

  transition(from: number, to: number, now: Milliseconds): void {
    // A contact that bounces while it is being made: the tray was not there yet.
    if (to === STATE_CODE.absent && from === STATE_CODE.settling) return;
    if (to === STATE_CODE.absent) this.#tell(Event.removed, isPowered(from) ? 1 : 0, 0, now);
    else if (to === STATE_CODE.off && from === STATE_CODE.settling) this.#tell(Event.inserted, 0, 0, now);
    else if (to === STATE_CODE.stopping) this.#tell(Event.stopping, 0, 0, now);
    else if (to === STATE_CODE.starting && from === STATE_CODE.retrying) this.#tell(Event.retry, this.#fault, 0, now);
    else if ((to === STATE_CODE.off || to === STATE_CODE.delaying) && isPowered(from))
      this.#tell(Event.unitOff, 0, 0, now);
  }

  #tell(event: Event, a: number, b: number, now: Milliseconds): void {
    this.#log.record(event, 0, a, b, 0, now);
  }
}
