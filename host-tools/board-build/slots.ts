// The tables that the SDK's linker (xsl) writes as C, mc.xs.c: slots of 16 bytes that lie in flash, and what points at them. Slots are
// read, and written again at other places; all the rest of the text stays.

/** A slot as it is written, each part as C. */
export interface Slot {
  readonly next: string;
  readonly id: string;
  readonly flag: string;
  readonly kind: string;
  readonly value: string;
}

const HEAP = 'static const txSlot gxHeap[mxHeapCount] = {\n';
const END = '};\n';
const LINE =
  /^\/\* \d+ \*\/\t\{ (?<next>.*?), \{\.ID = (?<id>.*?), ?\.flag = (?<flag>\w+), \.kind = (?<kind>\w+) ?\}, (?<value>.*)\},?$/;
const REFERENCE = /&gxHeap\[(\d+)\]/g;

/** @throws Error a line that is no slot */
export function slotsOf(code: string): readonly Slot[] {
  const { from, to } = placeOfHeap(code);
  return code.slice(from, to).trimEnd().split('\n').map(slotOf);
}

function slotOf(line: string): Slot {
  const parts = LINE.exec(line)?.groups;
  if (parts === undefined) throw new Error(`not a slot: ${line}`);
  return parts as unknown as Slot;
}

function placeOfHeap(code: string): { from: number; to: number } {
  const start = code.indexOf(HEAP);
  if (start < 0) throw new Error('no table of slots');
  const from = start + HEAP.length;
  return { from, to: code.indexOf(END, from) };
}

/** All but the slots. */
export function withoutSlots(code: string): string {
  const { from, to } = placeOfHeap(code);
  return code.slice(0, from) + code.slice(to);
}

/** Places of slots that a text of C points at. */
export const placesIn = (text: string): readonly number[] => [...text.matchAll(REFERENCE)].map(([, at]) => Number(at));

/** What a table of mc.xs.c holds, entry by entry. @throws Error there is none of that name */
export function tableOf(code: string, name: string): readonly string[] {
  const { from, to } = placeOfTable(code, name);
  return code
    .slice(from, to)
    .split('\n')
    .map((line) => line.trim().replace(/,$/, ''))
    .filter((line) => line !== '');
}

/** The same text with other entries; the count that stands in its brackets follows, where it is a number. */
export function withTable(code: string, name: string, entries: readonly string[]): string {
  const { from, to } = placeOfTable(code, name);
  const text = entries.map((entry) => `\t${entry},\n`).join('');
  const replaced = code.slice(0, from) + text + code.slice(to);
  return replaced.replaceAll(new RegExp(`(?<= ${name}\\[)\\d+(?=\\](?: = \\{|;))`, 'g'), String(entries.length));
}

function placeOfTable(code: string, name: string): { from: number; to: number } {
  const head = new RegExp(` ${name}\\[\\w+\\][ \\w]* = \\{\\n`).exec(code);
  if (head === null) throw new Error(`no table ${name}`);
  const from = head.index + head[0].length;
  return { from, to: code.indexOf(END, from) };
}

/**
 * @param order slots of `slots` by the place that they get; the first and the last stay what they are
 * @param places by the place that a slot had: the one that it has; a slot that is not in `order` may have that of another
 */
export function withSlots(
  code: string,
  slots: readonly Slot[],
  order: readonly number[],
  places: ReadonlyMap<number, number>,
): string {
  const { from, to } = placeOfHeap(code);
  // The first slot points behind the last one.
  const placeOf = (was: number): number => (was === slots.length ? order.length : places.get(was)!);
  const moved = (text: string): string => text.replace(REFERENCE, (_, was) => `&gxHeap[${placeOf(Number(was))}]`);
  const lines = order.map((one, at) => {
    const { next, id, flag, kind, value } = slots[one]!;
    return `/* ${String(at).padStart(4, '0')} */\t{ ${next}, {.ID = ${id}, .flag = ${flag}, .kind = ${kind}}, ${value}},\n`;
  });
  return `${moved(code.slice(0, from))}${moved(lines.join(''))}${moved(code.slice(to))}`.replace(
    /(?<=#define mxHeapCount )\d+/,
    String(order.length),
  );
}
