// The law of the plant: energy delivered is energy that went somewhere, whatever happens; and how it steps changes nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../host-tools/plant/load-profile';
import { PlantBench } from './bench';

const UNITS = 3;

type Step =
  | { readonly do: 'set' | 'clear' | 'connect' | 'disconnect' | 'heal' | 'boot'; readonly unit: number }
  | { readonly do: 'amps' | 'watts' | 'short'; readonly unit: number; readonly value: number }
  | { readonly do: 'volts' | 'limit' | 'foldback' | 'brown-out'; readonly value: number };

const unit = fc.integer({ min: 0, max: UNITS - 1 });
const value = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), unit }) },
  fc.record({ do: fc.constantFrom('clear', 'connect', 'disconnect', 'heal', 'boot'), unit }),
  fc.record({ do: fc.constant('amps' as const), unit, value: value(0, 9) }),
  fc.record({ do: fc.constant('watts' as const), unit, value: value(0, 30) }),
  fc.record({ do: fc.constant('short' as const), unit, value: value(0.01, 10) }),
  fc.record({ do: fc.constant('volts' as const), value: value(0, 6) }),
  fc.record({ do: fc.constant('limit' as const), value: value(0.2, 20) }),
  fc.record({ do: fc.constant('foldback' as const), value: value(0.05, 1) }),
  fc.record({ do: fc.constant('brown-out' as const), value: value(0, 5) }),
);
const scenario = fc.array(fc.tuple(step, value(1e-6, 0.05)), { minLength: 1, maxLength: 12 });

function carryOut(bench: PlantBench, each: Step): void {
  const { plant, units } = bench;
  if ('unit' in each) {
    const { branch, latch } = units[each.unit]!;
    const { slot } = branch;
    if (each.do === 'set') latch.set();
    else if (each.do === 'clear') latch.clear();
    else if (each.do === 'connect') branch.connect();
    else if (each.do === 'disconnect') branch.disconnect();
    else if (each.do === 'heal') plant.heal(slot);
    else if (!('value' in each)) branch.load.set(PROFILES['pi4-boot']);
    else if (each.do === 'amps') branch.load.amps = each.value;
    else if (each.do === 'watts') plant.setLoad(slot, { watts: each.value });
    else plant.short(slot, each.value);
  } else if (each.do === 'volts') plant.setSupply({ volts: each.value });
  else if (each.do === 'limit') plant.setSupply({ limitAmps: each.value });
  else if (each.do === 'foldback') plant.setSupply({ foldback: each.value });
  else plant.brownOut(each.value, 0.01);
}

const makeBench = () =>
  new PlantBench(
    { busbarOhms: 2e-3 },
    Array.from({ length: UNITS }, () => ({})),
  );

/** What can be seen of a plant. */
const seen = ({ plant, units }: PlantBench) => [
  plant.busbarVolts,
  ...units.flatMap(({ branch }) => [branch.load.volts, branch.amps, branch.holdUpVolts, branch.trips]),
];

function play(steps: readonly (readonly [Step, number])[], looksPerStep: number): PlantBench {
  const bench = makeBench();
  for (const [each, seconds] of steps) {
    carryOut(bench, each);
    for (let i = 0; i < looksPerStep; i++) bench.run(seconds / looksPerStep);
  }
  return bench;
}

describe('energy', () => {
  it('is conserved over random scenarios: to a billionth, and never negative', () => {
    let worst = 0;
    fc.assert(
      fc.property(scenario, (steps) => {
        const { delivered, balance, capacitors, ...spent } = play(steps, 1).plant.energy();
        const scale = delivered + Math.abs(capacitors) + 1e-3;
        worst = Math.max(worst, Math.abs(balance) / scale);
        expect(Math.abs(balance)).toBeLessThan(1e-9 * scale);
        for (const [account, joules] of Object.entries(spent)) {
          expect(joules, account).toBeGreaterThanOrEqual(-1e-9);
        }
      }),
      { numRuns: 150, seed: 3 },
    );
    process.stdout.write(`plant: books balance to ${worst.toExponential(1)} of what was delivered, 150 scenarios\n`);
  });

  it('and the volts of every node stay between ground and the highest source', () => {
    fc.assert(
      fc.property(scenario, (steps) => {
        const bench = makeBench();
        for (const [each, seconds] of steps) {
          carryOut(bench, each);
          bench.run(seconds);
          for (const { branch } of bench.units) {
            for (const volts of [branch.load.volts, branch.holdUpVolts, bench.plant.busbarVolts]) {
              expect(volts).toBeGreaterThan(-1e-3);
              expect(volts).toBeLessThan(6 + 1e-3);
            }
            expect(branch.amps).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});

describe('stepping', () => {
  it('is the same again: the same scenario gives the same numbers to the last bit', () => {
    fc.assert(
      fc.property(scenario, (steps) => {
        expect(seen(play(steps, 3))).toEqual(seen(play(steps, 3)));
      }),
      { numRuns: 20, seed: 5 },
    );
  });

  it('how often somebody looks does not matter', () => {
    const steps: [Step, number][] = [
      [{ do: 'set', unit: 0 }, 0.02],
      [{ do: 'set', unit: 1 }, 0.013],
      [{ do: 'watts', unit: 1, value: 6 }, 0.01],
      [{ do: 'clear', unit: 0 }, 0.05],
      [{ do: 'disconnect', unit: 2 }, 0.015],
      [{ do: 'short', unit: 1, value: 0.05 }, 0.004],
    ];
    const seldom = seen(play(steps, 1));
    const often = seen(play(steps, 97));
    for (const [i, volts] of seldom.entries()) expect(Math.abs(volts - often[i]!)).toBeLessThan(1e-3);
  });

  it('at rest an hour is one stride: no step is taken, and the energy goes on', () => {
    const bench = play([[{ do: 'set', unit: 0 }, 0.5]], 1);
    const before = bench.unit.branch.joules;
    const watts = bench.unit.branch.inputVolts * bench.unit.branch.amps;
    let steps = 0;
    bench.plant.observe(() => {
      steps++;
    });
    bench.run(3600);
    expect(steps).toBe(0);
    expect((bench.unit.branch.joules - before) / (3600 * watts)).toBeCloseTo(1, 9);
    const { balance, delivered } = bench.plant.energy();
    expect(Math.abs(balance)).toBeLessThan(1e-9 * delivered);
  });
});
