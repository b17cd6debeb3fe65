// What becomes of the bundled firmware: each step keeps what a module does, and takes away what it says. A module here is run as it is.
import { describe, expect, it } from 'vitest';
import { namesIn, stripOf } from '../../host-tools/board-build/builtins';
import { constAgain } from '../../host-tools/board-build/const-again';
import { foldEvaluated } from '../../host-tools/board-build/fold';
import { runningNames } from '../../host-tools/board-build/runtime';
import { slim } from '../../host-tools/board-build/slim';

const run = async (code: string): Promise<Record<string, unknown>> =>
  (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as Record<string, unknown>;

describe('what runs on a board', () => {
  const code = `const rows = [1, 2].map((n) => ({ n, text: inWords('aB') }));
function inWords(name) { return name.replace(/[A-Z]/g, (one) => one.toLowerCase()); }
class Unit { #all = rows; find(from) { return this.#all.indexOf(from) + Math.max(from.length, 0); } }
export { Unit, rows };`;

  it('is what exports reach; what filled a table has run', () => {
    const { names, functions } = runningNames(code);
    expect([...functions]).toEqual(expect.arrayContaining(['indexOf', 'max']));
    for (const name of ['map', 'replace', 'toLowerCase']) expect(names).not.toContain(name);
    expect(names).not.toContain('RegExp');
    expect(names).toContain('length');
    expect(functions).not.toContain('length');
  });

  it('is all of a function that something keeps', () => {
    expect(runningNames('const put = { a: (x) => x.split(/,/) }; export { put };').names).toContain('RegExp');
  });

  it('decides which built-in functions an image has', () => {
    const members = new Set(['ReadonlyArray.indexOf', 'Math.max', 'String.replace']);
    const strip = stripOf(
      [{ file: 'a.ts', code, members, fixed: new Set(), texts: new Set() }],
      runningNames(code),
      namesIn('x.slice(); // y.concat()'),
    );
    for (const name of ['RegExp', 'String.prototype.replace', 'TypedArray.prototype.indexOf', 'Array.prototype.concat'])
      expect(strip).toContain(name);
    for (const name of ['Array.prototype.indexOf', 'Math.max', 'Array.prototype.slice'])
      expect(strip).not.toContain(name);
  });
});

describe('a number that is known once tables are filled', () => {
  it('stands where it is used, a variable of the same name does not', async () => {
    const code = `const rows = ['a', 'b']; const B = rows.indexOf('b'); const low = -B;
const read = (list, other) => list[B] + low + ((B) => B)(other); const boxed = () => ({ B });
export { read, boxed };`;
    const folded = await foldEvaluated(code);
    expect(folded).toContain('list[1] + (-1) + ((B) => B)(other)');
    expect(folded).toContain('{ B: 1 }');
    const { read, boxed } = (await run(folded)) as { read: (...all: unknown[]) => number; boxed: () => object };
    expect(read([0, 7], 4)).toBe(10);
    expect(boxed()).toEqual({ B: 1 });
  });
});

describe('variables at the top', () => {
  it('are constants but where something assigns to them', () => {
    const code = constAgain(
      'var a = 1; var b = 2; var [c, d] = [3, 4]; var e = 5; const f = () => { b++; [d] = [1]; };',
    );
    expect(code).toContain('const a = 1; var b = 2; var [c, d]');
    expect(code).toContain('const e = 5');
  });
});

describe('a slim module', () => {
  const code = `function row(code, unit) { return { code, unit, note: 'for readers', origin: { kind: 'block' }, values: list }; }
const list = Object.freeze([${Array.from({ length: 20 }, (_, i) => i).join()}], !0);
const rows = Object.freeze([row(1, 'mV'), row(2, 'mV'), row(3, 'mV'), row(4, 'mV'), row(5, 'mA')], !0);
const read = (at) => rows[at].code + rows[at].unit + rows[at].origin.kind + rows[at].values.includes(7);
const same = () => rows[0].origin === rows[1].origin;
const own = (at) => Object.keys(rows[at]);
function self() { return this; }
export { read, same, own, row, self };`;

  it('says the same of its rows', async () => {
    const [before, after] = [await run(code), await run(slim(code))] as { read: (at: number) => string }[];
    for (let at = 0; at < 5; at++) expect(after!.read(at)).toBe(before!.read(at));
  });

  it('has columns that something reads, parts that are alike once, and what rows share in their prototype', async () => {
    const { same, own } = (await run(slim(code))) as { same: () => boolean; own: (at: number) => string[] };
    expect(same()).toBe(true);
    expect(own(0)).toContain('code');
    expect(own(0)).not.toContain('note');
    expect(own(0)).not.toContain('origin');
  });

  it('has functions without a prototype of their own, but for those that have a this', () => {
    const text = slim(code);
    expect(text).toContain('const row = (code, unit) =>');
    expect(text).toContain('function self()');
  });
});
