// Little-endian integers in byte buffers, and text in them. Allocates nothing.

/** Writes the low `count` bytes of `value`; 1, 2 or 4. A typed array keeps the low eight bits of what is stored. @returns the offset behind them. */
export function putInteger(out: Uint8Array, offset: number, value: number, count: number): number {
  out[offset] = value;
  if (count > 1) out[offset + 1] = value >> 8;
  if (count > 2) {
    out[offset + 2] = value >> 16;
    out[offset + 3] = value >> 24;
  }
  return offset + count;
}

/** Writes `text` as ASCII, at most `most` characters. @returns the offset behind it. */
export function putText(out: Uint8Array, offset: number, text: string, most: number): number {
  const count = Math.min(text.length, most);
  for (let i = 0; i < count; i++) out[offset + i] = text.charCodeAt(i) & 0x7f;
  return offset + count;
}

const HEX = '0123456789ABCDEF';

/** Writes `bytes` as hexadecimal digits. @returns the offset behind them. */
export function putHex(out: Uint8Array, offset: number, bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) {
    out[offset + 2 * i] = HEX.charCodeAt(bytes[i]! >> 4);
    out[offset + 2 * i + 1] = HEX.charCodeAt(bytes[i]! & 0x0f);
  }
  return offset + 2 * bytes.length;
}

/** Little-endian unsigned integer, exact below 2^53. */
export function getInteger(bytes: ArrayLike<number>, offset: number, count: number): number {
  if (count === 1) return bytes[offset]!;
  if (count === 2) return bytes[offset]! | (bytes[offset + 1]! << 8);
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[offset + i]!;
  return value;
}
