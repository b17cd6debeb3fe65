// The status registers and their bits, as the specification names them. PMBus Part II 1.3.1, section 17.

/** Index of each sticky register. The order is that of the codes 0x7A..0x80. */
export const StatusRegister = {
  vout: 0,
  iout: 1,
  input: 2,
  temperature: 3,
  cml: 4,
  other: 5,
  manufacturer: 6,
} as const;
export type StatusRegister = (typeof StatusRegister)[keyof typeof StatusRegister];
export const STATUS_REGISTER_COUNT = 7;

/** STATUS_WORD, section 17.2. The low byte is STATUS_BYTE, section 17.1. */
export const Word = {
  noneOfTheAbove: 1 << 0,
  cml: 1 << 1,
  temperature: 1 << 2,
  vinUnderVoltage: 1 << 3,
  ioutOverCurrent: 1 << 4,
  voutOverVoltage: 1 << 5,
  off: 1 << 6,
  busy: 1 << 7,
  unknown: 1 << 8,
  other: 1 << 9,
  fans: 1 << 10,
  powerGoodNegated: 1 << 11,
  manufacturer: 1 << 12,
  input: 1 << 13,
  iout: 1 << 14,
  vout: 1 << 15,
} as const;

/** STATUS_VOUT, section 17.3. */
export const Vout = {
  overVoltageFault: 0x80,
  overVoltageWarning: 0x40,
  underVoltageWarning: 0x20,
  underVoltageFault: 0x10,
  turnOnTimeout: 0x04,
} as const;
/** STATUS_IOUT, section 17.4. */
export const Iout = {
  overCurrentFault: 0x80,
  overCurrentWarning: 0x20,
  overPowerFault: 0x02,
  overPowerWarning: 0x01,
} as const;
/** STATUS_INPUT, section 17.5. */
export const Input = {
  overVoltageFault: 0x80,
  overVoltageWarning: 0x40,
  underVoltageWarning: 0x20,
  underVoltageFault: 0x10,
  offForLowInput: 0x08,
  overCurrentFault: 0x04,
  overCurrentWarning: 0x02,
  overPowerWarning: 0x01,
} as const;
/** STATUS_TEMPERATURE, section 17.6. */
export const Temperature = { overTemperatureFault: 0x80, overTemperatureWarning: 0x40 } as const;
/** STATUS_CML, section 17.7. */
export const Cml = {
  invalidCommand: 0x80,
  invalidData: 0x40,
  packetError: 0x20,
  memoryFault: 0x10,
  otherCommunication: 0x02,
} as const;
/** STATUS_MFR_SPECIFIC, ours. */
export const Manufacturer = {
  tripped: 0x80,
  sensorLost: 0x40,
  addressConflict: 0x20,
  strapFault: 0x10,
  storeFault: 0x08,
  /** The gate does not do what its latch says: current while off, or none while on. */
  gateFault: 0x04,
  averageOverCurrent: 0x02,
} as const;
