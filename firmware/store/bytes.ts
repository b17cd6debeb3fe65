// Bytes of the store: 32-bit words, low byte first, and the check sum that vouches for what stands before it.

export function putWord(out: Uint8Array, at: number, value: number): void {
  out[at] = value;
  out[at + 1] = value >> 8;
  out[at + 2] = value >> 16;
  out[at + 3] = value >> 24;
}

/** Unsigned. */
export function getWord(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** Signed. */
export function getSigned(bytes: Uint8Array, at: number): number {
  return getWord(bytes, at) | 0;
}

const POLYNOMIAL = 0xedb88320;
/** Of each value of four bits. Read-only once built. */
const NIBBLES = Int32Array.from({ length: 16 }, (_, value) => {
  let crc = value;
  for (let bit = 0; bit < 4; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/** Who computes check sums for JavaScript: a flash port may. */
export interface CheckSums {
  crc32?(bytes: Uint8Array, from: number, to: number): number;
}

/** CRC-32 as in ISO 3309 and zlib: "123456789" gives 0xCBF43926. `port`: computes it where it can. */
export function crc32(bytes: Uint8Array, from: number, to: number, port?: CheckSums): number {
  if (port?.crc32 !== undefined) return port.crc32(bytes, from, to);
  let crc = -1;
  for (let i = from; i < to; i++) {
    crc ^= bytes[i]!;
    crc = (crc >>> 4) ^ NIBBLES[crc & 15]!;
    crc = (crc >>> 4) ^ NIBBLES[crc & 15]!;
  }
  return ~crc >>> 0;
}

export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0xff) return false;
  return true;
}
