// What happened, in order of its time: who, what in words, and for expectations whether they held. Sorted at the end, because the
// plant is found out about a little late. What flutters is told once, with a count.

export interface Entry {
  /** Since time 0 of the scenario. */
  readonly ns: number;
  /** `plant`, `hand`, `bus`, `operator`, `slot 3`, ... */
  readonly who: string;
  readonly text: string;
  /** Of an expectation. */
  readonly passed?: boolean;
  /** Entries of one thread that alternate within FLUTTER_NS are told once. */
  readonly thread?: string;
}

const FLUTTER_NS = 50e6;
/** So many of a fluttering thread are shown as they are. */
const SHOWN = 4;

const MARKS = { true: '\u2713', false: '\u2717', none: ' ' } as const;
const WHO_WIDTH = 9;
const TIME_WIDTH = 11;

export class TimeLine {
  readonly #entries: Entry[] = [];

  add(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** In order of time; equal times in the order in which they were added. */
  get entries(): readonly Entry[] {
    return condense([...this.#entries].sort((a, b) => a.ns - b.ns));
  }

  get expectations(): readonly Entry[] {
    return this.#entries.filter(({ passed }) => passed !== undefined);
  }
}

/** Bursts of one thread: the first ones, then how many more. */
function condense(entries: readonly Entry[]): Entry[] {
  const kept: Entry[] = [];
  const bursts = new Map<string, { count: number; lastNs: number; more: Entry[] }>();
  const end = (thread: string): void => {
    const burst = bursts.get(thread);
    bursts.delete(thread);
    const last = burst?.more.at(-1);
    if (burst === undefined || last === undefined) return;
    const rest = burst.more.length - 1;
    const times = rest === 0 ? '' : `, ${rest} ${rest === 1 ? 'change' : 'changes'} later`;
    kept.push({ ...last, text: `${last.text}${times}` });
  };
  for (const entry of entries) {
    for (const [thread, { lastNs }] of bursts) if (entry.ns - lastNs > FLUTTER_NS) end(thread);
    const { thread } = entry;
    if (thread === undefined) {
      kept.push(entry);
      continue;
    }
    const burst = bursts.get(thread) ?? { count: 0, lastNs: entry.ns, more: [] };
    bursts.set(thread, burst);
    burst.count++;
    burst.lastNs = entry.ns;
    if (burst.count <= SHOWN) kept.push(entry);
    else burst.more.push(entry);
  }
  for (const thread of [...bursts.keys()]) end(thread);
  return kept.sort((a, b) => a.ns - b.ns);
}

const seconds = (ns: number): string => (ns / 1e9).toFixed(6).padStart(TIME_WIDTH);

export const TIME_LINE_HEAD = `  ${'TIME [s]'.padStart(TIME_WIDTH)}  ${'WHO'.padEnd(WHO_WIDTH)}  WHAT`;

/** A line for people. */
export function entryText({ ns, who, text, passed }: Entry): string {
  const mark = passed === undefined ? MARKS.none : MARKS[`${passed}`];
  return `${mark} ${seconds(ns)}  ${who.padEnd(WHO_WIDTH)}  ${text}`;
}
