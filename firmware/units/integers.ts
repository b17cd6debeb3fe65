// Integer arithmetic that the pure rooms share.

/** `numerator / denominator` to the nearest integer, halves away from zero; never -0. `denominator` is positive. */
export function divideRounded(numerator: number, denominator: number): number {
  const half = denominator / 2;
  return Math.trunc((numerator >= 0 ? numerator + half : numerator - half) / denominator) + 0;
}

/** `value` kept within `low..high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
