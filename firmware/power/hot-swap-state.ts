// States, inputs and actions of the hot-swap machine. A state carries only the data that is valid in it.
import type { Milliseconds } from '../units/time';
import type { Fault } from './faults';

export type HotSwapState =
  /** No unit on the tray connector. */
  | { readonly kind: 'absent' }
  /** The connector still bounces. */
  | { readonly kind: 'settling'; readonly until: Milliseconds }
  /** Present, gate off, no fault. `arrived`: just pushed in or powered, and nobody spoke yet: a start from here is staggered. */
  | { readonly kind: 'off'; readonly arrived: boolean }
  /** Wanted on, waiting for its turn: TON_DELAY, stagger, off time of a cycle. Gate off. */
  | { readonly kind: 'delaying'; readonly until: Milliseconds }
  /** Gate on, the output ramps up. */
  | { readonly kind: 'starting'; readonly until: Milliseconds; readonly powerGoodBy: Milliseconds }
  /** Soft start over, waiting for power-good. */
  | { readonly kind: 'waiting'; readonly powerGoodBy: Milliseconds }
  /** From `stableAt` on its retries are forgotten. */
  | { readonly kind: 'on'; readonly stableAt: Milliseconds }
  /** Gate off until the operator turned the unit off and on again, or pulled it. */
  | { readonly kind: 'faulted'; readonly fault: Fault }
  /** Gate off after a fault; tries again by itself. */
  | { readonly kind: 'retrying'; readonly fault: Fault; readonly until: Milliseconds }
  /** Gate on: the unit was asked to shut itself down, and is switched off once it has, or when the time is over. */
  | { readonly kind: 'stopping'; readonly until: Milliseconds; readonly restart: boolean };

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
  'retrying',
  'stopping',
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
  retrying: 8,
  stopping: 9,
} as const satisfies Record<StateKind, number>;

/** What the machine asks of the gate. At most one per step. */
export const Action = { none: 0, gateOn: 1, gateOff: 2 } as const;
export type Action = (typeof Action)[keyof typeof Action];

/** Off and on again, asked for once. `graceful`: the unit shuts itself down first. */
export const Cycle = { none: 0, hard: 1, graceful: 2 } as const;
export type Cycle = (typeof Cycle)[keyof typeof Cycle];

/** Positive logic, converted at the edge. One object per machine, filled before each step. */
export interface HotSwapInputs {
  present: boolean;
  /** Read back from the latch, not remembered. */
  gateOn: boolean;
  /** Output voltage above the board's threshold. False while it is not known. */
  powerGood: boolean;
  /** The operator wants the unit on. */
  wanted: boolean;
  /** How it is turned off where it is not wanted: the unit may shut itself down first. */
  graceful: boolean;
  /** The unit draws no more than one that has shut itself down. False while that is not known. */
  halted: boolean;
  cycle: Cycle;
  /** A fault that calls for a shutdown, beyond its delay, or none. */
  fault: Fault;
}

/** Times of the machine, milliseconds, and what faults lead to. */
export interface HotSwapLimits {
  debounceMs: number;
  /** From the wish for power to the gate. */
  onDelayMs: number;
  /** Added where the unit starts by itself, so that the units of a rack do not start together. */
  staggerMs: number;
  softStartMs: number;
  /** Counted from the end of the soft start; 0: for ever. */
  powerGoodMs: number;
  /** For a unit to shut itself down, at the most; 0: it is not asked. */
  shutdownMs: number;
  /** Between off and on of a cycle. */
  cycleOffMs: number;
  /** By fault: 0 stays off, 7 (RETRY_FOR_EVER) tries for ever. */
  readonly retries: Uint8Array;
  /** By fault. */
  readonly retryDelayMs: Uint32Array;
}

/** What a step writes. One object per machine. */
export interface Decision {
  state: HotSwapState;
  action: Action;
  /** Retries since the unit was last stable, turned off or pulled. */
  retriesUsed: number;
}
