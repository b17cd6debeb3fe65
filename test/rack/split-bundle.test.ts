// The node engine loads the firmware's modules once for all units. They keep no state: what a rack says is the same as with modules of its own.
import { expect, it } from 'vitest';
import type { FirmwareBundle } from '../../host-tools/engines/engine';
import { milliseconds, seconds } from '../../host-tools/sim/scheduler';
import { firmwareBundle, makeRack, readOf, transfer, writeOf } from '../support/racks';

const UNITS = '[1, 2, 3, 4, 5]'.replace(/\d/g, (slot) => `{slot: ${slot}, security: open}`);

/** Every byte on the bus of a rack in which units start, fail, are reset and are read. */
async function storyOf(bundle: FirmwareBundle): Promise<string[]> {
  const lines: string[] = [];
  const rack = await makeRack({ engine: 'node', units: UNITS, bundle, lines });
  await rack.run(seconds(2));
  rack.plant.short(2, 0.05);
  rack.unit(3)!.reset('watchdog');
  await rack.run(milliseconds(300));
  rack.plant.heal(2);
  await transfer(rack, writeOf(2, 0x01, 0x00));
  await transfer(rack, writeOf(2, 0x01, 0x80));
  await transfer(rack, writeOf(4, 0x5d, 0x20, 0xca));
  await rack.run(seconds(1));
  for (const { slot } of rack.units) {
    for (const code of [0x88, 0x89, 0x5d, 0x79]) await transfer(rack, readOf(slot, code, 3));
    for (const code of [0xd2, 0xd4, 0xda]) await transfer(rack, readOf(slot, code, 2, true));
  }
  rack.close();
  return lines;
}

it('shared modules, modules of its own, and shared ones that were used before: the same bytes', async () => {
  const bundle = await firmwareBundle();
  expect(bundle.parts).toBeDefined();
  const { parts: _, ...whole } = bundle;
  const expected = await storyOf(whole);
  expect(expected.length).toBeGreaterThan(30);
  expect(await storyOf(bundle)).toEqual(expected);
  expect(await storyOf(bundle)).toEqual(expected);
});

it('modules that kept a state would be seen', async () => {
  const bundle = await firmwareBundle();
  const library = bundle.parts!.library.replace(
    /function putInteger\(out, offset, (\w+), [^)]*\) \{/,
    '$& if ((globalThis.rackletPlanted = (globalThis.rackletPlanted ?? 0) + 1) > 500) $1 = 0;',
  );
  expect(library).not.toBe(bundle.parts!.library);
  const { parts: _, ...whole } = bundle;
  expect(await storyOf({ ...bundle, parts: { ...bundle.parts!, library } })).not.toEqual(await storyOf(whole));
});
