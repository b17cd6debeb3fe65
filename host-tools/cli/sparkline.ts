// A row of small bars for the last values.

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Bars from 0 to the largest value; a missing value is a blank. */
export function sparkline(values: readonly (number | null)[]): string {
  const largest = Math.max(1, ...values.map((value) => value ?? 0));
  return values
    .map((value) =>
      value === null ? ' ' : BARS[Math.max(0, Math.min(BARS.length - 1, Math.floor((value / largest) * BARS.length)))]!,
    )
    .join('');
}
