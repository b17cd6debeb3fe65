// SMBus packet error code: CRC-8, polynomial x^8 + x^2 + x + 1, initial value 0, over every address and data byte of
// the message, the address after a repeated start included. SMBus 3.2, section 6.4.1.

const POLYNOMIAL = 0x07;

function remainder(byte: number): number {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ POLYNOMIAL) & 0xff : crc << 1;
  return crc;
}

/** One step per possible byte. Read-only once built. */
const TABLE = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) TABLE[byte] = remainder(byte);

/** The code after one more byte. Start with 0. */
export const pecByte = (crc: number, byte: number): number => TABLE[(crc ^ byte) & 0xff]!;

/** The code after `length` bytes of `bytes` from `offset`. */
export function pecOf(crc: number, bytes: ArrayLike<number>, offset: number, length: number): number {
  let code = crc;
  for (let i = offset; i < offset + length; i++) code = pecByte(code, bytes[i]!);
  return code;
}

/** Address byte as it stands on the wire. */
export const addressByte = (address: number, read: boolean): number => (address << 1) | (read ? 1 : 0);
