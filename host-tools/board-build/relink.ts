// What the SDK's linker wrote (mc.xs.c), so that less of it lies in flash. The firmware behind it stays the same.
// - Letters of names that nothing on the board looks up by its text: code knows a member by its number. Such names share one slot.
// - Built-in functions that no object has any more, and what made the functions of modules that are preloaded.
// - Slots that are alike, and cannot be told apart, are one.
// Where a slot lies matters: XS finds a member of a preloaded object at the object's place plus the colour of the member's name, and takes
// what lies there if it has that name (fxOrdinaryGetProperty of XS). So objects and their members stay where the linker put them.
import { placesIn, type Slot, slotsOf, tableOf, withoutSlots, withSlots, withTable } from './slots';

/** What XS itself looks up by its text (`fxID` in its sources). */
const ENGINES_TEXTS: ReadonlySet<string> = new Set([
  ...['archive', 'compartment', 'execute', 'exportAllFrom', 'exportFrom', 'globalLexicals', 'globals', 'harden'],
  ...['importAllFrom', 'importFrom', 'importHook', 'importMeta', 'importMetaHook', 'importNowHook', 'loadHook'],
  ...['loadNowHook', 'modules', 'namespace', 'path', 'resolveHook', 'source', 'specifier'],
]);

/** What a name without letters is called. No name of a program, and nothing that XS takes for a number. */
const NAMELESS = '?';

/** `XS_INTERNAL_FLAG`, `XS_DONT_MARSHALL_FLAG` of XS. */
const INTERNAL = 0x01;
const FOUND_BY_COLOUR = 0x40;

/** What no member is called that a text finds: private ones, and what XS calls accessors and functions of its own. */
const NO_TEXT = /^[#(]|^[gs]et /;

/**
 * @param code mc.xs.c @param header mc.xs.h
 * @param texts names that may be looked up by their text, or listed as texts
 * @throws Error what is not as the linker of SDK 8.2.3 writes it
 */
export function relink(code: string, header: string, texts: ReadonlySet<string>): string {
  const ids = new Map([...header.matchAll(/^#define xsID_(\S+) (\d+)$/gm)].map(([, name, id]) => [name!, Number(id)]));
  const slots = [...slotsOf(code)];
  const named = withoutLetters(withoutHosts(code), slots, ids, texts);
  return new Layout(named, slots, ids).text();
}

/** What makes the functions of a module: those of a preloaded one, which has no code to run any more, are made. */
const withoutHosts = (code: string): string => code.replace(/\{ xsHostModule\d+, (?=NULL, 0, NULL, 0,)/g, '{ NULL, ');

/** @param slots is changed */
function withoutLetters(
  code: string,
  slots: Slot[],
  ids: ReadonlyMap<string, number>,
  texts: ReadonlySet<string>,
): string {
  const keys = [...tableOf(code, 'gxKeys')];
  const modules = new Set(slots.flatMap(({ kind, value }) => (kind === 'XS_MODULE_KIND' ? [moduleOf(value)] : [])));
  const inSlots = new Set([...code.matchAll(/\.string = "([^"]*)"/g)].map(([, text]) => text));
  const nameless = new Set<number>();
  let shared: string | undefined;
  for (const [id, key] of keys.entries()) {
    const [place] = placesIn(key);
    const name = place === undefined ? undefined : TEXT_OF_KEY.exec(slots[place]!.value)?.[1];
    if (name === undefined || (ids.get(name) !== id && !NO_TEXT.test(name))) continue;
    if (texts.has(name) || ENGINES_TEXTS.has(name) || inSlots.has(name) || modules.has(id)) continue;
    nameless.add(place!);
    shared ??= key;
    keys[id] = shared;
  }
  for (const [place, slot] of slots.entries())
    if (slot.kind === 'XS_KEY_X_KIND') slots[place] = { ...slot, next: behind(slot.next, slots, nameless) };
  const chains = tableOf(code, 'gxNames').map((head) => behind(head, slots, nameless));
  if (shared !== undefined) {
    const [place] = placesIn(shared);
    const value = `.value = { .key = { "${NAMELESS}", 0x0 } }`;
    slots[place!] = { ...slots[place!]!, next: 'NULL', value };
  }
  return withTable(withTable(code, 'gxKeys', keys), 'gxNames', chains);
}

const TEXT_OF_KEY = /\.key = \{ "(.*)", 0x/;

const moduleOf = (value: string): number => Number(/\.module = \{ \w+, (\d+) \}/.exec(value)![1]);

/** The first of a chain that is not left out. */
function behind(address: string, slots: readonly Slot[], leftOut: ReadonlySet<number>): string {
  const [place] = placesIn(address);
  return place === undefined || !leftOut.has(place) ? address : behind(slots[place]!.next, slots, leftOut);
}

class Layout {
  readonly #code: string;
  readonly #slots: Slot[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #colours: readonly number[];
  /** First of each run of slots that have to lie behind one another, by any of them: items of an array, and the size before them. */
  readonly #runs = new Map<number, readonly number[]>();
  /** Where functions find their variables: by counting, never by colour. */
  readonly #environments: ReadonlySet<number>;
  /** Slots by the place of the object whose members they are. */
  readonly #owner = new Map<number, number>();

  constructor(code: string, slots: Slot[], ids: ReadonlyMap<string, number>) {
    this.#code = code;
    this.#slots = slots;
    this.#ids = ids;
    this.#colours = tableOf(code, 'gxColors').map(Number);
    this.#environments = new Set(
      slots.flatMap(({ kind, value }) => (kind === 'XS_CODE_X_KIND' ? placesIn(value) : [])),
    );
    for (const { kind, value } of slots) if (kind === 'XS_ARRAY_KIND') for (const at of placesIn(value)) this.#run(at);
    for (const [place, { kind }] of slots.entries())
      if (kind === 'XS_INSTANCE_KIND' && !this.#environments.has(place)) this.#own(place);
  }

  /** @param first item of an array */
  #run(first: number): void {
    const size = /integer = (\d+) \* sizeof\(txSlot\)/.exec(this.#slots[first - 1]!.value);
    if (size === null) throw new Error(`no size before the items at ${first}`);
    const run = Array.from({ length: Number(size[1]) + 1 }, (_, i) => first - 1 + i);
    for (const place of run) this.#runs.set(place, run);
  }

  #own(instance: number): void {
    this.#owner.set(instance, instance);
    let [place] = placesIn(this.#slots[instance]!.next);
    while (place !== undefined) {
      const { id, flag, next } = this.#slots[place]!;
      if ((Number(flag) & INTERNAL) === 0 && id !== 'XS_NO_ID') this.#owner.set(place, instance);
      [place] = placesIn(next);
    }
  }

  text(): string {
    const same = this.#alike();
    const alive = this.#alive(same);
    const builders = new Builders(this.#slots, alive);
    const { order, places } = this.#placed(alive, same);
    const slots = this.#slots.map((slot) => ({ ...slot, value: builders.renumbered(slot.value) }));
    return withSlots(builders.kept(this.#code), slots, order, places);
  }

  /** By the place of each slot: that of the one which stands for it. */
  #alike(): readonly number[] {
    let same: readonly number[] = this.#slots.map((_, place) => place);
    for (;;) {
      const first = new Map<string, number>();
      const next = this.#slots.map((slot, place) => {
        if (!this.#isMerged(place)) return place;
        const text = `${slot.next} ${slot.id} ${slot.flag} ${slot.kind} ${slot.value}`.replace(
          /&gxHeap\[(\d+)\]/g,
          (_, at) => `#${same[Number(at)]}`,
        );
        const one = first.get(text) ?? place;
        first.set(text, one);
        return one;
      });
      if (next.every((one, place) => one === same[place])) return same;
      same = next;
    }
  }

  /** Objects can be told from one another; a name's slot is found by its number; the rest is content. */
  #isMerged(place: number): boolean {
    if (place === 0 || place === this.#slots.length - 1) return false;
    if (this.#owner.has(place) || this.#runs.has(place)) return false;
    return this.#slots[place]!.kind !== 'XS_KEY_X_KIND';
  }

  /** What can be reached from the tables beside the slots. */
  #alive(same: readonly number[]): ReadonlySet<number> {
    const alive = new Set<number>([0, this.#slots.length - 1]);
    const open = placesIn(withoutSlots(this.#code)).map((place) => same[place]!);
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (alive.has(place)) continue;
      for (const one of this.#runs.get(place) ?? [place]) {
        alive.add(one);
        const { next, value } = this.#slots[one]!;
        for (const at of [...placesIn(next), ...placesIn(value)]) open.push(same[at]!);
      }
    }
    return alive;
  }

  #placed(alive: ReadonlySet<number>, same: readonly number[]): { order: number[]; places: Map<number, number> } {
    const last = this.#slots.length - 1;
    const fixed = (place: number): boolean => place === 0 || this.#owner.has(place);
    const rest = [...alive].filter((place) => !fixed(place) && place !== last).sort((a, b) => a - b);
    const singles = rest.filter((place) => !this.#runs.has(place));
    const runs = [...new Set(rest.flatMap((place) => this.#runs.get(place) ?? []))];
    const end = Math.max(...[...alive].filter(fixed)) + 1;
    const order: number[] = [];
    const take = (at: number): void => {
      const i = singles.findIndex((place) => this.#fits(place, at));
      if (i < 0) throw new Error(`no slot may lie at ${at}`);
      order[at] = singles.splice(i, 1)[0]!;
    };
    for (let at = 0; at < end; at++) {
      if (alive.has(at) && fixed(at)) order[at] = at;
      else take(at);
    }
    while (singles.length > 0) take(order.length);
    for (const place of runs) {
      if (!this.#fits(place, order.length)) throw new Error(`${place} may not lie at ${order.length}`);
      order.push(place);
    }
    order.push(last);
    const placed = new Map(order.map((place, at) => [place, at]));
    const places = new Map(this.#slots.map((_, place) => [place, placed.get(same[place]!)!]));
    return { order, places };
  }

  /** No object finds it there in the place of a member of its own. */
  #fits(place: number, at: number): boolean {
    const { id } = this.#slots[place]!;
    const colour = this.#colours[this.#numberOf(id)] ?? 0;
    if (colour === 0) return true;
    const instance = at - colour;
    if (this.#owner.get(instance) !== instance) return true;
    return (Number(this.#slots[instance]!.flag) & FOUND_BY_COLOUR) === 0;
  }

  #numberOf(id: string): number {
    if (id === 'XS_NO_ID') return 0;
    if (!id.startsWith('xsID_')) return Number.parseInt(id, 10);
    const number = this.#ids.get(id.slice('xsID_'.length));
    if (number === undefined) throw new Error(`no number of ${id}`);
    return number;
  }
}

const BUILDER = /&gxBuilders\[(\d+)\]/g;

/** The table of built-in functions, less those that no slot names. */
class Builders {
  readonly #numbers = new Map<number, number>();

  constructor(slots: readonly Slot[], alive: ReadonlySet<number>) {
    const named = [...alive].flatMap((place) => [...slots[place]!.value.matchAll(BUILDER)].map(([, at]) => Number(at)));
    for (const at of [...new Set(named)].sort((a, b) => a - b)) this.#numbers.set(at, this.#numbers.size);
  }

  renumbered(value: string): string {
    return value.replace(BUILDER, (_, at) => `&gxBuilders[${this.#numbers.get(Number(at))}]`);
  }

  kept(code: string): string {
    const entries = tableOf(code, 'gxBuilders');
    return withTable(
      code,
      'gxBuilders',
      [...this.#numbers.keys()].map((at) => entries[at]!),
    );
  }
}
