// An MCUboot image: constants of its header, its TLV records, and the record types that Racklet adds.
// Source: MCUboot docs/design.md, "Image format", and boot/bootutil/include/bootutil/image.h. All little-endian.

/**
 *  0        4          8       10        12       16      20             28    32
 *  | magic  | load     | header| protec- | image  | flags | version      | pad |
 *  |        | address  | size  | ted TLVs| size   |       | 1.1.2+4 byte |     |
 */
export const Header = {
  magic: 0,
  loadAddress: 4,
  headerSize: 8,
  protectedSize: 10,
  imageSize: 12,
  flags: 16,
  major: 20,
  minor: 21,
  revision: 22,
  build: 24,
  pad: 28,
  bytes: 32,
} as const;

export const IMAGE_MAGIC = 0x96f3b83d;
export const PROTECTED_MAGIC = 0x6908;
export const UNPROTECTED_MAGIC = 0x6907;
/** An area's {magic u16, total u16 with these four}, and a record's {type u16, length u16}. */
export const TLV_INFO_BYTES = 4;
export const TLV_HEAD_BYTES = 4;

export const ImageFlag = {
  pic: 0x1,
  encryptedAes128: 0x4,
  encryptedAes256: 0x8,
  nonBootable: 0x10,
  ramLoad: 0x20,
  romFixed: 0x100,
  compressedLzma1: 0x200,
  compressedLzma2: 0x400,
  compressedArmThumb: 0x800,
} as const;

/** What our bootloader cannot boot: it is built without encryption, compression and RAM loading. */
export const UNBOOTABLE_FLAGS =
  ImageFlag.encryptedAes128 |
  ImageFlag.encryptedAes256 |
  ImageFlag.nonBootable |
  ImageFlag.ramLoad |
  ImageFlag.compressedLzma1 |
  ImageFlag.compressedLzma2 |
  ImageFlag.compressedArmThumb;

export const Tlv = {
  keyHash: 0x01,
  publicKey: 0x02,
  sha256: 0x10,
  sha384: 0x11,
  sha512: 0x12,
  rsa2048: 0x20,
  ecdsa224: 0x21,
  ecdsa: 0x22,
  rsa3072: 0x23,
  ed25519: 0x24,
  dependency: 0x40,
  securityCounter: 0x50,
  /** Racklet: ASCII name of the board, 1 to 32 bytes. MCUboot leaves types 0x..A0 to 0x..FF to vendors. */
  boardId: 0x52a0,
  /** Racklet: {first u16, last u16}, the hardware revisions of the board that the image runs on. */
  boardRevisions: 0x52a1,
} as const;

export const COUNTER_BYTES = 4;
export const REVISIONS_BYTES = 4;
export const LONGEST_BOARD_ID = 32;
export const ED25519_BYTES = 64;
/** MCUboot reads an ECDSA signature into a buffer of this size (image_validate.c, SIG_BUF_SIZE). */
export const LONGEST_ECDSA = 128;

/**
 * May stand in the unprotected area. The list of MCUboot's TLV allow list without encryption
 * (image_validate.c, allowed_unprot_tlvs): anything else there is not signed, so it must not be believed.
 */
export function isAllowedUnprotected(type: number): boolean {
  switch (type) {
    case Tlv.keyHash:
    case Tlv.publicKey:
    case Tlv.sha256:
    case Tlv.sha384:
    case Tlv.sha512:
    case Tlv.rsa2048:
    case Tlv.ecdsa224:
    case Tlv.ecdsa:
    case Tlv.rsa3072:
    case Tlv.ed25519:
      return true;
    default:
      return false;
  }
}

/**
 * Largest signed image for a slot in swap-offset mode: one sector to move by, one for the trailer
 * (swap_offset.c, app_max_size; holds while the trailer fits into one sector, as it does with 4 KiB and align 4).
 */
export const largestImageBytes = (slotBytes: number, sectorBytes: number): number => slotBytes - 2 * sectorBytes;
