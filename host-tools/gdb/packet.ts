// Packets of GDB's remote serial protocol: `$payload#sum`, with acknowledgements. Source: "Debugging with GDB", appendix "GDB Remote Serial
// Protocol", section Overview. Text is Latin-1: a character is a byte.

const INTERRUPT = '\x03';
const ESCAPE = '}';
const ESCAPE_XOR = 0x20;
/** What must not stand in an answer as it is; `*` would begin a run. */
const RESERVED = /[#$}*]/g;
/** Longer packets than `PacketSize` tells GDB to send are somebody else's. */
export const LONGEST_PAYLOAD = 0x1000;

/** Sum of the bytes, modulo 256, as two hex digits. */
export function checksum(payload: string): string {
  let sum = 0;
  for (let i = 0; i < payload.length; i++) sum += payload.charCodeAt(i);
  return (sum & 0xff).toString(16).padStart(2, '0');
}

/** A payload as it goes over the line. */
export function packetOf(payload: string): string {
  const escaped = payload.replace(RESERVED, (char) => ESCAPE + String.fromCharCode(char.charCodeAt(0) ^ ESCAPE_XOR));
  return `$${escaped}#${checksum(escaped)}`;
}

function unescaped(payload: string): string {
  return payload.replace(/}([\s\S])/g, (_, char: string) => String.fromCharCode(char.charCodeAt(0) ^ ESCAPE_XOR));
}

/** What came in: a packet, the interrupt of Ctrl-C, a packet whose sum is wrong, a call to send the last answer again. */
export type Incoming =
  | { readonly kind: 'packet'; readonly payload: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'again' };

/** Takes bytes as they come, and gives what is whole. Bytes between packets are passed over. */
export class PacketReader {
  #pending = '';

  feed(bytes: string): Incoming[] {
    this.#pending += bytes;
    const found: Incoming[] = [];
    for (let item = this.#next(); item !== undefined; item = this.#next()) found.push(item);
    return found;
  }

  #next(): Incoming | undefined {
    for (;;) {
      const first = this.#pending[0];
      if (first === undefined) return undefined;
      if (first === '$') return this.#packet();
      this.#pending = this.#pending.slice(1);
      if (first === INTERRUPT) return { kind: 'interrupt' };
      if (first === '-') return { kind: 'again' };
    }
  }

  #packet(): Incoming | undefined {
    const end = this.#pending.indexOf('#');
    if (end < 0 || this.#pending.length < end + 3) {
      if (this.#pending.length <= 2 * LONGEST_PAYLOAD) return undefined;
      this.#pending = '';
      return { kind: 'damaged' };
    }
    const payload = this.#pending.slice(1, end);
    const sum = this.#pending.slice(end + 1, end + 3).toLowerCase();
    this.#pending = this.#pending.slice(end + 3);
    return sum === checksum(payload) ? { kind: 'packet', payload: unescaped(payload) } : { kind: 'damaged' };
  }
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** @returns undefined where it is not of whole bytes in hex */
export const bytesOf = (hex: string): Uint8Array | undefined =>
  /^([0-9a-fA-F]{2})*$/.test(hex) ? Uint8Array.from(Buffer.from(hex, 'hex')) : undefined;

/** A register as it goes over the line: the target's byte order, low byte first. */
export function wordOf(value: number): string {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return hexOf(bytes);
}

export const numberOf = (hex: string): number | undefined =>
  /^[0-9a-fA-F]{8}$/.test(hex) ? Buffer.from(hex, 'hex').readUInt32LE() : undefined;
