// The rack file of a rack under test: up to sixteen units that differ in sensor, noise, load and way of refusing, by chance.

import { type RackFile, rackSchema } from '../rack/rack-schema';
import type { Random } from '../sim/random';

export const UNITS_PER_RACK = 16;

const PARTS = ['ina219', 'ina226', 'ina228', 'ina260', 'ina3221'] as const;
/** A load that moves all the time costs the emulator more than the rest of its unit: one in eight does. */
const RESTLESS = 8;

export function rackUnderTest(index: number, units: number, random: Random): RackFile {
  return rackSchema.parse({
    apiVersion: 'racklet.io/v1alpha1',
    kind: 'Rack',
    metadata: { name: `soak ${index}` },
    bus: { frequency: 400_000 },
    // Enough for sixteen units, one of them overloaded: no unit feels its neighbour.
    supply: { millivolts: 5100, milliohms: 2, limitMilliamps: 150_000 },
    units: Array.from({ length: units }, (_, slot) => ({
      slot,
      security: 'open',
      refusal: random.below(4) === 0 ? 'poison' : 'nack',
      sensor: sensorOf(random),
      load: loadOf(random),
    })),
  });
}

/** By part: the most noise, in its steps, with which it can still tell no load, which is at most 5 mA. A step of the INA3221 is 4 mA here. */
const MOST_NOISE_STEPS = { ina219: 1, ina226: 2, ina228: 2, ina260: 0, ina3221: 0 } as const;

function sensorOf(random: Random): object {
  const part = PARTS[random.below(PARTS.length)]!;
  return { part, noiseSteps: random.below(MOST_NOISE_STEPS[part] + 1) };
}

function loadOf(random: Random): object {
  if (random.below(RESTLESS) === 0) return { profile: 'pi4-stress' };
  return random.below(2) === 0 ? { milliamps: 100 + random.below(1150) } : { milliwatts: 500 + random.below(5500) };
}
