// Key files: made 0600 and never over an existing one, encrypted on request, read as PEM or DER. A private key is never
// printed. PKCS#8 for private, SPKI for public keys, as imgtool has them.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Tlv } from '../../firmware/update/image-format';
import { imageError } from './image-error';

export const KEY_TYPES = ['ed25519', 'ecdsa-p256'] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** Record of the signature per type of key. */
export const SIGNATURE_TLV = { ed25519: Tlv.ed25519, 'ecdsa-p256': Tlv.ecdsa } as const;

const OWNER_ONLY = 0o600;

/** Makes a key pair. @returns the private key as PKCS#8 PEM, encrypted where there is a passphrase */
export function generateKey(type: KeyType, passphrase: string | undefined): string {
  const { privateKey } =
    type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const plain = { type: 'pkcs8', format: 'pem' } as const;
  return privateKey.export(
    passphrase === undefined ? plain : { ...plain, cipher: 'aes-256-cbc', passphrase },
  ) as string;
}

/** Writes for the owner's eyes only. @throws CliError where the file is there already: a key is never overwritten */
export function writeKeyFile(path: string, pem: string): void {
  try {
    writeFileSync(path, pem, { mode: OWNER_ONLY, flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw imageError('key', `${path}: is there already and a key is never overwritten. Choose another name`);
    }
    throw imageError('key', `${path}: cannot be written (${code ?? message}). Is its folder there and yours?`);
  }
}

function readKeyFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw imageError(
      'key',
      `${path}: the key cannot be read (${code ?? 'unknown reason'}). Make one: racklet image keygen`,
    );
  }
}

/** Does the file hold a private key that needs a passphrase? */
export const isEncryptedKey = (path: string): boolean =>
  readKeyFile(path).includes('-----BEGIN ENCRYPTED PRIVATE KEY-----');

/** @throws CliError where it is no private key of a known type, or the passphrase is wrong */
export function loadPrivateKey(path: string, passphrase: string | undefined): KeyObject {
  const bytes = readKeyFile(path);
  if (bytes.includes('-----BEGIN PUBLIC KEY-----')) {
    throw imageError('key', `${path}: is a public key. Signing needs the private one`);
  }
  try {
    return known(
      path,
      createPrivateKey({ key: bytes, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) }),
    );
  } catch (error) {
    if (isKeyError(error)) throw error;
    const why = bytes.includes('-----BEGIN ENCRYPTED') ? 'the passphrase is wrong' : 'it is no private key in PEM';
    throw imageError('key', `${path}: ${why}`);
  }
}

/** The public key of a public or (unencrypted, or with its passphrase) private key file. @throws CliError */
export function loadPublicKey(path: string, passphrase?: string): KeyObject {
  const bytes = readKeyFile(path);
  if (/-----BEGIN .*PRIVATE KEY-----/.test(bytes.toString('latin1'))) {
    return createPublicKey(loadPrivateKey(path, passphrase));
  }
  try {
    const isPem = bytes.includes('-----BEGIN');
    return known(path, createPublicKey(isPem ? bytes : { key: bytes, format: 'der', type: 'spki' }));
  } catch (error) {
    if (isKeyError(error)) throw error;
    throw imageError('key', `${path}: holds no key in PEM or SPKI DER`);
  }
}

const isKeyError = (error: unknown): boolean => error instanceof Error && 'exitCode' in error;

function known(path: string, key: KeyObject): KeyObject {
  if (typeOfKey(key) !== undefined) return key;
  const found = key.asymmetricKeyType ?? 'unknown';
  throw imageError('key', `${path}: is a key of type ${found}. Use one of: ${KEY_TYPES.join(', ')}`);
}

export function typeOfKey(key: KeyObject): KeyType | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return isP256 ? 'ecdsa-p256' : undefined;
}

/** SubjectPublicKeyInfo, DER: what the bootloader holds. */
export const publicDer = (key: KeyObject): Buffer =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });

/** What an image names its key by: SHA-256 of the public key's DER. */
export const keyHash = (key: KeyObject): Buffer => createHash('sha256').update(publicDer(key)).digest();
