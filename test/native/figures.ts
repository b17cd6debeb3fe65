// Smallest, median and largest of a measurement, as the tests print and judge them.

export interface Figures {
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function figuresOf(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  return { count, min: sorted[0]!, median: sorted[count >> 1]!, max: sorted[count - 1]! };
}

export const textOf = ({ count, min, median, max }: Figures, unit: string): string =>
  `min ${min}, median ${median}, max ${max} ${unit} (${count})`;

export const print = (line: string): void => {
  process.stdout.write(`native: ${line}\n`);
};
