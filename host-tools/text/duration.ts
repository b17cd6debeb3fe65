// Durations as people write them: `50ms`, `2s`, `1m`. Whole nanoseconds inside.

const NANOSECONDS = { us: 1e3, ms: 1e6, s: 1e9, m: 60e9 } as const;

export const DURATION_PATTERN = /^\d+(\.\d+)?(us|ms|s|m)$/;
export const DURATION_HELP = 'a duration is a number with us, ms, s or m: 50ms';

/** @param text matches DURATION_PATTERN */
export function durationNs(text: string): number {
  const [, number, unit] = /^([\d.]+)(us|ms|s|m)$/.exec(text)!;
  return Math.round(Number(number) * NANOSECONDS[unit as keyof typeof NANOSECONDS]);
}

/** `1500` ms as `1.5 s`. */
export function durationText(ns: number): string {
  if (ns >= 1e9) return `${Number((ns / 1e9).toFixed(3))} s`;
  return ns >= 1e6 || ns === 0 ? `${Number((ns / 1e6).toFixed(1))} ms` : `${Number((ns / 1e3).toFixed(1))} us`;
}
