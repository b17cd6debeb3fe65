// Every vector: the verdict of the real bootloader, and byte-identical output for every image that a signer makes.
import { describe, expect, it } from 'vitest';
import { ImageFault } from '../../firmware/update/image-fault';
import { limitsOf, verifyImage } from '../../host-tools/image/verify';
import { versionText } from '../../host-tools/image/version';
import { bytesOf, IMAGES, isMade, LARGEST_IMAGE, publicKey, STORED_COUNTER, sha256Hex } from './vectors';

/** What is wrong with each refused vector, by its note in index.json. */
const REASONS: Readonly<Record<string, ImageFault>> = {
  'ed25519-nosec.bin': ImageFault.counterMissing,
  'ed25519-rollback.bin': ImageFault.counterTooLow,
  'ed25519-bad-payload.bin': ImageFault.hashMismatch,
  'ed25519-bad-hash.bin': ImageFault.hashMismatch,
  'ed25519-bad-sig.bin': ImageFault.signatureMismatch,
  'ed25519-bad-trunc.bin': ImageFault.signatureMismatch, // with erased flash behind it, as on a board
  'ed25519-bad-unprot-seccnt.bin': ImageFault.counterUnprotected,
  'ed25519-bad-wrongkey.bin': ImageFault.keyMismatch,
  'p256-bad-sig.bin': ImageFault.signatureMismatch,
};

describe.each(IMAGES)('vector $file', (vector) => {
  const bytes = bytesOf(vector);
  const key = publicKey(vector.verify_key);
  const limits = { ...limitsOf(key, LARGEST_IMAGE), minimumCounter: STORED_COUNTER };

  it(`has the bytes of the real imgtool${isMade(vector) ? ', made by us' : ''}`, () => {
    expect(bytes.length).toBe(vector.size);
    expect(sha256Hex(bytes)).toBe(vector.sha256);
  });

  it('gets the verdict of the real bootloader', () => {
    const verdict = verifyImage(bytes, key, limits);
    expect(verdict.fault === ImageFault.none).toBe(vector.bootutil.accepted);
    if (vector.bootutil.accepted) expect(versionText(verdict.version)).toBe(vector.bootutil.booted);
  });

  it('gets it with erased flash behind it too, for its own reason', () => {
    const slot = new Uint8Array(LARGEST_IMAGE).fill(0xff);
    slot.set(bytes);
    const { fault } = verifyImage(slot, key, limits);
    expect(fault).toBe(vector.bootutil.accepted ? ImageFault.none : REASONS[vector.file]);
  });
});

it('prints how many vectors agreed', () => {
  const made = IMAGES.filter(isMade).length;
  const good = IMAGES.filter((vector) => vector.bootutil.accepted).length;
  process.stdout.write(
    `image vectors: ${IMAGES.length}, the real bootloader takes ${good}; ${made} made here byte for byte\n`,
  );
  expect(made).toBe(
    IMAGES.filter(({ sig, base, file }) => sig === 'ed25519' && base === null && !file.includes('wrongkey')).length,
  );
});
