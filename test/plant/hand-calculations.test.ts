// The three hand calculations of docs/plant.md: inrush peak, droop, energy. Expected values are worked out here from the closed
// forms, with the numbers of the page; the comparison is printed.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { draws, NO_BMC, off, PlantBench } from './bench';

const PAGE = readFileSync('docs/plant.md', 'utf8');

/** One line of the table in docs/plant.md, and the one percent that is asked for. */
function compare(what: string, unit: string, byHand: number, byPlant: number, digits: number): void {
  const percent = `${(off(byPlant, byHand) * 100).toFixed(3)} %`;
  const row = `| ${what} | ${byHand.toFixed(digits)} ${unit} | ${byPlant.toFixed(digits)} ${unit} | ${percent} |`;
  process.stdout.write(`${row}\n`);
  expect(off(byPlant, byHand)).toBeLessThan(0.01);
  expect(PAGE).toContain(row);
}

describe('hand calculations of docs/plant.md', () => {
  it('inrush: C x slope into the capacitors, and the load on top once it runs', () => {
    const farads = 470e-6;
    const voltsPerSecond = 500;
    const bench = new PlantBench({}, [{ farads, gate: { voltsPerSecond }, bmc: NO_BMC, ...draws({ amps: 0.6 }) }]);
    const { branch, latch } = bench.unit;
    bench.run(0.01);
    latch.set();
    // 7.5 ms: 3.75 V, below the 4 V from which the unit runs.
    compare(
      'inrush before the unit runs',
      'A',
      farads * voltsPerSecond,
      bench.peak(0.0075, () => branch.amps),
      4,
    );
    compare(
      'inrush peak',
      'A',
      farads * voltsPerSecond + 0.6,
      bench.peak(0.1, () => branch.amps),
      4,
    );
  });

  it('droop: the current of all units through supply and busbar', () => {
    const amps = [0.6, 0.85, 1.25, 0.6];
    const bench = new PlantBench(
      { volts: 5.1, ohms: 5e-3, busbarOhms: 2e-3 },
      amps.map((each) => ({ slotOhms: 2e-3, bmc: NO_BMC, ...draws({ amps: each }) })),
    );
    bench.run(0.01);
    for (const { latch } of bench.units) latch.set();
    bench.run(0.5);
    const total = 0.6 + 0.85 + 1.25 + 0.6;
    compare('droop of the busbar', 'mV', total * 7, (5.1 - bench.plant.busbarVolts) * 1000, 3);
    // Slot, shunt and gate of the unit with 1.25 A: 2 + 10 + 28.3 mOhm.
    const { branch } = bench.units[2]!;
    compare('drop to a unit', 'mV', total * 7 + 1.25 * 40.3, (5.1 - branch.load.volts) * 1000, 3);
  });

  it('energy: charging a capacitor along a slope costs C V^2, half of it as heat in the gate', () => {
    const farads = 470e-6;
    const bench = new PlantBench({ ohms: 1e-4, farads: 1 }, [{ farads, startVolts: 9, bmc: NO_BMC }]);
    bench.run(0.01);
    const before = bench.plant.energy();
    bench.unit.latch.set();
    bench.run(0.1);
    const after = bench.plant.energy();
    const half = (farads * 5.1 * 5.1) / 2;
    const { branch } = bench.unit;
    compare('energy into the branch', 'mJ', 2 * half * 1000, branch.joules * 1000, 3);
    compare('of it lost in the gate', 'mJ', half * 1000, (after.gates - before.gates) * 1000, 3);
    compare('of it in the capacitors', 'mJ', half * 1000, ((farads * branch.load.volts ** 2) / 2) * 1000, 3);
    expect(Math.abs(after.balance)).toBeLessThan(1e-9);
  });
});
