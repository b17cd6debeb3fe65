// Texts of comparisons as constants of the module. (bug: each tick threw a chunk of 12 bytes away, the text 'on' that a state was compared with)
import { describe, expect, it } from 'vitest';
import { compileFirmware } from '../../host-tools/board-build/compile';
import { withTextsAsConstants } from '../../host-tools/board-build/texts';

describe('a text that a function compares with', () => {
  it.each([
    ['f = (k) => k === "on"', 'const $text0 = "on";\nf = (k) => k === $text0'],
    [
      'f = (k) => "on" !== k && k !== "off"',
      'const $text0 = "on", $text1 = "off";\nf = (k) => $text0 !== k && k !== $text1',
    ],
    [
      'function f(k) { switch (k) { case "a": return 1; case "b": return "a"; } }',
      'const $text0 = "a", $text1 = "b";\nfunction f(k) { switch (k) { case $text0: return 1; case $text1: return "a"; } }',
    ],
    [
      'class A { get x() { return this.k === "it\'s" } }',
      'const $text0 = "it\'s";\nclass A { get x() { return this.k === $text0 } }',
    ],
  ])('of %j', (code, expected) => expect(withTextsAsConstants(code, 'x.js')).toBe(expected));

  it.each([
    'export const isOpen = KIND === "open";',
    'function f() { return { kind: "on" }; }',
    'function f(a) { a.text("on"); return a; }',
    'function f(a) { return a["on"] + "x"; }',
  ])('leaves %j alone: it is no comparison in a function', (code) =>
    expect(withTextsAsConstants(code, 'x.js')).toBe(code),
  );

  it('stands in nothing that a tick runs', { timeout: 120_000 }, () => {
    const modules = compileFirmware(new URL('../..', import.meta.url).pathname);
    for (const name of ['power-controller', 'fault-reporter', 'power/hot-swap', 'power/step-sample']) {
      const { code } = modules.find(({ file }) => file === `firmware/${name}.ts`)!;
      expect(code, name).toMatch(/^const \$text0 = /);
      expect(code, name).not.toMatch(/(===|!==|case) "/);
    }
  });
});
