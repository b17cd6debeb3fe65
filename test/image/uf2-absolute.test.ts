// A UF2 file that picotool made: its first block is for the RP2350 alone (erratum E10), and an RP2040 passes it over.
import { expect, it } from 'vitest';
import { fromUf2, toUf2 } from '../../host-tools/image/uf2';

/** `absolute` in utils/uf2families.json of github.com/microsoft/uf2. */
const ABSOLUTE = 0xe48bff57;
const FAMILY_AT = 28;

it('passes over the block for another chip', () => {
  const other = Buffer.from(toUf2(new Uint8Array(256), 0x10ffff00, 'rp2040'));
  other.writeUInt32LE(ABSOLUTE, FAMILY_AT);
  const own = toUf2(Uint8Array.of(1, 2, 3), 0x10000000, 'rp2040');
  const blocks = fromUf2(Buffer.concat([other, own]), 'x.uf2');
  expect(blocks.map(([address, bytes]) => [address, bytes[0]])).toEqual([[0x10000000, 1]]);
});
