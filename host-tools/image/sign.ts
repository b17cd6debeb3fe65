// Makes a signed MCUboot image of a payload: byte for byte what imgtool 2.4.0 makes with the same options.
import { createHash, type KeyObject, sign as signBytes } from 'node:crypto';
import {
  Header,
  IMAGE_MAGIC,
  largestImageBytes,
  PROTECTED_MAGIC,
  TLV_HEAD_BYTES,
  TLV_INFO_BYTES,
  Tlv,
  UNPROTECTED_MAGIC,
} from '../../firmware/update/image-format';
import { putU16, putU32 } from '../../firmware/update/little-endian';
import { imageError } from './image-error';
import { keyHash, SIGNATURE_TLV, typeOfKey } from './keys';
import { padToSlot, trailerBytes } from './trailer';
import type { ImageVersion } from './version';

export interface Dependency {
  readonly image: number;
  readonly version: ImageVersion;
}

/** Hardware revisions of a board, both ends included. */
export interface Revisions {
  readonly first: number;
  readonly last: number;
}

export interface Board {
  readonly id: string;
  /** That the image runs on; undefined: any. */
  readonly revisions: Revisions | undefined;
}

export interface SignOptions {
  readonly key: KeyObject;
  readonly version: ImageVersion;
  /** undefined: none, and no bootloader of ours takes it. For tests. */
  readonly securityCounter: number | undefined;
  readonly headerSize: number;
  readonly padHeader: boolean;
  readonly slotSize: number;
  readonly sectorSize: number;
  readonly align: number;
  readonly maxSectors: number;
  readonly pad: boolean;
  readonly confirm: boolean;
  readonly dependencies: readonly Dependency[];
  readonly board: Board | undefined;
}

const ERASED = 0xff;
const DEPENDENCY_BYTES = 12;
const LONGEST_AREA = 0xffff;

type TlvRecord = readonly [type: number, value: Uint8Array];

const hex = (value: number): string => `0x${value.toString(16)}`;

/** @throws CliError where the payload leaves no room for a header, or the image is too large for its slot */
export function signImage(payload: Uint8Array, options: SignOptions): Uint8Array {
  const body = withHeaderRoom(payload, options);
  const protectedArea = tlvArea(PROTECTED_MAGIC, protectedRecords(options));
  writeHeader(body, protectedArea.length, options);
  const signed = Buffer.concat([body, protectedArea]);
  const digest = createHash('sha256').update(signed).digest();
  const unprotectedArea = tlvArea(UNPROTECTED_MAGIC, [
    [Tlv.sha256, digest],
    [Tlv.keyHash, keyHash(options.key)],
    [SIGNATURE_TLV[typeOfKey(options.key)!], signature(options.key, signed, digest)],
  ]);
  const image = Buffer.concat([signed, unprotectedArea]);
  refuseTooLarge(image.length, options);
  return options.pad || options.confirm ? padToSlot(image, options.slotSize, options.align, options.confirm) : image;
}

/** Ed25519 signs the digest, ECDSA the region itself (its own SHA-256 is the digest). */
function signature(key: KeyObject, region: Uint8Array, digest: Uint8Array): Uint8Array {
  return typeOfKey(key) === 'ed25519' ? signBytes(null, digest, key) : signBytes('sha256', region, key);
}

function withHeaderRoom(payload: Uint8Array, { headerSize, padHeader }: SignOptions): Uint8Array {
  if (padHeader) {
    const body = new Uint8Array(headerSize + payload.length).fill(ERASED, 0, headerSize);
    body.set(payload, headerSize);
    return body;
  }
  if (payload.length < headerSize || payload.subarray(0, headerSize).some((byte) => byte !== 0)) {
    throw imageError(
      'image',
      `the payload does not begin with ${hex(headerSize)} zero bytes for the header. Link it with that room, or add --pad-header`,
    );
  }
  return Uint8Array.from(payload);
}

function writeHeader(body: Uint8Array, protectedSize: number, { headerSize, version }: SignOptions): void {
  body.fill(0, 0, Header.bytes);
  putU32(body, Header.magic, IMAGE_MAGIC);
  putU16(body, Header.headerSize, headerSize);
  putU16(body, Header.protectedSize, protectedSize);
  putU32(body, Header.imageSize, body.length - headerSize);
  body[Header.major] = version.major;
  body[Header.minor] = version.minor;
  putU16(body, Header.revision, version.revision);
  putU32(body, Header.build, version.build);
}

function protectedRecords({ securityCounter, dependencies, board }: SignOptions): TlvRecord[] {
  const records: TlvRecord[] = [];
  if (securityCounter !== undefined) {
    const value = new Uint8Array(4);
    putU32(value, 0, securityCounter);
    records.push([Tlv.securityCounter, value]);
  }
  for (const dependency of dependencies) records.push([Tlv.dependency, dependencyValue(dependency)]);
  if (board !== undefined) records.push([Tlv.boardId, Buffer.from(board.id, 'ascii')]);
  if (board?.revisions !== undefined) {
    const value = new Uint8Array(4);
    putU16(value, 0, board.revisions.first);
    putU16(value, 2, board.revisions.last);
    records.push([Tlv.boardRevisions, value]);
  }
  return records;
}

/** {image u8, 3 zero bytes, version}: MCUboot docs/design.md, "Dependency check". */
function dependencyValue({ image, version }: Dependency): Uint8Array {
  const value = new Uint8Array(DEPENDENCY_BYTES);
  value[0] = image;
  value[4] = version.major;
  value[5] = version.minor;
  putU16(value, 6, version.revision);
  putU32(value, 8, version.build);
  return value;
}

/** An empty area is no area. */
function tlvArea(magic: number, records: readonly TlvRecord[]): Uint8Array {
  if (records.length === 0) return new Uint8Array(0);
  const total = records.reduce((sum, [, value]) => sum + TLV_HEAD_BYTES + value.length, TLV_INFO_BYTES);
  if (total > LONGEST_AREA)
    throw imageError('image', `the TLV records take ${total} bytes, the most is ${LONGEST_AREA}`);
  const area = new Uint8Array(total);
  putU16(area, 0, magic);
  putU16(area, 2, total);
  let at = TLV_INFO_BYTES;
  for (const [type, value] of records) {
    putU16(area, at, type);
    putU16(area, at + 2, value.length);
    area.set(value, at + TLV_HEAD_BYTES);
    at += TLV_HEAD_BYTES + value.length;
  }
  return area;
}

/** imgtool leaves room for the trailer only; swap-offset needs a sector to move by as well. */
function refuseTooLarge(size: number, { slotSize, sectorSize, align, maxSectors }: SignOptions): void {
  const beforeTrailer = slotSize - trailerBytes(align, maxSectors);
  const largest = Math.max(0, Math.min(beforeTrailer, largestImageBytes(slotSize, sectorSize)));
  if (size <= largest) return;
  throw imageError(
    'imageSize',
    `the signed image has ${size} bytes, ${size - largest} more than its slot takes (${largest}: ${hex(slotSize)} less two sectors, or less the trailer). Make the payload smaller, or check --slot-size`,
  );
}
