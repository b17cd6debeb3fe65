// Time of the firmware: milliseconds of a free-running 32-bit clock that wraps after 49.7 days.
// The one comparison below is safe across the wrap; nothing else compares times.

declare const unit: unique symbol;
export type Milliseconds = number & { readonly [unit]: 'ms' };

export const milliseconds = (value: number): Milliseconds => (value | 0) as Milliseconds;

/** `from` plus `span` milliseconds, wrapped to 32 bits. */
export const after = (from: Milliseconds, span: number): Milliseconds => ((from + span) | 0) as Milliseconds;

/** True once `now` has reached `time`. Right across the wrap for spans under 24 days. */
export const isDue = (now: Milliseconds, time: Milliseconds): boolean => ((now - time) | 0) >= 0;

/** Milliseconds from `then` to `now`, right across the wrap for spans under 24 days. */
export const elapsed = (now: Milliseconds, then: Milliseconds): number => (now - then) | 0;
