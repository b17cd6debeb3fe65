// Words and check sums of the store against the platform's own: DataView, and zlib's CRC-32.
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32, getSigned, getWord, isBlank, putWord } from '../../firmware/store/bytes';

const bytes = fc.uint8Array({ minLength: 8, maxLength: 80 });

describe('words', () => {
  it('law: written as DataView writes them, low byte first, and nothing beside them', () => {
    fc.assert(
      fc.property(bytes, fc.nat(4), fc.integer(), (before, at, value) => {
        const [ours, expected] = [before.slice(), before.slice()];
        putWord(ours, at, value);
        new DataView(expected.buffer).setInt32(at, value, true);
        expect(ours).toEqual(expected);
      }),
    );
  });

  it('law: read as DataView reads them, unsigned and signed', () => {
    fc.assert(
      fc.property(bytes, fc.nat(4), (from, at) => {
        const view = new DataView(from.buffer, from.byteOffset);
        expect([getWord(from, at), getSigned(from, at)]).toEqual([view.getUint32(at, true), view.getInt32(at, true)]);
      }),
    );
  });
});

describe('check sum', () => {
  it("law: of any piece it is zlib's", () => {
    fc.assert(
      fc.property(bytes, fc.nat(8), fc.nat(8), (from, start, length) => {
        const end = Math.min(start + length, from.length);
        expect(crc32(from, start, end)).toBe(zlibCrc32(from.subarray(start, end)));
      }),
    );
  });
});

describe('blank', () => {
  it('law: all ones from the first byte to the one before the last', () => {
    const mostlyOnes = fc.array(fc.constantFrom(0xff, 0xff, 0xff, 0xfe, 0), { maxLength: 12 });
    fc.assert(
      fc.property(mostlyOnes, fc.nat(12), fc.nat(12), (values, from, to) => {
        const end = Math.min(to, values.length);
        expect(isBlank(Uint8Array.from(values), from, end)).toBe(
          values.slice(from, end).every((each) => each === 0xff),
        );
      }),
    );
  });
});
