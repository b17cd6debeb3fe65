// What a plot shows: lines over time, and rows of states as bars. Times in seconds, 0 is the event that the plot is about.

export interface Line {
  readonly name: string;
  readonly panel: 'unit' | 'busbar' | 'amps';
  /** Pairs of seconds and volts or amps. */
  readonly points: [number, number][];
}

export interface Bar {
  readonly from: number;
  to: number;
  readonly label: string;
  /** How the bar is painted: nothing, something under way, on, a fault. */
  readonly tone: Tone;
}

export type Tone = 'none' | 'way' | 'on' | 'fault';

export interface StateRow {
  readonly name: string;
  readonly bars: Bar[];
}

export interface Mark {
  readonly at: number;
  readonly label: string;
}

export interface Trace {
  readonly title: string;
  readonly subtitle: string;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly Line[];
  readonly rows: readonly StateRow[];
  readonly marks: readonly Mark[];
}

const COLUMNS = 1000;

/** First, least, most and last point of each pixel column: what the eye would see of all of them. */
export function thin(points: readonly (readonly [number, number])[], from: number, to: number): [number, number][] {
  const kept: [number, number][] = [];
  let column: [number, number][] = [];
  let at = Number.NEGATIVE_INFINITY;
  const flush = () => {
    if (column.length === 0) return;
    const sorted = column.toSorted((a, b) => a[1] - b[1]);
    const ends = new Set([column[0]!, sorted[0]!, sorted.at(-1)!, column.at(-1)!]);
    kept.push(...column.filter((point) => ends.has(point)));
    column = [];
  };
  for (const [t, value] of points) {
    const here = Math.floor(((t - from) / (to - from)) * COLUMNS);
    if (here !== at) flush();
    at = here;
    column.push([t, value]);
  }
  flush();
  return straighten(kept);
}

/** Drops points in the middle of a horizontal line. */
function straighten(points: readonly [number, number][]): [number, number][] {
  const flat = (i: number) => points[i - 1]![1] === points[i]![1] && points[i]![1] === points[i + 1]![1];
  return points.filter((_, i) => i === 0 || i === points.length - 1 || !flat(i));
}
