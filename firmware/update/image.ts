// Is an uploaded image fit to be booted? Header, sizes, TLV records, board and digest, in steps of one page, in bounded
// memory. The signature is the bootloader's: this refuses early what it would refuse late, and what could brick a board.
import { ImageFault } from './image-fault';
import { ImageHeader } from './image-header';
import { type ImageLimits, isSame } from './image-limits';
import type { ImageSource } from './image-source';
import { DIGEST_BYTES, Sha256 } from './sha256';
import { TlvRules } from './tlv-rules';
import { TlvWalk } from './tlv-walk';

/** What the next step does. */
const Stage = { header: 0, records: 1, digest: 2, done: 3 } as const;
type Stage = (typeof Stage)[keyof typeof Stage];

/** Bytes read and hashed per step: a page of the flash. */
export const PAGE_BYTES = 256;

export class ImageCheck {
  readonly header = new ImageHeader();
  readonly #source: ImageSource;
  readonly #limits: ImageLimits;
  readonly #walk: TlvWalk;
  readonly #rules: TlvRules;
  readonly #sha = new Sha256();
  readonly #page = new Uint8Array(PAGE_BYTES);
  readonly #digest = new Uint8Array(DIGEST_BYTES);
  #stage: Stage = Stage.header;
  #hashed = 0;
  #fault: ImageFault = ImageFault.none;

  constructor(source: ImageSource, limits: ImageLimits) {
    this.#source = source;
    this.#limits = limits;
    this.#walk = new TlvWalk(source);
    this.#rules = new TlvRules(limits);
  }

  /** Begins again, for another image in the same slot. */
  reset(): void {
    this.#stage = Stage.header;
    this.#hashed = 0;
    this.#fault = ImageFault.none;
    this.#sha.reset();
    this.#rules.reset();
  }

  /** `none` while it runs, and for a good image once it is done. */
  get fault(): ImageFault {
    return this.#fault;
  }

  /** Where the image ends: header, payload and TLVs. Valid behind the header's step. */
  get imageBytes(): number {
    return this.#walk.end;
  }

  /** Valid once done without a fault. */
  get counter(): number {
    return this.#rules.counter;
  }

  /** The image's own digest. Valid once done without a fault. */
  get digest(): Uint8Array {
    return this.#digest;
  }

  /** One page, one record, or the header. Allocates nothing. @returns true while there is more to do */
  step(): boolean {
    switch (this.#stage) {
      case Stage.header:
        return this.#begin();
      case Stage.records:
        return this.#record();
      case Stage.digest:
        return this.#hash();
      case Stage.done:
        return false;
    }
  }

  #begin(): boolean {
    const fault = this.header.load(this.#source);
    if (fault !== ImageFault.none) return this.#end(fault);
    const wanted = this.#limits.headerSize;
    if (wanted !== 0 && this.header.headerSize !== wanted) return this.#end(ImageFault.badHeaderSize);
    if (this.header.hashedBytes > this.#limits.largestImage) return this.#end(ImageFault.tooLarge);
    if (!this.#walk.begin(this.header)) return this.#end(this.#walk.fault);
    if (this.#walk.end > this.#limits.largestImage) return this.#end(ImageFault.tooLarge);
    this.#stage = Stage.records;
    return true;
  }

  #record(): boolean {
    if (this.#walk.next()) {
      const fault = this.#rules.take(this.#walk, this.#source);
      return fault === ImageFault.none || this.#end(fault);
    }
    const fault = this.#walk.fault === ImageFault.none ? this.#rules.finish() : this.#walk.fault;
    if (fault !== ImageFault.none) return this.#end(fault);
    this.#stage = Stage.digest;
    return true;
  }

  #hash(): boolean {
    const length = Math.min(PAGE_BYTES, this.header.hashedBytes - this.#hashed);
    if (length > 0) {
      if (!this.#source.read(this.#hashed, this.#page, length)) return this.#end(ImageFault.truncated);
      this.#sha.update(this.#page, 0, length);
      this.#hashed += length;
      return true;
    }
    this.#sha.finish(this.#digest);
    const same = isSame(this.#digest, this.#rules.digest, DIGEST_BYTES);
    return this.#end(same ? ImageFault.none : ImageFault.hashMismatch);
  }

  #end(fault: ImageFault): false {
    this.#fault = fault;
    this.#stage = Stage.done;
    return false;
  }
}
