// PEC against golden vectors, and the laws of a CRC. Not the port's use of it: test/conformance.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressByte, pecByte, pecOf } from '../../firmware/smbus/pec';
import vectors from '../vectors/pec.json';

const message = fc.uint8Array({ minLength: 1, maxLength: 40 });
const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const pec = (bytes: Uint8Array): number => pecOf(0, bytes, 0, bytes.length);

describe('golden vectors (test/vectors/pec.json)', () => {
  it.each(vectors.cases)('%s -> %s', (hex, expected) => {
    expect(pec(fromHex(hex!)).toString(16).padStart(2, '0')).toBe(expected);
  });

  it('says where the vectors come from', () => {
    expect(vectors.source.length).toBeGreaterThan(20);
  });
});

describe('laws', () => {
  it('a message followed by its own PEC leaves 0', () => {
    fc.assert(
      fc.property(message, (bytes) => {
        expect(pecByte(pec(bytes), pec(bytes))).toBe(0);
      }),
    );
  });

  it('goes on where it stopped: the code of a message in two parts is that of the whole', () => {
    fc.assert(
      fc.property(message, fc.nat(40), (bytes, at) => {
        const cut = Math.min(at, bytes.length);
        const first = pecOf(0, bytes, 0, cut);
        expect(pecOf(first, bytes, cut, bytes.length - cut)).toBe(pec(bytes));
      }),
    );
  });

  it('is linear: the code of a XOR b is the code of a XOR the code of b', () => {
    fc.assert(
      fc.property(message, fc.infiniteStream(fc.nat(255)), (a, stream) => {
        const b = Uint8Array.from(a, () => stream.next().value as number);
        expect(pec(Uint8Array.from(a, (byte, i) => byte ^ b[i]!))).toBe(pec(a) ^ pec(b));
      }),
    );
  });

  it('finds every error of one bit and every burst of up to eight', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, where, burst) => {
        const bad = Uint8Array.from(bytes);
        bad[where % bad.length]! ^= burst;
        expect(pec(bad)).not.toBe(pec(bytes));
      }),
    );
  });

  it('stays within a byte and looks at eight bits of its arguments', () => {
    for (let byte = 0; byte < 256; byte++) {
      expect(pecByte(0, byte)).toBeLessThan(256);
      expect(pecByte(0, byte + 256)).toBe(pecByte(0, byte));
    }
  });
});

describe('address byte: seven bits of address, then the direction (SMBus 3.2, section 6.5)', () => {
  it.each([
    [0x10, false, 0x20],
    [0x10, true, 0x21],
    [0x1f, false, 0x3e],
    [0x7f, true, 0xff],
  ])('%i read=%s', (address, read, expected) => {
    expect(addressByte(address, read)).toBe(expected);
  });
});
