// Faults of the plant that a client may ask for: their form, and what the plant does. Healing goes back to the rack file.
import { z } from 'zod';
import { HEALED_PARTS, type HealedPart, type WirePlantFault } from '../client/socket-protocol';
import { AMBIENT_CELSIUS } from '../plant/thermal';
import { loadSchema, profileOf, supplyOf, supplySchema } from '../rack/plant-schema';
import type { Rack } from '../rack/rack';
import type { Unit } from '../rack/unit';
import { SENSOR_FAILURE_NAMES, SENSOR_FAILURES, type SensorFailure } from '../sensors/failure';

const { milliamps, milliwatts, profile } = loadSchema.shape;
const { millivolts, milliohms, limitMilliamps, foldbackPercent } = supplySchema.shape;
const slot = z.int().min(0).max(31);

/** Whole numbers in the units that the names say; the ranges are those of the rack file. */
export const plantFaultSchema: z.ZodType<WirePlantFault> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('short'), slot, milliohms: z.int().min(1).max(100_000) }),
  z
    .strictObject({ kind: z.literal('load'), slot, milliamps, milliwatts, profile })
    .refine((load) => [load.milliamps, load.milliwatts, load.profile].filter((one) => one !== undefined).length === 1),
  z.strictObject({ kind: z.literal('heat'), slot, celsius: z.int().min(-40).max(150) }),
  z.strictObject({
    kind: z.literal('supply'),
    millivolts: millivolts.unwrap().optional(),
    milliohms: milliohms.unwrap().optional(),
    limitMilliamps: limitMilliamps.unwrap().optional(),
    foldbackPercent: foldbackPercent.unwrap().optional(),
  }),
  z.strictObject({
    kind: z.literal('brown-out'),
    millivolts: z.int().min(0).max(15_000),
    milliseconds: z.int().min(1).max(60_000),
  }),
  z.strictObject({ kind: z.literal('heal'), what: z.enum(HEALED_PARTS), slot }),
  z.strictObject({ kind: z.literal('sensor'), slot, failure: z.enum(SENSOR_FAILURE_NAMES) }),
  z.strictObject({ kind: z.literal('gate'), slot, stuck: z.enum(['on', 'off']) }),
  z.strictObject({ kind: z.literal('deaf'), slot }),
  z.strictObject({ kind: z.literal('heal-supply') }),
]);

export type Outcome = { readonly done: string } | { readonly error: string };

/** Does it. @returns one line: what was done, or why not */
export function applyPlantFault(rack: Rack, fault: WirePlantFault): Outcome {
  if (!('slot' in fault)) return disturbSupply(rack, fault);
  const unit = rack.unit(fault.slot);
  if (unit === undefined) return { error: `slot ${fault.slot}: the rack file has no unit there` };
  return { done: `slot ${fault.slot}: ${disturbUnit(rack, unit, fault)}` };
}

function disturbUnit(rack: Rack, unit: Unit, fault: Extract<WirePlantFault, { slot: number }>): string {
  switch (fault.kind) {
    case 'short':
      rack.plant.short(unit.slot, fault.milliohms / 1000);
      return `a short of ${fault.milliohms} milliohms at its output`;
    case 'load': {
      const { kind: _, slot: _slot, ...load } = fault;
      rack.plant.setLoad(unit.slot, profileOf(loadSchema.parse(load)));
      return `draws ${wordsOf(load)}`;
    }
    case 'heat':
      return heat(unit, fault.celsius);
    case 'sensor':
      unit.hardware.sensor.fail(fault.failure as SensorFailure);
      return `its sensor: ${SENSOR_FAILURES[fault.failure as SensorFailure]}`;
    case 'gate':
      unit.branch.stickGate(fault.stuck);
      return `its gate ${fault.stuck === 'on' ? 'conducts for ever' : 'conducts no more'}`;
    case 'deaf':
      unit.branch.load.listens = false;
      return 'it does not hear a request to shut itself down';
    default:
      return healUnit(rack, unit, fault.what);
  }
}

function healUnit(rack: Rack, unit: Unit, what: HealedPart): string {
  switch (what) {
    case 'short':
      rack.plant.heal(unit.slot);
      return 'no short any more';
    case 'load':
      rack.plant.setLoad(unit.slot, profileOf(unit.file.load));
      return 'draws what the rack file says';
    case 'sensor':
      unit.hardware.sensor.heal();
      return 'its sensor works';
    case 'gate':
      unit.branch.stickGate(undefined);
      return 'its gate follows the latch';
    case 'deaf':
      unit.branch.load.listens = true;
      return 'it hears a request to shut itself down';
    default:
      return heat(unit, AMBIENT_CELSIUS);
  }
}

function heat(unit: Unit, celsius: number): string {
  unit.branch.ambientCelsius = celsius;
  return `the air of its tray is at ${celsius} °C`;
}

function disturbSupply(rack: Rack, fault: Exclude<WirePlantFault, { slot: number }>): Outcome {
  switch (fault.kind) {
    case 'brown-out':
      rack.plant.brownOut(fault.millivolts / 1000, fault.milliseconds / 1000);
      return { done: `the supply sags to ${fault.millivolts} mV for ${fault.milliseconds} ms` };
    case 'supply': {
      const { kind: _, ...facts } = fault;
      rack.plant.setSupply(supplyOf(supplySchema.parse({ ...rack.file.supply, ...facts })));
      return { done: `the supply has ${wordsOf(facts)}, all else as the rack file says` };
    }
    default:
      rack.plant.setSupply(supplyOf(rack.file.supply));
      return { done: 'the supply is as the rack file says' };
  }
}

/** `{milliamps: 900}` becomes `milliamps 900`. */
const wordsOf = (facts: Readonly<Record<string, unknown>>): string =>
  Object.entries(facts)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
