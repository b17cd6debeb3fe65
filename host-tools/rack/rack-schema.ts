// The schema of `rack.yaml`: keys, ranges, defaults. The JSON Schema that editors use derives from it (`npm run docs`).
import { z } from 'zod';
import { SLOT_COUNT } from '../../firmware/smbus/limits';
import { loadSchema, supplySchema } from './plant-schema';
import { hasOneShunt, ONE_SHUNT, sensorSchema, shuntSchema } from './sensor-schema';

export const API_VERSION = 'racklet.io/v1alpha1';
export const KIND = 'Rack';

const wholeNumber = (low: number, high: number) => z.int().min(low).max(high);

const busSchema = z.strictObject({
  frequency: wholeNumber(10_000, 1_000_000).default(100_000).describe('Hertz. SMBus 3.2: 10 kHz to 1 MHz'),
  stretch: z
    .boolean()
    .default(true)
    .describe('The controller waits for a stretched clock; false: as Raspberry Pi 1 to 4'),
});

const unitSchema = z
  .strictObject({
    slot: wholeNumber(0, SLOT_COUNT - 1),
    power: z
      .enum(['on', 'off', 'last'])
      .default('on')
      .describe('What becomes of the unit when the busbar comes back; last: as it was wanted last'),
    security: z.enum(['open', 'closed']).default('closed'),
    refusal: z.enum(['nack', 'poison']).default('nack').describe('How the target port refuses'),
    straps: wholeNumber(0, 31)
      .optional()
      .describe('Levels of the five slot straps as they are (bits 0 to 3 and parity), for a broken backplane'),
    present: z.boolean().default(true),
    sensor: sensorSchema.prefault({}),
    shunt: shuntSchema.optional(),
    load: loadSchema.prefault({}),
    limits: z
      .strictObject({
        overCurrentMilliamps: wholeNumber(1, 20_000).optional(),
        faultDelayMs: wholeNumber(0, 10_000).optional(),
        debounceMs: wholeNumber(10, 10_000).optional(),
      })
      .default({}),
  })
  .refine(hasOneShunt, { path: ['shunt'], message: ONE_SHUNT });

/** Time that JavaScript takes to answer what the bus announces. */
const timingSchema = z.strictObject({
  handlingMicroseconds: wholeNumber(1, 100_000).default(1000),
  jitterMicroseconds: wholeNumber(0, 100_000).default(200),
});

export const rackSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal(KIND),
  metadata: z.strictObject({ name: z.string().min(1).max(64) }).default({ name: 'rack' }),
  bus: busSchema.prefault({}),
  supply: supplySchema.prefault({}),
  timing: timingSchema.prefault({}),
  units: z.array(unitSchema).min(1).max(SLOT_COUNT),
});

export type RackFile = z.infer<typeof rackSchema>;
export type UnitFile = RackFile['units'][number];

/** JSON Schema of a rack file, for editors. */
export const rackJsonSchema = () => ({
  ...z.toJSONSchema(rackSchema, { io: 'input' }),
  title: 'Racklet rack file',
});
