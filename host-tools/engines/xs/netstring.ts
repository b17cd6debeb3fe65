// Netstrings, the framing of the worker's pipes: decimal length, colon, bytes, comma.

const COLON = 0x3a;
const COMMA = 0x2c;
const ZERO = 0x30;

/** The bytes of `parts` as one netstring. */
export function frame(...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from(`${length}:`, 'latin1'), ...parts, Buffer.of(COMMA)]);
}

/** Collects chunks and gives whole messages. */
export class NetstringReader {
  #pending: Buffer = Buffer.alloc(0);

  /** @returns the messages that the chunk completed. @throws Error on bytes that are no netstring */
  push(chunk: Buffer): Buffer[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: Buffer[] = [];
    for (let message = this.#next(); message !== undefined; message = this.#next()) messages.push(message);
    return messages;
  }

  #next(): Buffer | undefined {
    const bytes = this.#pending;
    let length = 0;
    let at = 0;
    for (; at < bytes.length && bytes[at] !== COLON; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) throw new Error('worker: malformed netstring');
      length = length * 10 + digit;
    }
    const end = at + 1 + length;
    if (bytes.length <= end) return undefined;
    if (bytes[end] !== COMMA) throw new Error('worker: malformed netstring');
    this.#pending = bytes.subarray(end + 1);
    return bytes.subarray(at + 1, end);
  }
}
