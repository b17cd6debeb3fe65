// Supply and loads at rest and on their way, against closed forms.
import { describe, expect, it } from 'vitest';
import { draws, NO_BMC, off, PlantBench } from './bench';

/** An eFuse that never trips. */
const eFuse = { fastAmps: 1e6, overloadAmps: 1e6 };
const SERIES = 2e-3 + 10e-3 + 28.3e-3;

function shorted(foldback: number, ohms: number): PlantBench {
  const bench = new PlantBench({ ohms: 5e-3, limitAmps: 10, foldback }, [
    { eFuse, bmc: NO_BMC, startVolts: 9, ...draws({ amps: 0 }) },
  ]);
  bench.unit.latch.set();
  bench.run(0.1);
  bench.plant.short(0, ohms);
  bench.run(0.5);
  return bench;
}

describe('supply', () => {
  it.each([0.5, 0.8, 2])('droops by its output resistance at %f A', (amps) => {
    const bench = new PlantBench({ ohms: 20e-3 }, [{ bmc: NO_BMC, ...draws({ amps }) }]);
    bench.unit.latch.set();
    bench.run(0.5);
    expect(bench.plant.supplyVolts).toBeCloseTo(5.1 - 0.02 * amps, 3);
    expect(bench.plant.isLimiting).toBe(false);
  });

  it.each([0.1, 0.2, 0.35])('keeps its current at the limit into %f ohms', (ohms) => {
    const bench = shorted(1, ohms);
    expect(bench.plant.isLimiting).toBe(true);
    expect(off(bench.plant.supplyAmps, 10)).toBeLessThan(1e-3);
    expect(off(bench.plant.supplyVolts, 10 * (ohms + SERIES))).toBeLessThan(1e-3);
  });

  it.each([
    [0.5, 0.1],
    [0.5, 0.2],
    [0.2, 0.05],
  ])('folds back to %f of the limit into a dead short: V = I f R / (1 - I (1 - f) R / V0), R %f', (share, ohms) => {
    const bench = shorted(share, ohms);
    const all = ohms + SERIES;
    const volts = (10 * share * all) / (1 - (10 * (1 - share) * all) / 5.1);
    expect(off(bench.plant.supplyVolts, volts)).toBeLessThan(1e-3);
    expect(off(bench.plant.supplyAmps, volts / all)).toBeLessThan(1e-3);
  });

  it('is back after a brown-out', () => {
    const bench = new PlantBench({}, [{ ...draws({ amps: 0.6 }) }]);
    bench.unit.latch.set();
    bench.run(0.5);
    bench.plant.brownOut(4.2, 0.1);
    bench.run(0.05);
    expect(bench.plant.supplyVolts).toBeLessThan(4.2);
    expect(bench.plant.supplyVolts).toBeGreaterThan(4.19);
    bench.run(0.1);
    expect(bench.plant.supplyVolts).toBeGreaterThan(5.09);
    expect(bench.unit.branch.load.isRunning).toBe(true);
  });

  it('below its stop voltage a unit stops, and it starts again from its start voltage', () => {
    const bench = new PlantBench({}, [{ ...draws({ amps: 0.6 }) }]);
    bench.unit.latch.set();
    bench.run(0.5);
    bench.plant.setSupply({ volts: 2.4 });
    bench.run(0.1);
    expect(bench.unit.branch.load.isRunning).toBe(false);
    expect(bench.unit.branch.load.amps).toBe(0);
    bench.plant.setSupply({ volts: 3.9 });
    bench.run(0.1);
    expect(bench.unit.branch.load.isRunning).toBe(false);
    bench.plant.setSupply({ volts: 4.2 });
    bench.run(0.1);
    expect(bench.unit.branch.load.isRunning).toBe(true);
  });
});

describe('load', () => {
  it('of constant power rests where V - R P / v = v', () => {
    const bench = new PlantBench({ ohms: 50e-3 }, [{ bmc: NO_BMC, ...draws({ watts: 6 }) }]);
    bench.unit.latch.set();
    bench.run(0.5);
    const ohms = 50e-3 + SERIES;
    const volts = (5.1 + Math.sqrt(5.1 ** 2 - 4 * ohms * 6)) / 2;
    expect(bench.unit.branch.load.volts).toBeCloseTo(volts, 3);
    expect(off(bench.unit.branch.load.amps, 6 / volts)).toBeLessThan(1e-4);
  });

  it('the emptied output follows V e^(-t / RC)', () => {
    const bench = new PlantBench({}, [{ bleedOhms: 100, farads: 470e-6, startVolts: 9 }]);
    bench.unit.latch.set();
    bench.run(0.2);
    const { branch, latch } = bench.unit;
    const from = branch.load.volts;
    latch.clear();
    for (const seconds of [0.01, 0.02, 0.05]) {
      const at = branch.load.volts;
      bench.run(seconds);
      // 100 ohms and 10 uS of leakage in parallel.
      expect(off(branch.load.volts, at * Math.exp(-(seconds * (1 / 100 + 1e-5)) / 470e-6))).toBeLessThan(1e-4);
    }
    expect(from).toBeGreaterThan(5);
    bench.run(2);
    expect(branch.load.volts).toBeLessThan(1e-4);
  });

  it('the output follows the slope of the gate', () => {
    const bench = new PlantBench({}, [{ gate: { voltsPerSecond: 250 }, ...draws({ amps: 0.6 }) }]);
    bench.run(0.01);
    bench.unit.latch.set();
    for (const ms of [1, 2, 3, 4, 5]) {
      bench.run(0.001);
      expect(bench.unit.branch.load.volts).toBeCloseTo(0.25 * ms, 6);
      expect(bench.unit.branch.isRamping).toBe(true);
    }
    bench.run(0.1);
    expect(bench.unit.branch.isRamping).toBe(false);
  });

  it('comes back from two brown-outs, one within the other, to what it was, or to what was set meanwhile', () => {
    const bench = new PlantBench({ ohms: 20e-3 }, [{ bmc: NO_BMC, ...draws({ amps: 0 }) }]);
    bench.run(0.1);
    // The supply's own capacitor and bleed: 1 s. After 12 of them it is where it goes.
    bench.plant.brownOut(3, 30);
    bench.run(15);
    bench.plant.brownOut(2, 30);
    bench.run(20);
    expect(bench.plant.supplyVolts).toBeCloseTo(2, 3);
    bench.run(20);
    expect(bench.plant.supplyVolts).toBeCloseTo(5.1, 3);
    bench.plant.brownOut(3, 15);
    bench.plant.setSupply({ volts: 4.9 });
    bench.run(14);
    expect(bench.plant.supplyVolts).toBeCloseTo(3, 3);
    bench.run(10);
    expect(bench.plant.supplyVolts).toBeCloseTo(4.9, 3);
  });
});
