// SHA-256 in steps, for a microcontroller without a crypto library: feed it pages, memory stays at 400 bytes.
// FIPS 180-4, sections 4.1.2 (functions), 5.3.3 (initial value) and 6.2.2 (computation).

export const DIGEST_BYTES = 32;
const BLOCK_BYTES = 64;
/** The last eight bytes of the last block hold the length in bits. */
const LENGTH_AT = BLOCK_BYTES - 8;

/** FIPS 180-4, section 5.3.3. */
const INITIAL = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const;

/** FIPS 180-4, section 4.2.2. Read-only once built. */
const ROUND = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

const rotate = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));

export class Sha256 {
  readonly #state = new Int32Array(8);
  readonly #schedule = new Int32Array(64);
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #length = 0;

  constructor() {
    this.reset();
  }

  reset(): void {
    for (let i = 0; i < INITIAL.length; i++) this.#state[i] = INITIAL[i]!;
    this.#length = 0;
  }

  /** Takes `length` bytes of `bytes` from `offset`. Allocates nothing. */
  update(bytes: Uint8Array, offset: number, length: number): void {
    for (let i = offset; i < offset + length; i++) this.#take(bytes[i]!);
  }

  /** Writes the digest to `into` and is done: call `reset` before the next message. */
  finish(into: Uint8Array): void {
    const bytes = this.#length;
    this.#take(0x80);
    while (this.#length % BLOCK_BYTES !== LENGTH_AT) this.#take(0);
    const high = Math.floor(bytes / 0x20000000);
    for (let shift = 24; shift >= 0; shift -= 8) this.#take((high >>> shift) & 0xff);
    const low = bytes << 3;
    for (let shift = 24; shift >= 0; shift -= 8) this.#take((low >>> shift) & 0xff);
    for (let i = 0; i < DIGEST_BYTES; i++) into[i] = (this.#state[i >> 2]! >>> (24 - 8 * (i & 3))) & 0xff;
  }

  #take(byte: number): void {
    this.#block[this.#length % BLOCK_BYTES] = byte;
    this.#length++;
    if (this.#length % BLOCK_BYTES === 0) this.#compress();
  }

  #expand(): void {
    const w = this.#schedule;
    const block = this.#block;
    for (let i = 0; i < 16; i++) {
      const at = 4 * i;
      w[i] = (block[at]! << 24) | (block[at + 1]! << 16) | (block[at + 2]! << 8) | block[at + 3]!;
    }
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15]!;
      const b = w[i - 2]!;
      const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
      const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
      w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
    }
  }

  #compress(): void {
    this.#expand();
    const state = this.#state;
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    let f = state[5]!;
    let g = state[6]!;
    let h = state[7]!;
    for (let i = 0; i < 64; i++) {
      const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + ROUND[i]! + this.#schedule[i]!) | 0;
      const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    this.#add(0, a, b, c, d);
    this.#add(4, e, f, g, h);
  }

  #add(at: number, a: number, b: number, c: number, d: number): void {
    const state = this.#state;
    state[at] = state[at]! + a;
    state[at + 1] = state[at + 1]! + b;
    state[at + 2] = state[at + 2]! + c;
    state[at + 3] = state[at + 3]! + d;
  }
}
