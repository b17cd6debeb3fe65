// The header of an MCUboot image, decoded and checked on its own. Sizes in bytes.

import { ImageFault } from './image-fault';
import { Header, IMAGE_MAGIC, UNBOOTABLE_FLAGS } from './image-format';
import type { ImageSource } from './image-source';
import { u16, u32 } from './little-endian';

export class ImageHeader {
  headerSize = 0;
  protectedSize = 0;
  imageSize = 0;
  loadAddress = 0;
  flags = 0;
  major = 0;
  minor = 0;
  revision = 0;
  build = 0;
  readonly #raw = new Uint8Array(Header.bytes);

  /** Where the TLVs begin. */
  get tlvOffset(): number {
    return this.headerSize + this.imageSize;
  }

  /** What the digest covers: header, payload and protected TLVs. */
  get hashedBytes(): number {
    return this.headerSize + this.imageSize + this.protectedSize;
  }

  /** Reads and decodes. The fields hold the image's even where it is refused, but for `truncated`. Allocates nothing. */
  load(source: ImageSource): ImageFault {
    const raw = this.#raw;
    if (!source.read(0, raw, Header.bytes)) return ImageFault.truncated;
    this.loadAddress = u32(raw, Header.loadAddress);
    this.headerSize = u16(raw, Header.headerSize);
    this.protectedSize = u16(raw, Header.protectedSize);
    this.imageSize = u32(raw, Header.imageSize);
    this.flags = u32(raw, Header.flags);
    this.major = raw[Header.major]!;
    this.minor = raw[Header.minor]!;
    this.revision = u16(raw, Header.revision);
    this.build = u32(raw, Header.build);
    if (u32(raw, Header.magic) !== IMAGE_MAGIC) return ImageFault.badMagic;
    if (this.headerSize < Header.bytes) return ImageFault.badHeaderSize;
    return (this.flags & UNBOOTABLE_FLAGS) !== 0 ? ImageFault.unbootableFlags : ImageFault.none;
  }
}
