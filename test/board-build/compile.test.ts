// What becomes of a module for a board: constants in place, tables frozen, texts for readers left out, and the same behaviour.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { compileFiles } from '../../host-tools/board-build/compile';

const folder = mkdtempSync(join(tmpdir(), 'compile-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  verbatimModuleSyntax: true,
  types: [],
};

/** Modules by file, each as JavaScript. */
function compiled(modules: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [file, text] of Object.entries(modules)) writeFileSync(join(folder, file), text);
  const files = Object.keys(modules).map((file) => join(folder, file));
  return Object.fromEntries(compileFiles(folder, files, OPTIONS).map(({ file, code }) => [file, code]));
}

const CHANNELS = `export const Channel = { volts: 0, amps: 1 << 2, low: -5 } as const; export const LIMIT = 4 * Channel.amps;
export const NAME = 'a long text';`;

describe('a module for a board', () => {
  it('has the constants of other modules in place, and no longer imports them', () => {
    const { 'use.ts': use } = compiled({
      'channels.ts': CHANNELS,
      'use.ts': `import { Channel, LIMIT, NAME } from './channels';
export const read = (values: number[]) => values[Channel.amps]! + LIMIT * values[Channel.volts]! - Channel.low;
export const boxed = () => ({ LIMIT });
export const name = () => NAME;`,
    });
    expect(use).toContain('values[4]');
    expect(use).toContain('16 * values[0]');
    expect(use).toContain('- -5');
    expect(use).toContain('LIMIT: 16');
    // A text is not repeated.
    expect(use).toContain('import { NAME } from');
    expect(use).not.toContain('Channel');
  });

  it('leaves alone what only looks like a constant', () => {
    const { 'use.ts': use } = compiled({
      'other.ts': 'export const State = { now: 1 }; export let count = 2; export const next = () => count++;',
      'use.ts': `import { State, count } from './other';
export const seen = (State: { now: number }) => State.now;
export const both = () => State.now + count;
export class Own { State = 3; count() { return this.State; } }`,
    });
    // esbuild renames what is shadowed.
    expect(use).toMatch(/\((State\d*)\) => \1\.now/);
    expect(use).toContain('State.now + count');
    expect(use).toContain('return this.State');
  });

  it('freezes tables in depth, and leaves out their texts for readers', () => {
    const { 'table.ts': table } = compiled({
      'table.ts': `const row = (code: number, purpose: string, source: string) => ({ code, purpose, source }) as const;
export const ROWS = [row(1, 'why it is there', 'II 1.2'), { code: 2, purpose: 'also', source: 'II 3' }] as const;`,
    });
    expect(table).toMatch(/Object\.freeze\(\[[\s\S]*\], !0\)/);
    expect(table).not.toContain('why it is there');
    expect(table).not.toContain('II 3');
  });

  it('keeps a parameter of that name that is no text', () => {
    const { 'source.ts': source } = compiled({
      'source.ts': `export const take = (source: { size: number }) => source.size;
export const both = (image: { size: number }) => take(image);`,
    });
    expect(source).toContain('take(image)');
  });
});
