// READ_EIN and READ_EOUT against exact fractions: steps of 1/16 W, 15 bits of sum, 8 of rollovers, 24 of samples.
// PMBus Part II 1.3.1, section 18.13.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnergyAccumulator } from '../../firmware/power/energy-accumulator';

function accumulate(samples: readonly number[]): EnergyAccumulator {
  const accumulator = new EnergyAccumulator();
  for (const milliwatts of samples) accumulator.add(milliwatts);
  return accumulator;
}

/** 16 steps a watt: milliwatts * 16 / 1000, the rest kept. */
const stepsOf = (samples: readonly number[]): bigint =>
  samples.reduce((sum, milliwatts) => sum + BigInt(Math.max(0, milliwatts)), 0n) * 16n / 1000n; // biome-ignore format: one expression

describe('sum', () => {
  it.each<[string, readonly number[], number]>([
    ['nothing', [], 0],
    ['62 mW: less than a step', [62], 0],
    ['62.5 mW is a step: twice 62.5 are two', [125], 2],
    ['what is left of a sample is kept for the next', [62, 62, 62], 2],
    ['1 W is 16 steps', [1000], 16],
    ['a sensor below zero counts as none', [1000, -5000], 16],
    ['0 W', [0], 0],
  ])('%s', (_, samples, sum) => {
    expect(accumulate(samples).sum).toBe(sum);
  });

  it('stays below 0x8000 and rolls over once for each 0x8000 steps', () => {
    const accumulator = accumulate([2_047_937]); // 32,766.992 steps
    expect([accumulator.sum, accumulator.rollovers]).toEqual([0x7ffe, 0]);
    accumulator.add(63);
    expect([accumulator.sum, accumulator.rollovers]).toEqual([0, 1]);
  });

  it('one sample may roll over more than once', () => {
    const accumulator = accumulate([3 * 2_048_000 + 1000]);
    expect([accumulator.sum, accumulator.rollovers]).toEqual([16, 3]);
  });
});

describe('counts', () => {
  it('every sample counts, one below zero too: the average is over all of them', () => {
    expect(accumulate([0, -1, 1000]).samples).toBe(3);
  });

  it('rollovers wrap at 8 bits', () => {
    const accumulator = accumulate(Array(256).fill(2_048_000));
    expect([accumulator.sum, accumulator.rollovers, accumulator.samples]).toEqual([0, 0, 256]);
  });

  it('samples wrap at 24 bits', () => {
    const accumulator = accumulate([]);
    accumulator.samples = 0xff_ffff;
    accumulator.add(1000);
    expect([accumulator.samples, accumulator.sum]).toEqual([0, 16]);
  });
});

describe('law', () => {
  const sample = fc.integer({ min: -1000, max: 500_000 });

  it('sum and rollovers together are all steps of all samples', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 300 }), (samples) => {
        const { sum, rollovers } = accumulate(samples);
        expect(BigInt(rollovers) * 0x8000n + BigInt(sum)).toBe(stepsOf(samples) % 0x80_0000n);
      }),
    );
  });

  it('a reader that takes two readings gets the average power between them within a step a sample', () => {
    const samples = fc.array(fc.nat(30_000), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(samples, samples, (before, between) => {
        const accumulator = accumulate(before);
        const first = { ...accumulator };
        for (const milliwatts of between) accumulator.add(milliwatts);
        const rolled = (accumulator.rollovers - first.rollovers + 256) % 256;
        const steps = rolled * 0x8000 + accumulator.sum - first.sum;
        const average = between.reduce((a, b) => a + b, 0) / between.length;
        expect(Math.abs((steps * 62.5) / (accumulator.samples - first.samples) - average)).toBeLessThanOrEqual(62.5);
      }),
    );
  });
});
