// Disturbances of plant and BMCs that a client or a scenario asks for, and what the rack does. Healing goes back to the rack file.
import { z } from 'zod';
import type { HealedPart, WirePlantFault } from '../client/socket-protocol';
import { AMBIENT_CELSIUS } from '../plant/thermal';
import { FLASH_FAILURES, type FlashFailure } from '../rack/bmc-flash';
import { loadSchema, profileOf, supplyOf, supplySchema } from '../rack/plant-schema';
import type { Rack } from '../rack/rack';
import type { Unit } from '../rack/unit';
import { SENSOR_FAILURES, type SensorFailure } from '../sensors/failure';
import { milliseconds } from '../sim/scheduler';
import { FAULT_FORMS, hasOneLoad, ONE_LOAD } from './plant-fault-forms';

const kind = <const K extends string>(name: K) => ({ kind: z.literal(name) });
const F = FAULT_FORMS;

export const plantFaultSchema: z.ZodType<WirePlantFault> = z.discriminatedUnion('kind', [
  F.short.extend(kind('short')),
  F.load.extend(kind('load')).refine(hasOneLoad, { message: ONE_LOAD }),
  F.pulse.extend(kind('pulse')),
  F.heat.extend(kind('heat')),
  F.supply.extend(kind('supply')),
  F.brownOut.extend(kind('brown-out')),
  F.heal.extend(kind('heal')),
  F.sensor.extend(kind('sensor')),
  F.gate.extend(kind('gate')),
  F.deaf.extend(kind('deaf')),
  F.rattle.extend(kind('rattle')),
  F.bmcReset.extend(kind('bmc-reset')),
  F.bmcPause.extend(kind('bmc-pause')),
  F.flash.extend(kind('flash')),
  F.healSupply.extend(kind('heal-supply')),
]);

export type Outcome = { readonly done: string } | { readonly error: string };

/** What cannot be done as things are. */
class Impossible extends Error {}

/** Does it. @returns one line: what was done, or why not */
export function applyPlantFault(rack: Rack, fault: WirePlantFault): Outcome {
  if (!('slot' in fault)) return disturbSupply(rack, fault);
  const unit = rack.unit(fault.slot);
  if (unit === undefined) return { error: `slot ${fault.slot}: the rack file has no unit there` };
  try {
    return { done: `slot ${fault.slot}: ${disturbUnit(rack, unit, fault)}` };
  } catch (error) {
    if (error instanceof Impossible) return { error: `slot ${fault.slot}: ${error.message}` };
    throw error;
  }
}

type UnitFault = Extract<WirePlantFault, { slot: number }>;

function disturbUnit(rack: Rack, unit: Unit, fault: UnitFault): string {
  switch (fault.kind) {
    case 'short':
      rack.plant.short(unit.slot, fault.milliohms / 1000);
      return `a short of ${fault.milliohms} milliohms at its output`;
    case 'load': {
      const { kind: _, slot: _slot, ...load } = fault;
      rack.plant.setLoad(unit.slot, profileOf(loadSchema.parse(load)));
      return `draws ${wordsOf(load)}`;
    }
    case 'pulse':
      return pulse(rack, unit, fault);
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
    case 'rattle':
      if (!unit.tray.rattle(fault.milliseconds)) throw new Impossible('no tray is in');
      return `its presence pin rattles for ${fault.milliseconds} ms`;
    case 'heal':
      return healUnit(rack, unit, fault.what);
    default:
      return disturbBmc(unit, fault);
  }
}

function pulse(rack: Rack, unit: Unit, fault: Extract<UnitFault, { kind: 'pulse' }>): string {
  const { milliamps, restMilliamps, restMilliseconds } = fault;
  rack.plant.setLoad(unit.slot, {
    name: 'pulse',
    steps: [
      { at: 0, draw: { amps: milliamps / 1000 } },
      { at: fault.milliseconds / 1000, draw: { amps: restMilliamps / 1000 } },
    ],
    repeatAfter: (fault.milliseconds + restMilliseconds) / 1000,
  });
  return `draws ${milliamps} mA for ${fault.milliseconds} ms, ${restMilliamps} mA for ${restMilliseconds} ms, and so on`;
}

function disturbBmc(unit: Unit, fault: Extract<UnitFault, { kind: 'bmc-reset' | 'bmc-pause' | 'flash' }>): string {
  switch (fault.kind) {
    case 'bmc-reset':
      if (!unit.reset(fault.cause)) throw new Impossible('its BMC has no supply');
      return `its BMC starts anew (${fault.cause})`;
    case 'bmc-pause':
      unit.pause(milliseconds(fault.milliseconds));
      return `JavaScript of its BMC stands still for ${fault.milliseconds} ms`;
    default:
      unit.hardware.flash.failure = fault.failure as FlashFailure;
      return `its flash ${FLASH_FAILURES[fault.failure as FlashFailure].words}`;
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
    case 'flash':
      unit.hardware.flash.failure = undefined;
      return 'its flash works';
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
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
