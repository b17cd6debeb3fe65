// The transform of sources for boards: what becomes of small pieces, and that a firmware that went through it does the same.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slim } from '../../host-tools/board-build/slim';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { ENGINES, makeRack, writeOf } from '../support/racks';

const folder = mkdtempSync(join(tmpdir(), 'racklet-slim-'));
writeFileSync(
  join(folder, 'named.ts'),
  "export const LIMIT = 10;\nexport const Side = { left: 0, right: -1 } as const;\nexport const text = 'ten';\nexport const Mixed = { a: 1, b: 'two' } as const;\n",
);
const slimmed = (text: string): string => slim(text, join(folder, 'user.ts'));

describe('private members', () => {
  it.each([
    ['class A { #a = 1; #b() { return this.#a; } }', 'class A { $a = 1; $b() { return this.$a; } }'],
    ['const text = "this.#a"; // #a', 'const text = "this.#a"; // #a'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of one
    ['class A { #a = 1; b = `${this.#a}#a`; }', 'class A { $a = 1; b = `${this.$a}#a`; }'],
  ])('%s', (text, expected) => {
    expect(slimmed(text)).toBe(expected);
  });

  it('a name that they could meet is refused, with its file', () => {
    expect(() => slimmed('const $a = 1;')).toThrow(/user\.ts: \$a: choose a name/);
  });
});

describe('named numbers', () => {
  const IMPORT = "import { LIMIT, Mixed, Side, text } from './named';\n";

  it.each([
    // a value that is read
    ['f(LIMIT + Side.right);', 'f(10 + (-1));'],
    ['const a = { LIMIT, b: LIMIT, [LIMIT]: 1 };', 'const a = { LIMIT: 10, b: 10, [10]: 1 };'],
    ['switch (x) { case Side.left: f(); }', 'switch (x) { case 0: f(); }'],
    ['class A { a = LIMIT; }', 'class A { a = 10; }'],
    ['const near = 3; f(near, -near);', 'const near = 3; f(3, -3);'],
    // what is no number, no value, or another thing of the name
    ['f(text, Mixed.a, Side[x], x.LIMIT, { LIMIT: 1 });', 'f(text, Mixed.a, Side[x], x.LIMIT, { LIMIT: 1 });'],
    ['type S = (typeof Side)[keyof typeof Side];', 'type S = (typeof Side)[keyof typeof Side];'],
    ['function g(LIMIT: number) { return LIMIT; }', 'function g(LIMIT: number) { return LIMIT; }'],
    ['let count = 3; f(count);', 'let count = 3; f(count);'],
    ['export { LIMIT };', 'export { LIMIT };'],
  ])('%s', (text, expected) => {
    expect(slimmed(IMPORT + text)).toBe(IMPORT + expected);
  });
});

/** All that the bus says of a rack that runs, is written to, loses a unit and has an over-current. */
async function story(engine: (typeof ENGINES)[number], transform?: typeof slim): Promise<readonly string[]> {
  const file = join(folder, `${engine}-${transform === undefined ? 'plain' : 'slim'}.js`);
  const bundle = await bundleFirmware({ file, ...(transform === undefined ? {} : { transform }) });
  const lines: string[] = [];
  const units = '[{slot: 1, security: open, power: on, load: {milliamps: 600}}, {slot: 2, security: open}]';
  const rack = await makeRack({ engine, units, bundle, lines });
  await rack.run(seconds(1));
  for (const [slot, ...bytes] of [
    [1, 0x46, 0x00, 0xca],
    [2, 0x01, 0x80],
    [1, 0x4a, 0x40, 0xc8],
    [2, 0x7b, 0xff],
    [1, 0x03],
  ]) {
    rack.controller.begin(writeOf(slot!, ...bytes), () => {});
    await rack.run(milliseconds(200));
    for (let code = 0; code < 256; code++) {
      const address = 0x10 + slot!;
      rack.controller.begin(
        [
          { address, write: Uint8Array.of(code) },
          { address, read: 32, block: true },
        ],
        () => {},
      );
      await rack.run(milliseconds(5));
    }
  }
  return lines;
}

it.each(ENGINES)('%s: every byte on the bus is the same', async (engine) => {
  const [plain, small] = [await story(engine), await story(engine, slim)];
  expect(plain.length).toBeGreaterThan(1000);
  expect(small).toEqual(plain);
});
