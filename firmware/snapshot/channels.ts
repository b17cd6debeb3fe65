// The channels of a unit: what is measured, and in which unit the snapshot holds it. Indexes into the snapshot's arrays.

export const Channel = {
  /** Busbar side of the gate, millivolts. */
  inputVoltage: 0,
  /** Through the shunt, milliamps. */
  inputCurrent: 1,
  /** Busbar side, milliwatts. */
  inputPower: 2,
  /** Unit side of the gate, millivolts. */
  outputVoltage: 3,
  /** On the chip, millidegrees Celsius. */
  temperature: 4,
  /** Unit side, milliwatts: output voltage times current. */
  outputPower: 5,
  /** Of the current, over about a second. Milliamps. */
  averageCurrent: 6,
} as const;
export type Channel = (typeof Channel)[keyof typeof Channel];

export const CHANNEL_COUNT = 7;
/** The first of them are shown in full resolution (MFR_READINGS). */
export const SHOWN_CHANNEL_COUNT = 6;

/** The first of them are kept in millionths, too (MFR_READINGS_FINE). */
export const MICRO_CHANNEL_COUNT = 2;

/** By channel: the unit that the snapshot holds it in. */
export const CHANNEL_UNITS = ['mV', 'mA', 'mW', 'mV', 'mdegC', 'mW', 'mA'] as const;
/** By channel, for people and `--json`. The first are those of MFR_READINGS. */
export const CHANNEL_NAMES = [
  'inputVoltage',
  'inputCurrent',
  'inputPower',
  'outputVoltage',
  'temperature',
  'outputPower',
  'averageCurrent',
] as const;
