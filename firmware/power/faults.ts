// Faults of the power side. The number is the code on the wire and in the log: a code is added, never reused.

export const Fault = {
  none: 0,
  /** Output current above its limit for longer than the delay. */
  overCurrent: 1,
  /** No power-good within the allowed time after the soft start. */
  powerGoodTimeout: 2,
  /** The gate latch was found cleared without a command: eFuse or native trip. */
  tripped: 3,
  outputOverVoltage: 4,
  outputUnderVoltage: 5,
  inputOverVoltage: 6,
  inputUnderVoltage: 7,
  inputOverCurrent: 8,
  outputOverPower: 9,
  overTemperature: 10,
  inputOverPower: 11,
} as const;
export type Fault = (typeof Fault)[keyof typeof Fault];

/** Names by code, for people and `--json`. */
export const FAULT_NAMES = [
  'none',
  'over-current',
  'power-good-timeout',
  'tripped',
  'output-over-voltage',
  'output-under-voltage',
  'input-over-voltage',
  'input-under-voltage',
  'input-over-current',
  'output-over-power',
  'over-temperature',
  'input-over-power',
] as const;
