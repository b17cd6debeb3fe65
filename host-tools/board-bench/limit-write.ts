// What measurements read and write of a unit: a reading, and a register that nothing reacts to.

/** READ_VIN. */
export const READING = 0x88;
/** VIN_OV_WARN_LIMIT. */
export const LIMIT = 0x57;
/** LINEAR11 with exponent -7: 5.625 V and 5.6875 V in turn. */
const LIMIT_VALUES = [
  [0xd0, 0xca],
  [0xd8, 0xca],
] as const;

/** The value of write number `i`. */
export const limitValue = (i: number): readonly number[] => LIMIT_VALUES[i & 1]!;
