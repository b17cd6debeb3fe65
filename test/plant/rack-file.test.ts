// The electrical sections of rack.yaml: what they mean for the plant, and what is refused.
import { describe, expect, it } from 'vitest';
import { profileOf, supplyOf } from '../../host-tools/rack/plant-schema';
import { parseRackFile, readRackFile } from '../../host-tools/rack/rack-file';

const HEAD = 'apiVersion: racklet.io/v1alpha1\nkind: Rack\n';
const parse = (text: string) => parseRackFile(`${HEAD}${text}`, 'examples/test.yaml');
const loadOf = (load: string) => parse(`units:\n  - slot: 1\n    load: ${load}\n`).units[0]!.load;

describe('supply', () => {
  it('in volts, ohms and amps', () => {
    const file = parse(
      'supply: {millivolts: 5000, milliohms: 8, limitMilliamps: 9000, foldbackPercent: 40, busbarMilliohms: 3, slotMilliohms: 1}\nunits: [{slot: 1}]',
    );
    expect(supplyOf(file.supply)).toEqual({ volts: 5, ohms: 0.008, limitAmps: 9, foldback: 0.4, busbarOhms: 0.003 });
  });
});

describe('load', () => {
  it.each([
    ['{milliamps: 850}', { amps: 0.85 }],
    ['{milliwatts: 3060}', { watts: 3.06 }],
    ['{}', { amps: 0.6 }],
  ])('%s', (load, draw) => {
    expect(profileOf(loadOf(load)).steps).toEqual([{ at: 0, draw }]);
  });

  it('by profile, and by a recording beside the rack file', () => {
    expect(profileOf(loadOf('{profile: pi4-boot}')).name).toBe('pi4-boot');
    const { steps } = profileOf(loadOf('{recording: profiles/boot-then-work.csv}'));
    expect(steps[1]).toEqual({ at: 1, draw: { amps: 0.6 } });
  });

  it.each([
    ['{milliamps: 1, profile: pi4-idle}', /give one of milliamps, milliwatts, profile, recording/],
    ['{stopMillivolts: 4000}', /stopMillivolts must be below startMillivolts/],
    ['{profile: pi9}', /units\[0\]\.load\.profile/],
    ['{recording: none.csv}', /test\.yaml:5:\d+: units\[0\]\.load\.recording: no such file: .*none\.csv/],
    ['{recording: rack.yaml}', /rack\.yaml:\d+: the headings must be milliseconds,milliamps/],
  ])('%s is refused in one line', (load, message) => {
    expect(() => loadOf(load)).toThrow(message);
  });

  it('the rack of the pictures in docs/plant.md is a rack', async () => {
    expect((await readRackFile('docs/plant/rack.yaml')).units).toHaveLength(4);
  });
});
