// What is known of the unit's power from before this start: a BMC that starts anew must not forget that a fault keeps its unit off.
import { Fault } from './faults';

export interface PowerBefore {
  /** The fault that kept the unit off, or none. */
  readonly latched: Fault;
  /** The unit was on. If its gate is found open, it opened while nobody looked. */
  readonly wasOn: boolean;
}

/** After a black-out, and on a board without a log. */
export const NOTHING_BEFORE: PowerBefore = Object.freeze({ latched: Fault.none, wasOn: false });
