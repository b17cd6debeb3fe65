// What the power side tells the event log. Called on a change alone, never on a quiet tick.
import type { Milliseconds } from '../units/time';
import type { Fault } from './faults';

/** What a fault led to. The number is the code on the wire and in the log: a code is added, never reused. */
export const FaultOutcome = {
  /** Its response says to go on. */
  noted: 0,
  /** Off, and stays off. */
  shutDown: 1,
  /** Off, and will be tried again. */
  willRetry: 2,
  /** Another fault explains it. */
  accompanies: 3,
} as const;
export type FaultOutcome = (typeof FaultOutcome)[keyof typeof FaultOutcome];
export const FAULT_OUTCOME_NAMES = ['noted', 'shut down', 'will retry', 'accompanies another'] as const;

export interface PowerEvents {
  /** A fault began. `value` and `level` in the unit of its channel; 0 where there is none. */
  fault(fault: Fault, outcome: FaultOutcome, value: number, level: number, now: Milliseconds): void;
  /** A fault that was only noted is over. */
  faultOver(fault: Fault, now: Milliseconds): void;
  /** The unit is on, its output good. Milliamps at the most on the way there, and milliseconds since the gate was turned on. */
  started(peakMilliamps: number, tookMs: number, now: Milliseconds): void;
  /** STATE_CODE before and after. */
  transition(from: number, to: number, now: Milliseconds): void;
}

/** For a board without a log. */
export const NO_EVENTS: PowerEvents = Object.freeze({ fault() {}, faultOver() {}, started() {}, transition() {} });
