// docs/image.md shows what the command line prints, and the decision table that the model has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Tlv } from '../../firmware/update/image-format';
import { DECISION, SwapType } from '../../host-tools/mcuboot/decision';
import { racklet, temporaryFolder } from '../support/run-cli';
import { VECTORS } from './vectors';

const docs = readFileSync('docs/image.md', 'utf8');

describe('docs/image.md', () => {
  it('shows racklet image info as it is printed', async () => {
    const folder = temporaryFolder();
    const image = join(folder.path, 'bmc.bin');
    const options =
      '--version 1.2.3+4 --security-counter 7 --header-size 0x200 --pad-header --slot-size 0xD0000 --align 4 --max-sectors 208 --pad --board racklet-pico --board-revisions 2-5';
    const key = join(VECTORS, 'keys/ed25519-a.pem');
    const sign = await racklet(
      'image',
      'sign',
      join(VECTORS, 'payload.bin'),
      image,
      '--key',
      key,
      ...options.split(' '),
    );
    expect(sign.code).toBe(0);
    const { stdout } = await racklet('image', 'info', image);
    folder.remove();
    expect(docs).toContain(stdout.replace(`${folder.path}/`, '').trim());
  });

  it('has the rows of the decision, in their order', () => {
    const shown = [...docs.matchAll(/^\| ([IV]+) \| (.+) \| (.+) \| (\w+) \|$/gm)].map(([, ...cells]) => cells);
    const cell = (state: (typeof DECISION)[number]['primary']): string =>
      [state.magic, state.imageOk, state.copyDone].map((field) => field ?? 'any').join(', ');
    const names = Object.fromEntries(Object.entries(SwapType).map(([name, type]) => [type, name]));
    expect(shown).toEqual(
      DECISION.map(({ state, primary, secondary, result }) => [state, cell(primary), cell(secondary), names[result]]),
    );
  });

  it('names the types of our records', () => {
    for (const type of [Tlv.boardId, Tlv.boardRevisions]) {
      expect(docs).toContain(`| 0x${type.toString(16).toUpperCase()} |`);
    }
  });
});
