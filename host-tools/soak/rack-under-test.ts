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

/** A step of the INA3221 is 4 mA here, as much as NO_LOAD_MILLIAMPS allows: with noise on top it cannot tell no load. */
function sensorOf(random: Random): object {
  const part = PARTS[random.below(PARTS.length)]!;
  return { part, noiseSteps: part === 'ina3221' ? 0 : random.below(3) };
}

function loadOf(random: Random): object {
  if (random.below(RESTLESS) === 0) return { profile: 'pi4-stress' };
  return random.below(2) === 0 ? { milliamps: 100 + random.below(1150) } : { milliwatts: 500 + random.below(5500) };
}
