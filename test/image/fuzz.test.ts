// 100,000 broken images never crash the parser, never make it run on, and none is taken that was not signed.
import { describe, expect, it } from 'vitest';
import { ImageCheck, PAGE_BYTES } from '../../firmware/update/image';
import { ImageFault } from '../../firmware/update/image-fault';
import { Tlv } from '../../firmware/update/image-format';
import { describeImage, infoText } from '../../host-tools/image/info';
import { limitsOf, verifyImage } from '../../host-tools/image/verify';
import { RandomSource } from './random-source';
import { craft, publicKey, u32Bytes } from './vectors';

const SEED = 2026;
const IMAGES = 100_000;
const LARGEST = 0x2000;
const INTERESTING = [0x00, 0x01, 0x04, 0x07, 0x08, 0x10, 0x24, 0x50, 0x69, 0x7f, 0x80, 0xff] as const;

const KEY = publicKey('ed25519-a');
const BASE = craft(
  [
    [Tlv.securityCounter, u32Bytes(5)],
    [Tlv.boardId, Buffer.from('racklet-pico')],
  ],
  { payload: new Uint8Array(96).fill(7), headerSize: 0x20 },
);

/** A copy of a good image with a few things broken, or bytes without any order. */
function broken(random: RandomSource): Uint8Array {
  if (random.below(10) === 0) {
    const noise = Uint8Array.from({ length: random.below(400) }, () => random.below(256));
    if (random.below(2) === 0) noise.set(BASE.subarray(0, Math.min(4, noise.length)));
    return noise;
  }
  let image = Uint8Array.from(BASE);
  for (let changes = 1 + random.below(6); changes > 0; changes--) {
    const at = random.below(image.length);
    switch (random.below(5)) {
      case 0:
        image[at] = random.below(256);
        break;
      case 1:
        image[at] = INTERESTING[random.below(INTERESTING.length)]!;
        break;
      case 2: // header and TLVs are where the structure is
        image[random.below(2) === 0 ? random.below(32) : Math.min(image.length - 1, 128 + random.below(64))] =
          random.below(256);
        break;
      case 3:
        image = image.slice(0, Math.max(1, at));
        break;
      default: {
        const from = random.below(image.length);
        image.copyWithin(at, from, from + random.below(80));
      }
    }
  }
  return image;
}

/** Reads like flash, and counts what a board must bear. */
class WatchedSource {
  reads = 0;
  longest = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(offset: number, into: Uint8Array, length: number): boolean {
    this.reads++;
    this.longest = Math.max(this.longest, length);
    expect(length).toBeLessThanOrEqual(into.length);
    if (!(offset >= 0) || offset + length > this.#bytes.length) return false;
    into.set(this.#bytes.subarray(offset, offset + length));
    return true;
  }
}

describe('fuzzed images', () => {
  it('never crash the parser', () => {
    const limits = limitsOf(KEY, LARGEST);
    const random = new RandomSource(SEED);
    const faults = new Map<ImageFault, number>();
    let mostSteps = 0;
    let taken = 0;
    for (let i = 0; i < IMAGES; i++) {
      const image = broken(random);
      const source = new WatchedSource(image);
      const check = new ImageCheck(source, limits);
      let steps = 1;
      while (check.step()) steps++;
      mostSteps = Math.max(mostSteps, steps);
      expect(source.longest).toBeLessThanOrEqual(PAGE_BYTES);
      faults.set(check.fault, (faults.get(check.fault) ?? 0) + 1);
      const { fault } = verifyImage(image, KEY, limits);
      // Taken means: the signed part and the signature are those of the good image.
      if (fault === ImageFault.none) {
        taken++;
        expect(Buffer.compare(image.subarray(0, BASE.length), BASE)).toBe(0);
      }
      const info = describeImage(image);
      if (info !== undefined) infoText(info, 'fuzzed');
    }
    expect(mostSteps).toBeLessThan(200);
    process.stdout.write(
      `fuzz: ${IMAGES} images, no crash; ${faults.size} different outcomes, at most ${mostSteps} steps, ${taken} unchanged in effect and taken\n`,
    );
  }, 120_000);
});
