// Goes through the TLV records of an image, protected area first, one record per call.
// As MCUboot's tlv.c, but stricter in one thing: no record may reach over the end of its own area.

import { ImageFault } from './image-fault';
import { PROTECTED_MAGIC, TLV_HEAD_BYTES, TLV_INFO_BYTES, UNPROTECTED_MAGIC } from './image-format';
import type { ImageHeader } from './image-header';
import type { ImageSource } from './image-source';
import { u16 } from './little-endian';

export class TlvWalk {
  /** Of the record that `next` stands on; `offset` is of its value, in the image. */
  type = 0;
  length = 0;
  offset = 0;
  isProtected = false;
  /** Where the protected and the unprotected area end. Valid after `begin`. */
  protectedEnd = 0;
  end = 0;
  /** Why the walk stopped. */
  fault: ImageFault = ImageFault.none;
  readonly #source: ImageSource;
  readonly #head = new Uint8Array(TLV_HEAD_BYTES);
  #at = 0;

  constructor(source: ImageSource) {
    this.#source = source;
  }

  /** Finds the areas. @returns false where there are none; `fault` says why */
  begin(header: ImageHeader): boolean {
    const start = header.tlvOffset;
    this.fault = ImageFault.none;
    this.protectedEnd = start + header.protectedSize;
    if (!this.#load(start)) return false;
    if (u16(this.#head, 0) === PROTECTED_MAGIC) {
      if (u16(this.#head, 2) !== header.protectedSize) return this.#fail(ImageFault.protectedSizeMismatch);
      if (!this.#load(this.protectedEnd)) return false;
    } else if (header.protectedSize !== 0) {
      return this.#fail(ImageFault.protectedSizeMismatch);
    }
    if (u16(this.#head, 0) !== UNPROTECTED_MAGIC) return this.#fail(ImageFault.badTlvMagic);
    const total = u16(this.#head, 2);
    if (total < TLV_INFO_BYTES) return this.#fail(ImageFault.tlvOverrun);
    if (header.protectedSize !== 0 && header.protectedSize < TLV_INFO_BYTES) return this.#fail(ImageFault.tlvOverrun);
    this.end = this.protectedEnd + total;
    this.#at = start + TLV_INFO_BYTES;
    this.isProtected = header.protectedSize !== 0;
    return true;
  }

  /** On to the next record. @returns false behind the last one, and at a fault */
  next(): boolean {
    if (this.isProtected && this.#at === this.protectedEnd) {
      this.#at += TLV_INFO_BYTES;
      this.isProtected = false;
    }
    const end = this.isProtected ? this.protectedEnd : this.end;
    if (this.#at === end) return false;
    if (this.#at + TLV_HEAD_BYTES > end) return this.#fail(ImageFault.tlvOverrun);
    if (!this.#load(this.#at)) return false;
    this.type = u16(this.#head, 0);
    this.length = u16(this.#head, 2);
    this.offset = this.#at + TLV_HEAD_BYTES;
    this.#at = this.offset + this.length;
    return this.#at > end ? this.#fail(ImageFault.tlvOverrun) : true;
  }

  #load(offset: number): boolean {
    return this.#source.read(offset, this.#head, TLV_HEAD_BYTES) || this.#fail(ImageFault.truncated);
  }

  #fail(fault: ImageFault): false {
    this.fault = fault;
    return false;
  }
}
