// docs/sensors.md shows the figures of the tables.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INA_PARTS, type InaPartName } from '../../firmware/sensors/ina-parts';

const docs = readFileSync('docs/sensors.md', 'utf8');
const cellsOf = (name: string): readonly string[] =>
  docs
    .split('\n')
    .find((line) => line.startsWith(`| \`${name}\``))!
    .split('|')
    .map((cell) => cell.trim());

describe('docs/sensors.md', () => {
  it.each([
    ['ina219', 'ina219'],
    ['ina226', 'ina226'],
    ['ina228', 'ina228'],
    ['ina260', 'ina260'],
    ['ina3221-1', 'ina3221'],
  ] as const satisfies readonly (readonly [InaPartName, string])[])('%s', (name, shown) => {
    const { bus, current, mostMillivolts, periodMicroseconds } = INA_PARTS[name];
    const [, , volts, shunt, , most, period] = cellsOf(shown);
    expect(Number.parseFloat(volts!)).toBeCloseTo(bus.lsb[0] / bus.lsb[1], 2);
    if (current.unit === 'nV') expect(Number.parseFloat(shunt!)).toBeCloseTo(current.lsb[0] / current.lsb[1] / 1000, 6);
    expect(Number.parseFloat(most!)).toBe(mostMillivolts / 1000);
    expect(Number.parseFloat(period!)).toBeCloseTo(periodMicroseconds / 1000, 1);
  });
});
