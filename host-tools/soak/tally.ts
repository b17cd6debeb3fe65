// What a soak found, kind by kind: counted per rack, added up over all.

export interface KindTally {
  /** Faults that were done; of those that strike a rack, once per rack. */
  injected: number;
  /** Units that were struck. */
  struck: number;
  /** Struck units for which another fault came at the same time. */
  overlapped: number;
  /** Struck units whose log named the cause. */
  detected: number;
  /** Times at which the oracle objected. */
  wrong: number;
  /** From the beginning in the plant to the record in the log, milliseconds. */
  loggedAfter: number[];
  /** To the open gate. */
  cutAfter: number[];
}

export const emptyTally = (): KindTally => ({
  injected: 0,
  struck: 0,
  overlapped: 0,
  detected: 0,
  wrong: 0,
  loggedAfter: [],
  cutAfter: [],
});

export type Tally = Record<string, KindTally>;

export function addTally(sum: Tally, part: Readonly<Tally>): void {
  for (const [name, { loggedAfter, cutAfter, ...counts }] of Object.entries(part)) {
    sum[name] ??= emptyTally();
    const own = sum[name];
    for (const [key, value] of Object.entries(counts)) own[key as keyof typeof counts] += value;
    for (const value of loggedAfter) own.loggedAfter.push(value);
    for (const value of cutAfter) own.cutAfter.push(value);
  }
}

export interface Spread {
  readonly median: number;
  readonly most: number;
}

/** Undefined for no values. Rounded to microseconds. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return { median: round(sorted[Math.floor((sorted.length - 1) / 2)]!), most: round(sorted.at(-1)!) };
}
