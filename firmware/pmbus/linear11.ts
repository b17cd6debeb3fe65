// LINEAR11: a signed 5-bit exponent (bits 15..11) and a signed 11-bit mantissa; value = mantissa * 2^exponent.
// PMBus Part II 1.3.1, section 7.3. Values here are thousandths of the wire's unit (mV for V, mA for A, ...), integers.
import { divideRounded } from '../units/integers';

const THOUSAND = 1000;
/** Largest thousandths that still round to a mantissa of 1023. */
const LARGEST_SCALED = 1_023_499;
const LEADING_ZEROS = Math.clz32(LARGEST_SCALED);
const FINEST_SHIFT = 16;
const HIGHEST_EXPONENT = 15;
const LARGEST_MANTISSA = 1023;

/**
 * `milli` thousandths to the nearest LINEAR11 word, with the finest exponent that holds it.
 * Whole 32-bit integers throughout (no FPU on the board); allocates nothing.
 */
export function encodeLinear11(milli: number): number {
  const magnitude = milli < 0 ? -milli : milli;
  let mantissa: number;
  let exponent: number;
  if (magnitude <= LARGEST_SCALED) {
    // LARGEST_SCALED has its highest bit at 19: the shift that brings that of the magnitude there, or one less.
    let shift = Math.clz32(magnitude) - LEADING_ZEROS;
    if (shift > FINEST_SHIFT) shift = FINEST_SHIFT;
    else if (magnitude << shift > LARGEST_SCALED) shift--;
    mantissa = divideRounded(magnitude << shift, THOUSAND);
    exponent = mantissa === 0 ? 0 : -shift;
  } else {
    exponent = 1;
    while (exponent < HIGHEST_EXPONENT && divideRounded(magnitude, THOUSAND << exponent) > LARGEST_MANTISSA) exponent++;
    mantissa = Math.min(LARGEST_MANTISSA, divideRounded(magnitude, THOUSAND << exponent));
  }
  return ((exponent & 0x1f) << 11) | ((milli < 0 ? -mantissa : mantissa) & 0x7ff);
}

/** A LINEAR11 word to thousandths, rounded to the nearest. */
export function decodeLinear11(word: number): number {
  const exponent = (word << 16) >> 27;
  const mantissa = (word << 21) >> 21;
  return exponent < 0 ? divideRounded(mantissa * THOUSAND, 1 << -exponent) : mantissa * THOUSAND * (1 << exponent);
}

/** Thousandths per mantissa step of `word`: the resolution that a reader of it may expect. Not rounded. */
export function resolutionOfLinear11(word: number): number {
  const exponent = (word << 16) >> 27;
  return THOUSAND * 2 ** exponent;
}
