// Number formats of PMBus Part II 1.3.1, sections 7.3 and 8.4.1, in floating point and in the units of the wire (V, A, W, degC,
// ms): written apart from the firmware, which keeps to integers of thousandths.

/** LINEAR11: mantissa bits 10..0, exponent bits 15..11, both two's complement. */
export function linear11Value(word: number): number {
  const exponent = word >> 11 > 15 ? (word >> 11) - 32 : word >> 11;
  const mantissa = (word & 0x7ff) > 1023 ? (word & 0x7ff) - 2048 : word & 0x7ff;
  return mantissa * 2 ** exponent;
}

/** Value of one step of the mantissa. */
export const linear11Step = (word: number): number => 2 ** (word >> 11 > 15 ? (word >> 11) - 32 : word >> 11);

/** The word with the finest exponent that holds `value`; `round` says to which neighbour. */
export function linear11Word(value: number, round: (x: number) => number = Math.round): number {
  for (let exponent = -16; exponent <= 15; exponent++) {
    const mantissa = round(value / 2 ** exponent);
    if (mantissa === 0) return 0;
    if (Math.abs(mantissa) <= 1023) return ((exponent & 31) << 11) | (mantissa & 0x7ff);
  }
  throw new RangeError(`no LINEAR11 word for ${value}`);
}

/** ULINEAR16: `mode` is the VOUT_MODE byte, whose low five bits are the exponent in two's complement. */
export function ulinear16Value(word: number, mode: number): number {
  const bits = mode & 0x1f;
  return word * 2 ** (bits > 15 ? bits - 32 : bits);
}

export const lowByte = (word: number): number => word & 0xff;
export const highByte = (word: number): number => word >> 8;
