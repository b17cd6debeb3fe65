// The firmware as boards have it, bundled and trimmed, does what the sources do: every byte on the bus of a rack is the same.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleForBoard } from '../../host-tools/board-build/bundle';
import { compileFirmware } from '../../host-tools/board-build/compile';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import { ENGINES } from '../support/racks';
import { story } from './story';

const folder = mkdtempSync(join(tmpdir(), 'racklet-bundled-'));
const bundle = await bundleForBoard(process.cwd(), undefined, compileFirmware(process.cwd()), []);
writeFileSync(join(folder, 'firmware.js'), bundle.firmware);

/** The main module of a board in the place of that of the sources. */
const asForBoards = (text: string, file: string): string =>
  file.endsWith('/firmware/main.ts')
    ? bundle.main.replaceAll('"racklet/firmware"', JSON.stringify(join(folder, 'firmware.js')))
    : text;

it.each(ENGINES)('%s: every byte on the bus is the same', async (engine) => {
  const sources = await story(engine, await bundleFirmware({ file: join(folder, `${engine}-sources.js`) }));
  const boards = await story(
    engine,
    await bundleFirmware({ file: join(folder, `${engine}-bundled.js`), transform: asForBoards }),
  );
  expect(sources.length).toBeGreaterThan(1000);
  expect(boards).toEqual(sources);
});
