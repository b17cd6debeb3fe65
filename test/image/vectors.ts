// The vectors of the real imgtool and bootloader, and images of any shape for tests.
import { createHash, createPrivateKey, type KeyObject, sign as signBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Header, IMAGE_MAGIC, PROTECTED_MAGIC, Tlv, UNPROTECTED_MAGIC } from '../../firmware/update/image-format';
import { putU16, putU32 } from '../../firmware/update/little-endian';
import { parseDependencies } from '../../host-tools/image/arguments';
import { keyHash, loadPrivateKey, loadPublicKey } from '../../host-tools/image/keys';
import { type SignOptions, signImage } from '../../host-tools/image/sign';
import { automaticCounter, parseVersion } from '../../host-tools/image/version';

export const VECTORS = fileURLToPath(new URL('../vectors/mcuboot/', import.meta.url));

export interface Vector {
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly sig: 'ed25519' | 'p256';
  readonly verify_key: string;
  readonly imgtool_args: readonly string[];
  readonly base: string | null;
  readonly bootutil: { readonly accepted: boolean; readonly booted: string };
}

const index = JSON.parse(readFileSync(`${VECTORS}index.json`, 'utf8')) as { images: Vector[] };
export const IMAGES = index.images;
export const PAYLOAD = new Uint8Array(readFileSync(`${VECTORS}payload.bin`));
/** bootutil's stored counter in the verdicts: index.json, flash_map_of_boot_verdicts.nv_before. */
export const STORED_COUNTER = 3;
/** Two slots of 0xD0000 in sectors of 4 KiB: index.json, flash_map_of_boot_verdicts. */
export const LARGEST_IMAGE = 0xd0000 - 2 * 0x1000;

export const KEY_A = loadPrivateKey(`${VECTORS}keys/ed25519-a.pem`, undefined);
export const publicKey = (name: string): KeyObject => loadPublicKey(`${VECTORS}keys/${name}.pub.pem`);
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const DEFAULTS: Omit<SignOptions, 'key' | 'version'> = {
  securityCounter: undefined,
  headerSize: 0x200,
  padHeader: false,
  slotSize: 0x20000,
  sectorSize: 0x1000,
  align: 1,
  maxSectors: 128,
  pad: false,
  confirm: false,
  dependencies: [],
  board: undefined,
};

/** Options of `signImage` from arguments of imgtool. */
export function optionsOf(args: readonly string[], key: KeyObject = KEY_A): SignOptions {
  let options: SignOptions = { ...DEFAULTS, key, version: parseVersion('0') };
  const set = (more: Partial<SignOptions>): void => {
    options = { ...options, ...more };
  };
  for (let i = 0; i < args.length; i++) {
    const name = args[i]!;
    if (name === '--pad-header') set({ padHeader: true });
    else if (name === '--pad' || name === '--test') set({ pad: true });
    else if (name === '--confirm') set({ pad: true, confirm: true });
    else {
      const value = args[++i]!;
      if (name === '-H') set({ headerSize: Number(value) });
      else if (name === '-S') set({ slotSize: Number(value) });
      else if (name === '-M') set({ maxSectors: Number(value) });
      else if (name === '-v') set({ version: parseVersion(value) });
      else if (name === '--align') set({ align: Number(value) });
      else if (name === '-d') set({ dependencies: parseDependencies(value) });
      else if (name === '-s') {
        set({ securityCounter: value === 'auto' ? automaticCounter(options.version) : Number(value) });
      } else throw new Error(`unknown argument ${name}`);
    }
  }
  return options;
}

/** Ours for an image that a signer makes, the stored file for the others. */
export function bytesOf(vector: Vector): Uint8Array {
  const stored = `${VECTORS}${vector.file}`;
  return existsSync(stored) ? readFileSync(stored) : signImage(PAYLOAD, optionsOf(vector.imgtool_args));
}

export const isMade = (vector: Vector): boolean => !existsSync(`${VECTORS}${vector.file}`);

export type TlvRecord = readonly [type: number, value: Uint8Array];

export const u32Bytes = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  putU32(bytes, 0, value);
  return bytes;
};

/** A correctly signed image with any records in it, made without `signImage`. */
export function craft(protectedRecords: readonly TlvRecord[], more: CraftOptions = {}): Uint8Array {
  const { payload = PAYLOAD.subarray(0, 1024), key = KEY_A, named = keyHash(key), version = '1.2.3+4' } = more;
  const { flags = 0, headerSize = 0x200, unprotected = [] } = more;
  const area = tlvArea(PROTECTED_MAGIC, protectedRecords);
  const body = new Uint8Array(headerSize + payload.length);
  const { major, minor, revision, build } = parseVersion(version);
  putU32(body, Header.magic, IMAGE_MAGIC);
  putU16(body, Header.headerSize, headerSize);
  putU16(body, Header.protectedSize, area.length);
  putU32(body, Header.imageSize, payload.length);
  putU32(body, Header.flags, flags);
  body[Header.major] = major;
  body[Header.minor] = minor;
  putU16(body, Header.revision, revision);
  putU32(body, Header.build, build);
  body.set(payload, headerSize);
  const signed = Buffer.concat([body, area]);
  const digest = createHash('sha256').update(signed).digest();
  const records: TlvRecord[] = [
    [Tlv.sha256, digest],
    [Tlv.keyHash, named],
    [Tlv.ed25519, signBytes(null, digest, key)],
    ...unprotected,
  ];
  return Buffer.concat([
    signed,
    tlvArea(UNPROTECTED_MAGIC, more.without ? records.filter(([type]) => type !== more.without) : records),
  ]);
}

export interface CraftOptions {
  readonly payload?: Uint8Array;
  readonly key?: KeyObject;
  readonly named?: Uint8Array;
  readonly version?: string;
  readonly flags?: number;
  readonly headerSize?: number;
  readonly unprotected?: readonly TlvRecord[];
  /** Type of the unprotected record to leave out. */
  readonly without?: number;
}

export function tlvArea(magic: number, records: readonly TlvRecord[]): Uint8Array {
  if (records.length === 0) return new Uint8Array(0);
  const parts = records.map(([type, value]) => {
    const head = new Uint8Array(4);
    putU16(head, 0, type);
    putU16(head, 2, value.length);
    return Buffer.concat([head, value]);
  });
  const body = Buffer.concat(parts);
  const info = new Uint8Array(4);
  putU16(info, 0, magic);
  putU16(info, 2, body.length + 4);
  return Buffer.concat([info, body]);
}

/** Another Ed25519 key, from a fixed seed (RFC 8032, section 7.1, test 1): PKCS#8 head and the 32 bytes. */
export const OTHER_KEY = createPrivateKey({
  key: Buffer.from(
    '302e020100300506032b657004220420' + '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'hex',
  ),
  format: 'der',
  type: 'pkcs8',
});
