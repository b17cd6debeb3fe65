// The console of an image: (bug: deaf until the next reset) a paste that is faster than it reads leaves it alive.
import { afterEach, describe, expect, it } from 'vitest';
import { ImageRack } from '../../host-tools/board-bench/image-rack';
import { hasImage, image } from './image';

const LONG = 1_800_000;
/** Many times the port's buffer. */
const PASTE = 1000;
let bench: ImageRack | undefined;
afterEach(() => bench?.close());

describe.skipIf(!hasImage)('the console of an image', () => {
  it('answers behind a paste of a thousand bytes without a pause', { timeout: LONG }, async () => {
    bench = new ImageRack(image());
    await bench.powerUp();
    await bench.run(700);
    const { uart } = bench.board;
    let text = '';
    uart.onTransmit = (bytes) => {
      text += Buffer.from(bytes).toString('latin1');
    };
    uart.receive(Buffer.alloc(PASTE, 'x'));
    await bench.run(800);
    uart.receive(Buffer.from('\r'));
    await bench.run(200);
    expect(text).toMatch(/nothing was done\r\nracklet:1> $/);
    text = '';
    uart.receive(Buffer.from('boot\r'));
    await bench.run(300);
    expect(text).toMatch(/starts[\s\S]*racklet:1> $/);
  });
});
