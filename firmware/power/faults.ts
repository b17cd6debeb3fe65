// Faults of the power side. The number is the code on the wire and in the log: a code is added, never reused.

export const Fault = {
  none: 0,
  /** Current above the limit for longer than its delay. */
  overCurrent: 1,
  /** No power-good within the allowed time after the soft start. */
  powerGoodTimeout: 2,
  /** The gate latch was found cleared without a command: eFuse or native trip. */
  tripped: 3,
} as const;
export type Fault = (typeof Fault)[keyof typeof Fault];

/** Names by code, for people and `--json`. */
export const FAULT_NAMES = ['none', 'over-current', 'power-good-timeout', 'tripped'] as const;
