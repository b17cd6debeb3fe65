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
  /** The output fell below POWER_GOOD_OFF while the unit was on. */
  powerGoodLost: 12,
  /** The current sensor does not answer, or keeps no set-up. */
  sensorLost: 13,
  /** The current sensor answers, and has no new result. */
  sensorFrozen: 14,
  /** The current sensor says what it cannot measure. */
  sensorImplausible: 15,
  /** The average output current is above its limit, as with a load that pulses. */
  averageOverCurrent: 16,
  /** A current flows though the gate is off. */
  currentWhileOff: 17,
  /** The unit is on, its output is good, and it draws nothing. */
  noCurrent: 18,
  /** Another BMC answers at this address. */
  addressConflict: 19,
  /** The slot straps contradict their parity. */
  strapFault: 20,
  /** The flash does not keep what it is given. */
  storeFault: 21,
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
  'power-good-lost',
  'sensor-lost',
  'sensor-frozen',
  'sensor-implausible',
  'average-over-current',
  'current-while-off',
  'no-current',
  'address-conflict',
  'strap-fault',
  'store-fault',
] as const;
export const FAULT_COUNT = FAULT_NAMES.length;
