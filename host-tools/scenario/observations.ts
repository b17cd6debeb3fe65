// Everything that an expectation names, as it is now: `says` read over the bus, `truth` and `rack` from the plant, `reads` from what the
// operator read last.
import { compare, type Observation, type Seen, type Wanted } from './compare';
import type { RackTruth, Reads, Truth } from './expectation-schema';
import { lookAtUnit } from './says';
import type { Expect } from './scenario-schema';
import type { Stage } from './stage';

type Place = Pick<Observation, 'of' | 'slot'>;

/** Reads over the bus take their time. */
export async function observe(stage: Stage, expect: Expect): Promise<Observation[]> {
  const found: Observation[] = [];
  const slots = expect.slots ?? (expect.slot === undefined ? [] : [expect.slot]);
  for (const slot of slots) if (expect.truth !== undefined) found.push(...lookAtPlant(stage, slot, expect.truth));
  for (const slot of slots) if (expect.says !== undefined) found.push(...(await lookAtUnit(stage, slot, expect.says)));
  if (expect.rack !== undefined) found.push(...lookAtRack(stage, expect.rack));
  if (expect.reads !== undefined) found.push(...lookAtReads(stage, expect.reads));
  return found;
}

function lookAtPlant(stage: Stage, slot: number, truth: Truth): Observation[] {
  const { branch } = stage.rack.unit(slot)!;
  const counts = stage.plant.counts(slot);
  return compareAll({ of: 'plant', slot }, truth, {
    gate: branch.gateOn ? 'on' : 'off',
    running: branch.load.isRunning,
    interruptions: counts.interruptions,
    eFuseTrips: counts.trips,
    outputMillivolts: Math.round(branch.load.volts * 1000),
    milliamps: Math.round(branch.amps * 1000),
  });
}

function lookAtRack(stage: Stage, wanted: RackTruth): Observation[] {
  const { plant } = stage.rack;
  return compareAll({ of: 'plant', slot: undefined }, wanted, {
    busbarMillivolts: Math.round(plant.busbarVolts * 1000),
    supplyMilliamps: Math.round(plant.supplyAmps * 1000),
    peakMilliamps: Math.round(stage.plant.peakAmps * 1000),
    rampingAtOnce: stage.plant.rampingAtOnce,
    limiting: plant.isLimiting,
  });
}

const NO_READS = { answered: undefined, failed: undefined, lowest: undefined, highest: undefined };

const lookAtReads = (stage: Stage, wanted: Reads): Observation[] =>
  compareAll({ of: 'reads', slot: undefined }, wanted, stage.reads ?? NO_READS);

function compareAll<K extends string>(
  place: Place,
  wanted: { readonly [key in K]?: Wanted | undefined },
  seen: Readonly<Record<K, Seen>>,
): Observation[] {
  const found: Observation[] = [];
  for (const key of Object.keys(wanted) as K[]) {
    const bound = wanted[key];
    if (bound !== undefined) found.push(compare(place, key, bound, seen[key]));
  }
  return found;
}
