// Names of an image. Most have lost their letters (host-tools/board-build/relink.ts): a text that is looked up by one of those finds nothing,
// and the engine makes the name anew. So whatever the console does, no name of a member is made.
import { afterEach, describe, expect, it } from 'vitest';
import { CONSOLE_COMMANDS } from '../../firmware/console/commands';
import { namesMade } from '../../host-tools/board-bench/heap';
import { ImageRack } from '../../host-tools/board-bench/image-rack';
import { elf, hasElf, hasImage, image } from './image';

const LONG = 1_800_000;
const WRITES = [
  'config VIN_UV_WARN_LIMIT 4600',
  'config store',
  'config restore',
  'power off',
  'power on',
  'reset',
  'nonsense',
];
/** Modules that are loaded at the start, and an index below an array. */
const NO_MEMBERS = /^(racklet[/:].*|-1)$/;
let bench: ImageRack | undefined;
afterEach(() => bench?.close());

describe.skipIf(!hasImage || !hasElf)('the names of an image', () => {
  it('are there for whatever the console looks up', { timeout: LONG }, async () => {
    bench = new ImageRack(image());
    await bench.powerUp();
    await bench.run(500);
    const { uart } = bench.board;
    let text = '';
    uart.onTransmit = (bytes) => {
      text += Buffer.from(bytes).toString('latin1');
    };
    const shows = CONSOLE_COMMANDS.flatMap(({ name }) => [name, `${name} --json`, `help ${name}`]);
    for (const line of [...shows, ...WRITES]) {
      text = '';
      uart.receive(Buffer.from(`${line}\r`));
      for (let ms = 0; ms < 3000 && !text.includes('\nracklet:1> '); ms += 20) await bench.run(20);
      expect(text, line).toContain('\nracklet:1> ');
    }
    const made = namesMade(bench.board.board, elf());
    expect(made, 'the main module is loaded by its name').toContain('racklet/firmware/main');
    expect(made!.filter((name) => !NO_MEMBERS.test(name))).toEqual([]);
  });
});
