// What is preloaded lies in flash, ready; what is not is evaluated into RAM at every start. mcconfig takes a `*` for JavaScript
// files alone, and says nothing where it names TypeScript files: for a while most of the firmware was not preloaded.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Manifest {
  readonly modules: Readonly<Record<string, string | readonly string[]>>;
  readonly preload: readonly string[];
  readonly creation?: { readonly main: string };
}

const manifestOf = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8')) as Manifest;

/** The modules that a manifest takes from a folder of TypeScript, by the names that they have on the board. */
const modulesOf = ({ modules }: Manifest): string[] =>
  Object.entries(modules).flatMap(([name, folder]) =>
    name.endsWith('/*')
      ? readdirSync((folder as string).replace(/\/\*$/, ''))
          .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
          .map((file) => name.replace('*', file.replace(/\.ts$/, '')))
      : [],
  );

describe('what the image has preloaded', () => {
  it('is every module of the firmware but the one that starts it', () => {
    const manifest = manifestOf('manifest.json');
    const modules = modulesOf(manifest).filter((name) => name !== manifest.creation!.main);
    expect(modules.length).toBeGreaterThan(100);
    expect([...manifest.preload].sort()).toEqual(modules.sort());
  });

  it.each(['pico', 'pico-bench'])('is all of boards/%s, each module by its name', (board) => {
    const { preload } = manifestOf(join('boards', board, 'manifest.json'));
    expect(preload).toEqual(['racklet/boards/base', `racklet/boards/${board}/board`, 'racklet:board']);
  });
});
