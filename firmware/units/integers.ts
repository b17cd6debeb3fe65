// Integer arithmetic and rows of integers that the pure rooms share.

/**
 * `numerator / denominator` to the nearest integer, halves away from zero; never -0. `denominator` is a positive integer below 2^31, and
 * the result has to fit into 32 bits; the numerator need not.
 */
export function divideRounded(numerator: number, denominator: number): number {
  const half = denominator >> 1;
  return ((numerator >= 0 ? numerator + half : numerator - half) / denominator) | 0;
}

/** `value` kept within `low..high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/**
 * `count` integers, for what is looked at in every tick: the engine finds an element of a plain array in half the time that one of a typed
 * array takes it, and sets it in a third. It is filled one behind the other: an array that is made with its length has holes, and the
 * engine moves all of it for each that is filled.
 */
export function integers(count: number, value = 0): number[] {
  const row: number[] = [];
  for (let i = 0; i < count; i++) row[i] = value;
  return row;
}
