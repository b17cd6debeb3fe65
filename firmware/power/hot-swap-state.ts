// States, inputs and actions of the hot-swap machine. A state carries only the data that is valid in it.
import type { Milliseconds } from '../units/time';
import type { Fault } from './faults';

export type HotSwapState =
  /** No unit on the tray connector. */
  | { readonly kind: 'absent' }
  /** The connector still bounces. */
  | { readonly kind: 'settling'; readonly until: Milliseconds }
  /** Present, gate off, no fault. */
  | { readonly kind: 'off' }
  /** Wanted on, waiting for TON_DELAY. Gate off. */
  | { readonly kind: 'delaying'; readonly until: Milliseconds }
  /** Gate on, the output ramps up. */
  | { readonly kind: 'starting'; readonly until: Milliseconds; readonly powerGoodBy: Milliseconds }
  /** Soft start over, waiting for power-good. */
  | { readonly kind: 'waiting'; readonly powerGoodBy: Milliseconds }
  | { readonly kind: 'on' }
  /** Gate off until the operator turned the unit off and on again, or pulled it. */
  | { readonly kind: 'faulted'; readonly fault: Fault };

export type StateKind = HotSwapState['kind'];

/** Names by code on the wire: a code is added, never reused. */
export const STATE_NAMES = [
  'absent',
  'settling',
  'off',
  'starting',
  'waiting',
  'on',
  'faulted',
  'delaying',
] as const satisfies readonly StateKind[];

/** Code of a state on the wire. */
export const STATE_CODE = {
  absent: 0,
  settling: 1,
  off: 2,
  starting: 3,
  waiting: 4,
  on: 5,
  faulted: 6,
  delaying: 7,
} as const satisfies Record<StateKind, number>;

/** What the machine asks of the gate. At most one per step. */
export const Action = { none: 0, gateOn: 1, gateOff: 2 } as const;
export type Action = (typeof Action)[keyof typeof Action];

/** Positive logic, converted at the edge. One object per machine, filled before each step. */
export interface HotSwapInputs {
  present: boolean;
  /** Read back from the latch, not remembered. */
  gateOn: boolean;
  /** Output voltage above the board's threshold. False while it is not known. */
  powerGood: boolean;
  /** The operator wants the unit on. */
  wanted: boolean;
  /** A limit exceeded for longer than its delay that calls for a shutdown, or none. */
  fault: Fault;
}

/** Times of the machine, milliseconds. */
export interface HotSwapLimits {
  debounceMs: number;
  /** From the wish for power to the gate. */
  onDelayMs: number;
  softStartMs: number;
  /** Counted from the end of the soft start; 0: for ever. */
  powerGoodMs: number;
}

/** What a step writes. One object per machine. */
export interface Decision {
  state: HotSwapState;
  action: Action;
}
