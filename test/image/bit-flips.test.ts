// Every single-bit flip in header and TLVs, and in 500 random places of the payload, is refused.
import { describe, expect, it } from 'vitest';
import { ImageCheck } from '../../firmware/update/image';
import { ImageFault } from '../../firmware/update/image-fault';
import { FAULT_TEXT } from '../../host-tools/image/fault-text';
import { bytesSource, limitsOf, verifyImage } from '../../host-tools/image/verify';
import { RandomSource } from './random-source';
import { bytesOf, IMAGES, LARGEST_IMAGE, publicKey } from './vectors';

const SEED = 8;
const PAYLOAD_FLIPS = 500;
const HEADER_BYTES = 0x200;
/** index.json, layout.ed25519.protected_tlv_off. */
const TLV_OFFSET = 66048;

describe('one flipped bit', () => {
  it('is always refused', () => {
    const image = Uint8Array.from(bytesOf(IMAGES.find(({ file }) => file === 'ed25519-a4-plain.bin')!));
    const key = publicKey('ed25519-a');
    const limits = limitsOf(key, LARGEST_IMAGE);
    const random = new RandomSource(SEED);
    const flips: number[] = [];
    for (let bit = 0; bit < HEADER_BYTES * 8; bit++) flips.push(bit);
    for (let bit = TLV_OFFSET * 8; bit < image.length * 8; bit++) flips.push(bit);
    for (let i = 0; i < PAYLOAD_FLIPS; i++) {
      flips.push(HEADER_BYTES * 8 + random.below((TLV_OFFSET - HEADER_BYTES) * 8));
    }
    const counts = new Map<ImageFault, number>();
    let leftToBootloader = 0;
    for (const bit of flips) {
      image[bit >> 3]! ^= 1 << (bit & 7);
      const { fault } = verifyImage(image, key, limits);
      const check = new ImageCheck(bytesSource(image), limits);
      while (check.step());
      image[bit >> 3]! ^= 1 << (bit & 7);
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
      if (check.fault === ImageFault.none) leftToBootloader++;
    }
    expect(counts.get(ImageFault.none)).toBeUndefined();
    expect(verifyImage(image, key, limits).fault).toBe(ImageFault.none);
    // Only the 64 bytes of the signature are not the firmware's to check.
    expect(leftToBootloader).toBe(64 * 8);
    const lines = [...counts].map(([fault, count]) => `  ${count} ${FAULT_TEXT[fault].text}`);
    process.stdout.write(`bit flips: ${flips.length} of ${flips.length} refused\n${lines.join('\n')}\n`);
  });
});
