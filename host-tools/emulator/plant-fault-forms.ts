// The forms of the disturbances that a client, or a scenario, may ask for: keys, ranges, defaults. Whole numbers in the units that
// the names say; the ranges of supply and load are those of the rack file.
import { z } from 'zod';
import { ASKED_RESETS, HEALED_PARTS } from '../client/socket-protocol';
import { FLASH_FAILURE_NAMES } from '../rack/bmc-flash';
import { loadSchema, supplySchema } from '../rack/plant-schema';
import { SENSOR_FAILURE_NAMES } from '../sensors/failure';

const { milliamps, milliwatts, profile } = loadSchema.shape;
const { millivolts, milliohms, limitMilliamps, foldbackPercent } = supplySchema.shape;
const slot = z.int().min(0).max(31).describe('Slot of the tray');
const someMilliamps = z.int().min(0).max(20_000);
const span = (most: number) => z.int().min(1).max(most);

/** By action; the wire and the scenario each give them a name of their own. */
export const FAULT_FORMS = {
  short: z
    .strictObject({ slot, milliohms: z.int().min(1).max(100_000).default(50) })
    .describe("A short behind a unit's gate"),
  load: z
    .strictObject({ slot, milliamps, milliwatts, profile })
    .describe('What a unit draws from now on: one of milliamps, milliwatts, profile'),
  pulse: z
    .strictObject({
      slot,
      milliamps: someMilliamps.describe('Drawn in the pulse'),
      milliseconds: span(60_000).describe('Length of the pulse'),
      restMilliamps: someMilliamps.default(600).describe('Drawn between two pulses'),
      restMilliseconds: span(60_000).describe('Between two pulses'),
    })
    .describe('What a unit draws from now on: two currents in turn'),
  heat: z
    .strictObject({ slot, celsius: z.int().min(-40).max(150).default(90) })
    .describe('The air of a tray; its BMC follows within minutes'),
  supply: z
    .strictObject({
      millivolts: millivolts.unwrap().optional(),
      milliohms: milliohms.unwrap().optional(),
      limitMilliamps: limitMilliamps.unwrap().optional(),
      foldbackPercent: foldbackPercent.unwrap().optional(),
    })
    .describe('Facts of the supply; what is not given is as the rack file says'),
  brownOut: z
    .strictObject({
      millivolts: z.int().min(0).max(15_000).default(3000).describe('Down to; 0 is a black-out'),
      milliseconds: span(60_000).default(160),
    })
    .describe('The supply sags for a while'),
  sensor: z.strictObject({ slot, failure: z.enum(SENSOR_FAILURE_NAMES) }).describe('The sensor of a unit fails'),
  gate: z
    .strictObject({ slot, stuck: z.enum(['on', 'off']).default('on') })
    .describe('A transistor that no longer follows its latch: it conducts for ever, or never'),
  deaf: z.strictObject({ slot }).describe('A unit that does not hear the request to shut itself down'),
  rattle: z
    .strictObject({ slot, milliseconds: span(1000).default(8) })
    .describe('The presence pin chatters while the tray stays in'),
  bmcReset: z
    .strictObject({ slot, cause: z.enum(ASKED_RESETS).default('watchdog') })
    .describe('The BMC starts anew; its supply and the latch of its gate stay'),
  bmcPause: z
    .strictObject({ slot, milliseconds: span(10_000).default(50) })
    .describe('JavaScript of the BMC stands still, as in a garbage collection'),
  flash: z
    .strictObject({ slot, failure: z.enum(FLASH_FAILURE_NAMES).default('worn') })
    .describe('The flash of the BMC fails'),
  heal: z.strictObject({ slot, what: z.enum(HEALED_PARTS) }).describe('A part of a unit is whole again'),
  healSupply: z.strictObject({}).describe('The supply is as the rack file says'),
} as const;

const LOAD_KEYS = ['milliamps', 'milliwatts', 'profile'] as const;
export const ONE_LOAD = `give one of ${LOAD_KEYS.join(', ')}`;
export const hasOneLoad = (load: Readonly<Record<string, unknown>>): boolean =>
  LOAD_KEYS.filter((key) => load[key] !== undefined).length === 1;
