// Laws of a NOR flash, whatever is done to it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NorFlash, PowerLost, programAll, TORN, W25Q16JV } from '../../host-tools/flash/nor-flash';
import { Random } from '../../host-tools/sim/random';

const PART = { ...W25Q16JV, bytes: 2 * 4096 };
const content = (flash: NorFlash): Uint8Array => flash.read(0, PART.bytes);
const step = fc.oneof(
  fc.record({ do: fc.constant('erase' as const), sector: fc.nat(1) }),
  fc.record({
    do: fc.constant('program' as const),
    page: fc.nat(31),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 256 }),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const carryOut = (flash: NorFlash, one: Step): void =>
  one.do === 'erase' ? flash.erase(one.sector * 4096) : flash.program(one.page * 256, one.bytes);

describe('flash', () => {
  it('is erased at first', () => {
    expect(content(new NorFlash(PART)).every((byte) => byte === 0xff)).toBe(true);
  });

  it('an erase sets all bits of its sector, a program clears those that are clear in its bytes, and nothing else moves', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const flash = new NorFlash(PART);
        for (const one of steps) {
          const before = content(flash);
          carryOut(flash, one);
          const expected = before.slice();
          if (one.do === 'erase') expected.fill(0xff, one.sector * 4096, (one.sector + 1) * 4096);
          else for (const [i, byte] of one.bytes.entries()) expected[one.page * 256 + i]! &= byte;
          expect(Buffer.compare(content(flash), expected)).toBe(0);
        }
        expect(flash.operations).toBe(steps.length);
      }),
    );
  });

  it('power lost: only the sector or page in flight differs, each of its bits is the old or the new one', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...TORN),
        fc.nat(),
        (steps, torn, seed) => {
          const whole = new NorFlash(PART);
          for (const one of steps.slice(0, -1)) carryOut(whole, one);
          const before = content(whole);
          carryOut(whole, steps.at(-1)!);
          const after = content(whole);
          const flash = new NorFlash(PART);
          flash.cutAt(steps.length - 1, torn, new Random(seed));
          for (const one of steps.slice(0, -1)) carryOut(flash, one);
          expect(() => carryOut(flash, steps.at(-1)!)).toThrow(PowerLost);
          const found = content(flash);
          const isMixed = (byte: number, at: number) => ((byte ^ before[at]!) & (byte ^ after[at]!)) !== 0;
          expect(found.findIndex(isMixed)).toBe(-1);
          if (torn === 'untouched') expect(Buffer.compare(content(flash), before)).toBe(0);
          if (torn === 'complete') expect(Buffer.compare(content(flash), after)).toBe(0);
          // Power is back.
          flash.erase(0);
          expect(flash.read(0, 4096).every((byte) => byte === 0xff)).toBe(true);
        },
      ),
    );
  });

  it('refuses what is out of bounds, across pages, or within a sector', () => {
    const flash = new NorFlash(PART);
    expect(() => flash.program(255, new Uint8Array(2))).toThrow('crosses the end of a page');
    expect(() => flash.program(PART.bytes, new Uint8Array(1))).toThrow(RangeError);
    expect(() => flash.read(-1, 1)).toThrow(RangeError);
    expect(() => flash.erase(100)).toThrow('not the start of a sector');
    expect(flash.operations).toBe(0);
  });

  it('counts operations, wear and time; any length is programmed page by page', () => {
    const flash = new NorFlash(PART);
    flash.erase(4096);
    programAll(flash, 4096 + 200, new Uint8Array(600));
    expect([flash.operations, flash.wear[1], flash.busyMicroseconds]).toEqual([
      5,
      1,
      W25Q16JV.eraseMicroseconds + 4 * W25Q16JV.programMicroseconds,
    ]);
    expect(flash.read(4096 + 199, 602)).toEqual(Uint8Array.of(0xff, ...new Uint8Array(600), 0xff));
  });
});
