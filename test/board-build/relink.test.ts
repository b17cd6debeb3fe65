// What relinking takes from the tables of the SDK's linker, on small ones made here: what can be reached stays the same, name by name
// and value by value; what XS would find by a colour is what it found before.
import { describe, expect, it } from 'vitest';
import { relink } from '../../host-tools/board-build/relink';
import { placesIn, slotsOf, tableOf } from '../../host-tools/board-build/slots';

interface Tables {
  readonly slots: readonly string[];
  /** Places of the slots of names, by the name's number. */
  readonly keys: readonly number[];
  readonly colours: readonly number[];
  readonly chains: readonly number[];
  readonly roots: readonly number[];
  readonly builders?: readonly string[];
}

const at = (place: number | undefined): string => (place === undefined ? 'NULL' : `(txSlot*)&gxHeap[${place}]`);
const slot = (next: number | undefined, id: string, flag: string, kind: string, value: string): string =>
  `{ ${at(next)}, {.ID = ${id}, .flag = ${flag}, .kind = ${kind}}, .value = { ${value} }}`;
const object = (first: number | undefined): string =>
  slot(first, 'XS_NO_ID', '0xd0', 'XS_INSTANCE_KIND', '.instance = { NULL, NULL }');
const member = (id: string, next: number | undefined, value: number): string =>
  slot(next, id, '0x8e', 'XS_INTEGER_KIND', `.integer = ${value}`);
const inner = (next: number | undefined, value: number): string =>
  slot(next, 'XS_NO_ID', '0x81', 'XS_INTEGER_KIND', `.integer = ${value}`);
const key = (id: number, text: string, next?: number): string =>
  slot(next, String(id), '0x87', 'XS_KEY_X_KIND', `.key = { "${text}", 0x${id} }`);
const builtin = (number: number): string =>
  slot(undefined, 'XS_NO_ID', '0x81', 'XS_HOST_FUNCTION_KIND', `.hostFunction = { &gxBuilders[${number}], 7 }`);

/** As xsl writes it, in the order in which it writes it. */
function written({ slots, keys, colours, chains, roots, builders = ['{ fx_one, 0, 1 }'] }: Tables): string {
  const last = `{ NULL, {.ID = XS_NO_ID, .flag = XS_NO_FLAG, .kind = XS_REFERENCE_KIND}, .value = { .reference = NULL } }`;
  const first = `{ NULL, {.ID = XS_NO_ID, .flag = XS_NO_FLAG, .kind = XS_REFERENCE_KIND}, .value = { .reference = ${at(slots.length + 2)} } }`;
  const lines = [first, ...slots].map((line, i) => `/* ${String(i).padStart(4, '0')} */\t${line},\n`).join('');
  const list = (entries: readonly string[]): string => `${entries.map((entry) => `\t${entry},\n`).join('')}};\n\n`;
  return `#define mxHeapCount ${slots.length + 2}
static const txSlot gxHeap[mxHeapCount];
static const xsHostBuilder gxBuilders[${builders.length}] = {
${list(builders)}static const txSlot gxHeap[mxHeapCount] = {
${lines}/* ${slots.length + 1} */\t${last}};

static const txSlot gxStack[mxStackCount] = {
${list(roots.map((place) => slot(undefined, 'XS_NO_ID', '0x0', 'XS_REFERENCE_KIND', `.reference = ${at(place)}`)))}static const txID gxColors[mxKeysCount] ICACHE_FLASH1_ATTR = {
${list(colours.map(String))}static const txSlot* const gxKeys[mxKeysCount] ICACHE_FLASH1_ATTR = {
${list(keys.map((place) => at(place === 0 ? undefined : place)))}static const txSlot* const gxNames[mxNamesCount] ICACHE_FLASH1_ATTR = {
${list(chains.map(at))}`;
}

const header = (...names: readonly string[]): string =>
  names.map((name, i) => `#define xsID_${name} ${i + 1}\n`).join('');

/** Letters of names that a text can be looked up by. */
function found(code: string): readonly string[] {
  const slots = slotsOf(code);
  return tableOf(code, 'gxNames').flatMap((head) => {
    const texts: string[] = [];
    for (let [place] = placesIn(head); place !== undefined; [place] = placesIn(slots[place]!.next))
      texts.push(/"(.*)"/.exec(slots[place]!.value)![1]!);
    return texts;
  });
}

/** What can be reached from a slot: all of it but the places. */
function reached(code: string, place: number, seen = new Map<number, number>()): string {
  const known = seen.get(place);
  if (known !== undefined) return `#${known}`;
  seen.set(place, seen.size);
  const { next, id, flag, kind, value } = slotsOf(code)[place]!;
  const inside = (text: string): string =>
    text.replace(/&gxHeap\[(\d+)\]/g, (_, to: string) => reached(code, Number(to), seen));
  return `(${id} ${flag} ${kind} ${inside(next)} ${inside(value)})`;
}

const rootsOf = (code: string): readonly number[] =>
  tableOf(code, 'gxStack').flatMap((entry) => placesIn(entry.slice(entry.indexOf('.value'))));

describe('names', () => {
  const tables: Tables = {
    slots: [
      object(2),
      member('xsID_code', 3, 1),
      member('xsID_text', undefined, 2),
      key(1, 'code', 5),
      key(2, 'text'),
      key(3, 'time'),
      slot(undefined, '6', '0x81', 'XS_MODULE_KIND', '.module = { NULL, 3 }'),
    ],
    keys: [0, 4, 5, 6],
    colours: [0, 1, 2, 0],
    chains: [4, 6],
    roots: [1, 7],
  };
  const code = written(tables);

  it('keep their letters where a text may look them up, and where they are those of a module', () => {
    const relinked = relink(code, header('code', 'text', 'time'), new Set(['text']));
    expect(found(code)).toEqual(['code', 'text', 'time']);
    expect(found(relinked)).toEqual(['text', 'time']);
  });

  it('without letters share one slot, which is no number to XS, and have numbers as before', () => {
    const relinked = relink(code, header('code', 'text', 'time'), new Set());
    expect(found(relinked)).toEqual(['time']);
    const keys = tableOf(relinked, 'gxKeys');
    expect(keys[1]).toBe(keys[2]);
    expect(slotsOf(relinked)[placesIn(keys[1]!)[0]!]).toMatchObject({
      next: 'NULL',
      value: expect.stringContaining('"?"'),
    });
    expect(slotsOf(relinked)).toHaveLength(slotsOf(code).length - 1);
    expect(relinked).toContain(`#define mxHeapCount ${slotsOf(code).length - 1}\n`);
  });

  it('are kept where a text that lies in the image is the same', () => {
    const text = slot(undefined, 'XS_NO_ID', '0x81', 'XS_STRING_X_KIND', '.string = "code"');
    const withText = written({ ...tables, slots: [...tables.slots, text], roots: [1, 7, 8] });
    expect(found(relink(withText, header('code', 'text', 'time'), new Set()))).toEqual(['code', 'time']);
  });
});

describe('slots', () => {
  it('that are alike are one, objects and their members are not', () => {
    const code = written({
      slots: [
        object(3),
        object(5),
        inner(4, 7),
        member('xsID_a', undefined, 1),
        inner(6, 7),
        member('xsID_a', undefined, 1),
        inner(undefined, 9),
        inner(undefined, 9),
      ],
      keys: [0, 0],
      colours: [0, 0],
      chains: [],
      roots: [1, 2, 7, 8],
    });
    const relinked = relink(code, header('a'), new Set());
    expect(slotsOf(relinked)).toHaveLength(slotsOf(code).length - 1);
    const [one, two, three, four] = rootsOf(relinked);
    expect(one).not.toBe(two);
    expect(three).toBe(four);
    for (const [i, root] of rootsOf(code).entries())
      expect(reached(relinked, rootsOf(relinked)[i]!)).toBe(reached(code, root));
  });

  it('that nothing reaches are left out, and the items of an array stay behind one another', () => {
    const size = slot(undefined, 'XS_NO_ID', '0x80', 'XS_INTEGER_KIND', '.integer = 2 * sizeof(txSlot)');
    const array = slot(undefined, '3', '0x8f', 'XS_ARRAY_KIND', '.array = { (txSlot*)&gxHeap[5], 2 }');
    const code = written({
      slots: [
        inner(undefined, 1),
        object(3),
        array,
        size,
        inner(undefined, 4),
        inner(undefined, 4),
        inner(undefined, 5),
      ],
      keys: [0],
      colours: [0],
      chains: [],
      roots: [2],
    });
    const relinked = relink(code, '', new Set());
    const slots = slotsOf(relinked);
    // In the place of the first, which nothing reaches, lies what may lie anywhere.
    expect(slots).toHaveLength(7);
    const [root] = rootsOf(relinked);
    const [place] = placesIn(slots[root!]!.next);
    const [item] = placesIn(slots[place!]!.value);
    expect(slots.slice(item! - 1, item! + 2).map(({ value }) => /\d+/.exec(value)![0])).toEqual(['2', '4', '4']);
  });

  it('do not come to lie where an object would find them as a member (`fxOrdinaryGetProperty` of XS 17.7)', () => {
    // The object at 2 looks for its name 1 at 2 + 1, where nothing is left. What has this name, and may lie anywhere, must not come there.
    const named = slot(undefined, 'xsID_a', '0x81', 'XS_INTEGER_KIND', '.integer = 3');
    const code = written({
      slots: [
        object(undefined),
        object(undefined),
        inner(undefined, 1),
        object(undefined),
        named,
        inner(undefined, 8),
        inner(undefined, 9),
      ],
      keys: [0, 0],
      colours: [0, 1],
      chains: [],
      roots: [1, 2, 4, 5, 6, 7],
    });
    const relinked = relink(code, header('a'), new Set());
    const slots = slotsOf(relinked);
    const place = slots.findIndex(({ id }) => id === 'xsID_a');
    expect(slots[place - 1]!.kind).not.toBe('XS_INSTANCE_KIND');
    expect(slots).toHaveLength(8);
  });

  it('of another shape than those of this linker end the build', () => {
    const code = written({ slots: [object(undefined)], keys: [0], colours: [0], chains: [], roots: [1] });
    expect(() => relink(code.replace('.flag = 0xd0, ', ''), '', new Set())).toThrow('not a slot');
  });
});

describe('built-in functions', () => {
  it('that no slot names are left out of their table', () => {
    const builders = ['{ fx_one, 0, 1 }', '{ fx_two, 0, 1 }', '{ fx_three, 0, 1 }'];
    const slots = [builtin(2), builtin(0), builtin(1)];
    const code = written({ slots, keys: [0], colours: [0], chains: [], roots: [1, 2], builders });
    const relinked = relink(code, '', new Set());
    expect(tableOf(relinked, 'gxBuilders')).toEqual(['{ fx_one, 0, 1 }', '{ fx_three, 0, 1 }']);
    expect(relinked).toContain('gxBuilders[2] = {');
    const entries = rootsOf(relinked).map((place) => /gxBuilders\[(\d+)\]/.exec(slotsOf(relinked)[place]!.value)![1]);
    expect(entries).toEqual(['1', '0']);
  });
});
