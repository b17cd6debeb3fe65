// What the TLV records of an image must say: the counter, the digest, the key, the signature, the board.
// Takes one record at a time, then `finish` names what is missing. The signature is not computed here.

import { ImageFault } from './image-fault';
import {
  COUNTER_BYTES,
  ED25519_BYTES,
  isAllowedUnprotected,
  LONGEST_BOARD_ID,
  LONGEST_ECDSA,
  REVISIONS_BYTES,
  Tlv,
} from './image-format';
import { type ImageLimits, isSame } from './image-limits';
import type { ImageSource } from './image-source';
import { u16, u32 } from './little-endian';
import { DIGEST_BYTES } from './sha256';
import type { TlvWalk } from './tlv-walk';

const LONGEST_VALUE = Math.max(DIGEST_BYTES, LONGEST_BOARD_ID, COUNTER_BYTES, REVISIONS_BYTES);

export class TlvRules {
  /** Of the protected area; valid once `finish` is content. */
  counter = 0;
  /** As the image says. */
  readonly digest = new Uint8Array(DIGEST_BYTES);
  readonly #limits: ImageLimits;
  readonly #value = new Uint8Array(LONGEST_VALUE);
  #counters = 0;
  #digests = 0;
  #keys = 0;
  #keyMatches = false;
  #signatures = 0;
  #boards = 0;
  #boardMatches = false;
  #revisions = 0;
  #revisionMatches = true;

  constructor(limits: ImageLimits) {
    this.#limits = limits;
  }

  reset(): void {
    this.counter = 0;
    this.#counters = 0;
    this.#digests = 0;
    this.#keys = 0;
    this.#keyMatches = false;
    this.#signatures = 0;
    this.#boards = 0;
    this.#boardMatches = false;
    this.#revisions = 0;
    this.#revisionMatches = true;
  }

  /** The record that `walk` stands on. Allocates nothing. */
  take(walk: TlvWalk, source: ImageSource): ImageFault {
    if (!walk.isProtected) {
      // A counter that is not signed can be swapped in by a bootloader without the allow list, which then never boots.
      if (walk.type === Tlv.securityCounter) return ImageFault.counterUnprotected;
      if (!isAllowedUnprotected(walk.type)) return ImageFault.tlvNotAllowed;
    }
    switch (walk.type) {
      case Tlv.securityCounter:
        return this.#takeCounter(walk, source);
      case Tlv.sha256:
        return this.#takeDigest(walk, source);
      case Tlv.keyHash:
        return this.#takeKey(walk, source);
      case Tlv.ed25519:
      case Tlv.ecdsa:
        return this.#takeSignature(walk);
      case Tlv.boardId:
        return this.#takeBoard(walk, source);
      case Tlv.boardRevisions:
        return this.#takeRevisions(walk, source);
      default:
        return ImageFault.none;
    }
  }

  /** All records were taken. @returns the first thing that is missing or wrong */
  finish(): ImageFault {
    if (this.#counters === 0) return ImageFault.counterMissing;
    if (this.counter < this.#limits.minimumCounter) return ImageFault.counterTooLow;
    if (this.#digests === 0) return ImageFault.hashMissing;
    if (this.#keys === 0) return ImageFault.keyMissing;
    if (this.#limits.keyHash !== undefined && !this.#keyMatches) return ImageFault.keyMismatch;
    if (this.#signatures === 0) return ImageFault.signatureMissing;
    if (this.#limits.boardId === undefined) return ImageFault.none;
    if (this.#boards === 0) return ImageFault.boardMissing;
    if (!this.#boardMatches) return ImageFault.boardMismatch;
    return this.#revisionMatches ? ImageFault.none : ImageFault.revisionMismatch;
  }

  #read(walk: TlvWalk, source: ImageSource): boolean {
    return source.read(walk.offset, this.#value, walk.length);
  }

  #takeCounter(walk: TlvWalk, source: ImageSource): ImageFault {
    if (this.#counters++ > 0) return ImageFault.counterRepeated;
    if (walk.length !== COUNTER_BYTES) return ImageFault.tlvLength;
    if (!this.#read(walk, source)) return ImageFault.truncated;
    this.counter = u32(this.#value, 0);
    return ImageFault.none;
  }

  #takeDigest(walk: TlvWalk, source: ImageSource): ImageFault {
    if (this.#digests++ > 0) return ImageFault.tlvRepeated;
    if (walk.length !== DIGEST_BYTES) return ImageFault.tlvLength;
    return source.read(walk.offset, this.digest, DIGEST_BYTES) ? ImageFault.none : ImageFault.truncated;
  }

  /** There may be several keys, each with its signature behind it: one that the bootloader knows is enough. */
  #takeKey(walk: TlvWalk, source: ImageSource): ImageFault {
    if (walk.length !== DIGEST_BYTES) return ImageFault.tlvLength;
    if (!this.#read(walk, source)) return ImageFault.truncated;
    this.#keys++;
    const wanted = this.#limits.keyHash;
    if (wanted !== undefined && isSame(this.#value, wanted, walk.length)) this.#keyMatches = true;
    return ImageFault.none;
  }

  #takeSignature(walk: TlvWalk): ImageFault {
    const fits = walk.type === Tlv.ed25519 ? walk.length === ED25519_BYTES : walk.length <= LONGEST_ECDSA;
    if (!fits) return ImageFault.tlvLength;
    if (this.#keys === 0) return ImageFault.keyMissing;
    this.#signatures++;
    return ImageFault.none;
  }

  #takeBoard(walk: TlvWalk, source: ImageSource): ImageFault {
    if (this.#boards++ > 0) return ImageFault.tlvRepeated;
    if (walk.length === 0 || walk.length > LONGEST_BOARD_ID) return ImageFault.tlvLength;
    if (!this.#read(walk, source)) return ImageFault.truncated;
    const wanted = this.#limits.boardId;
    this.#boardMatches = wanted !== undefined && isSame(this.#value, wanted, walk.length);
    return ImageFault.none;
  }

  #takeRevisions(walk: TlvWalk, source: ImageSource): ImageFault {
    if (this.#revisions++ > 0) return ImageFault.tlvRepeated;
    if (walk.length !== REVISIONS_BYTES) return ImageFault.tlvLength;
    if (!this.#read(walk, source)) return ImageFault.truncated;
    const mine = this.#limits.boardRevision;
    this.#revisionMatches = mine >= u16(this.#value, 0) && mine <= u16(this.#value, 2);
    return ImageFault.none;
  }
}
