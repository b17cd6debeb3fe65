// Would the bootloader take this image? The firmware's own check, then what only the bootloader does: the signature.
import { type KeyObject, verify as verifyBytes } from 'node:crypto';
import { ImageCheck } from '../../firmware/update/image';
import { ImageFault } from '../../firmware/update/image-fault';
import { Tlv } from '../../firmware/update/image-format';
import type { ImageHeader } from '../../firmware/update/image-header';
import type { ImageLimits } from '../../firmware/update/image-limits';
import type { ImageSource } from '../../firmware/update/image-source';
import { TlvWalk } from '../../firmware/update/tlv-walk';
import { keyHash, SIGNATURE_TLV, typeOfKey } from './keys';
import type { ImageVersion } from './version';

/** Bytes in memory as the firmware's check reads them. */
export const bytesSource = (bytes: Uint8Array): ImageSource => ({
  read(offset, into, length) {
    if (offset + length > bytes.length) return false;
    into.set(bytes.subarray(offset, offset + length));
    return true;
  },
});

export interface Verdict {
  readonly fault: ImageFault;
  /** The rest is valid where there is no fault. */
  readonly version: ImageVersion;
  readonly counter: number;
  readonly digest: Uint8Array;
  /** Header, payload and TLVs. */
  readonly imageBytes: number;
}

/** The limits of a slot that knows this key and nothing else. */
export const limitsOf = (key: KeyObject, largestImage: number): ImageLimits => ({
  largestImage,
  headerSize: 0,
  minimumCounter: 0,
  keyHash: keyHash(key),
  boardId: undefined,
  boardRevision: 0,
});

/** Checks everything. `limits.keyHash` names the key. Never throws, whatever the bytes. */
export function verifyImage(bytes: Uint8Array, key: KeyObject, limits: ImageLimits): Verdict {
  const source = bytesSource(bytes);
  const check = new ImageCheck(source, limits);
  while (check.step());
  const { header } = check;
  const fault =
    check.fault === ImageFault.none ? checkSignature(bytes, source, header, key, check.digest) : check.fault;
  return {
    fault,
    version: { major: header.major, minor: header.minor, revision: header.revision, build: header.build },
    counter: check.counter,
    digest: check.digest.slice(),
    imageBytes: check.imageBytes,
  };
}

/**
 * As MCUboot goes: a key hash says which key the next signature is of; signatures of unknown keys are passed over;
 * the last signature of the known key decides (image_validate.c).
 */
function checkSignature(
  bytes: Uint8Array,
  source: ImageSource,
  header: ImageHeader,
  key: KeyObject,
  digest: Uint8Array,
): ImageFault {
  const wanted = SIGNATURE_TLV[typeOfKey(key)!];
  const hash = keyHash(key);
  const walk = new TlvWalk(source);
  let isOurs = false;
  let fault: ImageFault = ImageFault.signatureMissing;
  for (let more = walk.begin(header) && walk.next(); more; more = walk.next()) {
    const value = bytes.subarray(walk.offset, walk.offset + walk.length);
    if (walk.type === Tlv.keyHash) isOurs = hash.equals(value);
    if (walk.type !== wanted || !isOurs) continue;
    const isGood =
      wanted === Tlv.ed25519
        ? verifyBytes(null, digest, key, value)
        : verifyBytes('sha256', bytes.subarray(0, header.hashedBytes), key, value);
    fault = isGood ? ImageFault.none : ImageFault.signatureMismatch;
    isOurs = false;
  }
  return fault;
}
