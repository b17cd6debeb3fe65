// ULINEAR16: an unsigned 16-bit mantissa whose exponent stands in VOUT_MODE. PMBus Part II 1.3.1, section 8.4.1.
import { clamp, divideRounded } from '../units/integers';

/** Exponent of every output voltage on the wire: 1/4096 V a step, 15.9 V at the most. */
export const VOUT_EXPONENT = -12;
/** Bits 7:5 = 000 (ULINEAR16), bits 4:0 the exponent. PMBus Part II 1.3.1, section 8.3. */
export const VOUT_MODE_BYTE = VOUT_EXPONENT & 0x1f;

const STEPS_PER_VOLT = 1 << -VOUT_EXPONENT;

/** Millivolts to the nearest word; below zero becomes 0, beyond the range the largest word. */
export function encodeUlinear16(millivolts: number): number {
  return clamp(divideRounded(millivolts * STEPS_PER_VOLT, 1000), 0, 0xffff);
}

/** A word to millivolts, rounded to the nearest. `mode` is the VOUT_MODE byte that the device gave. */
export function decodeUlinear16(word: number, mode: number = VOUT_MODE_BYTE): number {
  const exponent = (mode << 27) >> 27;
  return exponent < 0 ? divideRounded(word * 1000, 1 << -exponent) : word * 1000 * (1 << exponent);
}
