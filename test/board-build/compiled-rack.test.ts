// What boards run is what the sources say: every byte on the bus of a rack is the same with the firmware as it is compiled for boards.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { compileFirmware } from '../../host-tools/board-build/compile';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import { ENGINES } from '../support/racks';
import { story } from './story';

const folder = mkdtempSync(join(tmpdir(), 'racklet-compiled-'));
const compiled = new Map(compileFirmware(process.cwd()).map(({ file, code }) => [file, code]));

function asForBoards(_text: string, file: string): string {
  const code = compiled.get(relative(process.cwd(), file));
  if (code === undefined) throw new Error(`${file} is not compiled for boards`);
  return code;
}

async function storyOf(engine: (typeof ENGINES)[number], transform?: typeof asForBoards): Promise<readonly string[]> {
  const file = join(folder, `${engine}-${transform === undefined ? 'sources' : 'compiled'}.js`);
  return story(engine, await bundleFirmware({ file, ...(transform === undefined ? {} : { transform }) }));
}

it.each(ENGINES)('%s: every byte on the bus is the same', async (engine) => {
  const [sources, boards] = [await storyOf(engine), await storyOf(engine, asForBoards)];
  expect(sources.length).toBeGreaterThan(1000);
  expect(boards).toEqual(sources);
});

it('private members are plain ones, and no text for readers is left', () => {
  const all = [...compiled.values()].join('\n');
  expect(all).not.toMatch(/this\.#/);
  expect(compiled.get('firmware/bmc.ts')).toContain('this.$power');
});
