// `--engine rp2040 --image FILE --slots LIST`: what goes together, and one line where it does not.
import { expect, it } from 'vitest';
import { debuggedSlot, machineryOf } from '../../host-tools/cli/image-options';
import { parseRackFile } from '../../host-tools/rack/rack-file';

const FILE = parseRackFile(
  '{apiVersion: racklet.io/v1alpha1, kind: Rack, metadata: {name: desk}, units: [{slot: 1}, {slot: 2}]}',
  'x',
);

it('runs an engine without an image', () => {
  expect(machineryOf({ engine: 'node' }, FILE)).toEqual({ engine: 'node' });
});

it.each([
  [{ engine: 'xs', image: 'a.uf2' }, /--image and --slots are for --engine rp2040/],
  [{ engine: 'xs', gdb: 3333 }, /--gdb is for --engine rp2040, not for xs/],
  [{ engine: 'rp2040' }, /needs --image FILE/],
  [{ engine: 'rp2040', image: 'a.uf2', slots: [1, 7] }, /no unit in slot 7 of desk/],
  [{ engine: 'rp2040', image: '/nowhere/a.uf2' }, /cannot read .*ENOENT/],
] as const)('refuses %j with one line', (options, message) => {
  expect(() => machineryOf(options, FILE)).toThrow(message);
});

it('refuses what is no image, and names the file', () => {
  expect(() => machineryOf({ engine: 'rp2040', image: 'package.json', slots: [1] }, FILE)).not.toThrow(/undefined/);
  expect(() => machineryOf({ engine: 'rp2040', image: 'README.uf2' }, FILE)).toThrow(/README\.uf2/);
});

it('lets the debugger have the first of the slots that were named', () => {
  const image = { name: 'a.bin', bytes: new Uint8Array(0) };
  expect(
    debuggedSlot({
      engine: 'xs',
      images: new Map([
        [2, image],
        [1, image],
      ]),
    }),
  ).toBe(2);
});
