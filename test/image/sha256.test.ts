// The firmware's SHA-256 against FIPS 180-4's examples and node:crypto.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../firmware/update/sha256';

function digestOf(bytes: Uint8Array, step: number): string {
  const sha = new Sha256();
  for (let at = 0; at < bytes.length; at += step) sha.update(bytes, at, Math.min(step, bytes.length - at));
  const out = new Uint8Array(32);
  sha.finish(out);
  return Buffer.from(out).toString('hex');
}

// NIST, "Cryptographic Standards and Guidelines: Examples with Intermediate Values", SHA-256; the empty and the long
// message from NIST's CAVP byte test vectors (SHA256ShortMsg, and the million of "a" of FIPS 180-2 appendix B.3).
const EXAMPLES = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
] as const;

describe('SHA-256', () => {
  it.each(EXAMPLES)('agrees with the examples of the standard (%#)', (text, digest) => {
    expect(digestOf(Buffer.from(text), 256)).toBe(digest);
  });

  it('agrees with node:crypto for any bytes in any steps', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 130 }), (bytes, step) => {
        expect(digestOf(bytes, step)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
    );
  });

  it('begins again after reset', () => {
    const sha = new Sha256();
    sha.update(Buffer.from('xyz'), 0, 3);
    sha.reset();
    sha.update(Buffer.from('abc'), 0, 3);
    const out = new Uint8Array(32);
    sha.finish(out);
    expect(Buffer.from(out).toString('hex')).toBe(EXAMPLES[1][1]);
  });
});
