// The public key as the bootloader's build wants it: PEM, a C array, or its hash. As imgtool's getpub and getpubhash.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { keyHash, publicDer, typeOfKey } from './keys';

export const ENCODINGS = ['pem', 'lang-c', 'hash'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const BYTES_PER_LINE = 8;
/** Names in the C array that MCUboot's root key file uses. */
const C_NAME = { ed25519: 'ed25519', 'ecdsa-p256': 'ecdsa' } as const;

export function publicKeyText(key: KeyObject, encoding: Encoding): string {
  switch (encoding) {
    case 'pem':
      return (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'pem' }) as string;
    case 'lang-c':
      return cArray(`${C_NAME[typeOfKey(key)!]}_pub_key`, publicDer(key));
    case 'hash':
      return `${keyHash(key).toString('hex')}\n`;
  }
}

function cArray(name: string, bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    const row = [...bytes.subarray(at, at + BYTES_PER_LINE)].map((byte) => `0x${byte.toString(16).padStart(2, '0')},`);
    lines.push(`    ${row.join(' ')}`);
  }
  return [
    '/* Made by racklet image public-key, do not edit. */',
    `const unsigned char ${name}[] = {`,
    ...lines,
    '};',
    `const unsigned int ${name}_len = ${bytes.length};`,
    '',
  ].join('\n');
}
