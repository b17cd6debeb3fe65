// The energy total against big integers: mW * ms = uJ, a thousand of them a millijoule, 64 bits of millijoules.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnergyTotal } from '../../firmware/power/energy';

type Interval = readonly [milliwatts: number, ms: number];

function totalOf(intervals: readonly Interval[]): bigint {
  const energy = new EnergyTotal();
  for (const [milliwatts, ms] of intervals) energy.add(milliwatts, ms);
  for (const word of [energy.low, energy.high])
    if (word < 0 || word > 0xffff_ffff) throw new Error(`${word}: not 32 bits`);
  return (BigInt(energy.high) << 32n) | BigInt(energy.low);
}

const microjoules = (intervals: readonly Interval[]): bigint =>
  intervals.reduce((sum, [milliwatts, ms]) => sum + BigInt(milliwatts) * BigInt(ms), 0n);

describe('EnergyTotal', () => {
  it.each<[string, readonly Interval[], bigint]>([
    ['nothing', [], 0n],
    ['25 W for a second', [[25_000, 1000]], 25_000n],
    ['less than a millijoule is kept until it is one', [[1, 999]], 0n],
    ['two halves are one', [[50, 10], [50, 10]], 1n], // biome-ignore format: one case a line
    ['a sensor below zero counts as none', [[-25_000, 1000]], 0n],
    ['and takes nothing from what comes after', [[-25_000, 1000], [25_000, 1000]], 25_000n], // biome-ignore format: one case a line
    ['no time', [[25_000, 0]], 0n],
    ['a clock that went back', [[25_000, -10]], 0n],
    ['takes nothing from what comes after either', [[25_000, -1000], [25_000, 1000]], 25_000n], // biome-ignore format: one case a line
    ['both at once are no energy', [[-25_000, -1000]], 0n],
    ['just below 32 bits', [[1000, 0xffff_ffff]], 0xffff_ffffn],
    ['the carry', [[1000, 0xffff_ffff], [1000, 1]], 0x1_0000_0000n], // biome-ignore format: one case a line
  ])('%s', (_, intervals, expected) => {
    expect(totalOf(intervals)).toBe(expected);
  });

  it('100,000 ticks of 10 ms at 5123 mW lose nothing', () => {
    const energy = new EnergyTotal();
    for (let tick = 0; tick < 100_000; tick++) energy.add(5123, 10);
    expect(energy.low).toBe(5_123_000); // 5.123 W * 1000 s
  });

  it('is the sum of all intervals, whole millijoules, as long as tick or unit may be', () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 10_000 }));
    fc.assert(
      fc.property(fc.array(interval), (intervals) => {
        expect(totalOf(intervals)).toBe(microjoules(intervals) / 1000n);
      }),
    );
  });

  it('one long interval may carry more than once (bug: only one carry was taken, and the low word left its 32 bits)', () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 20 }), (intervals) => {
        expect(totalOf(intervals)).toBe(microjoules(intervals) / 1000n);
      }),
    );
  });

  it('both words stay within 32 bits, unsigned', () => {
    const energy = new EnergyTotal();
    for (let i = 0; i < 10; i++) {
      energy.add(1000, 0xffff_ffff);
      expect(energy.low).toBeLessThanOrEqual(0xffff_ffff);
      expect(energy.low).toBeGreaterThanOrEqual(0);
    }
    expect(energy.high).toBe(9);
  });
});
