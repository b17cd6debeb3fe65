// What boards run is what the sources say: every byte on the bus of a rack is the same with the firmware as it is compiled for boards.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { compileFirmware } from '../../host-tools/board-build/compile';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { ENGINES, makeRack, readOf, writeOf } from '../support/racks';

const folder = mkdtempSync(join(tmpdir(), 'racklet-compiled-'));
const compiled = new Map(compileFirmware(process.cwd()).map(({ file, code }) => [file, code]));

function asForBoards(_text: string, file: string): string {
  const code = compiled.get(relative(process.cwd(), file));
  if (code === undefined) throw new Error(`${file} is not compiled for boards`);
  return code;
}

/** Slot, code and bytes of what is written: a limit, off, a limit below the load, bits of a status register, CLEAR_FAULTS. */
const WRITES = [
  [1, 0x46, 0x00, 0xca],
  [2, 0x01, 0x80],
  [1, 0x4a, 0x40, 0xc8],
  [2, 0x7b, 0xff],
  [1, 0x03],
] as const;

/** All that the bus says of a rack that starts, is written to, switches a unit on and finds an over-current. */
async function story(engine: (typeof ENGINES)[number], transform?: typeof asForBoards): Promise<readonly string[]> {
  const file = join(folder, `${engine}-${transform === undefined ? 'sources' : 'compiled'}.js`);
  const bundle = await bundleFirmware({ file, ...(transform === undefined ? {} : { transform }) });
  const lines: string[] = [];
  const units = '[{slot: 1, security: open, power: on, load: {milliamps: 600}}, {slot: 2, security: open}]';
  const rack = await makeRack({ engine, units, bundle, lines });
  await rack.run(seconds(1));
  for (const [slot, ...bytes] of WRITES) {
    rack.controller.begin(writeOf(slot, ...bytes), () => {});
    await rack.run(milliseconds(200));
    for (let code = 0; code < 256; code++) {
      rack.controller.begin(readOf(slot, code, 32, true), () => {});
      await rack.run(milliseconds(5));
    }
  }
  await rack.close();
  return lines;
}

it.each(ENGINES)('%s: every byte on the bus is the same', async (engine) => {
  const [sources, boards] = [await story(engine), await story(engine, asForBoards)];
  expect(sources.length).toBeGreaterThan(1000);
  expect(boards).toEqual(sources);
});

it('private members are plain ones, and no text for readers is left', () => {
  const all = [...compiled.values()].join('\n');
  expect(all).not.toMatch(/this\.#/);
  expect(compiled.get('firmware/bmc.ts')).toContain('this.$power');
});
