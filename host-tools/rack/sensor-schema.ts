// The sensor of a unit in `rack.yaml`: part, channel, noise, shunt.
import { z } from 'zod';
import type { InaPartName } from '../../firmware/sensors/ina-parts';

const PARTS = ['ina219', 'ina226', 'ina228', 'ina260', 'ina3221'] as const;
const OWN_SHUNT = { part: 'ina260', milliohms: 2 } as const;
const DEFAULT_MILLIOHMS = 10;

export const sensorSchema = z
  .strictObject({
    part: z.enum(PARTS).default('ina226').describe('What measures busbar volts and amps'),
    channel: z
      .int()
      .min(1)
      .max(3)
      .optional()
      .describe('Of an INA3221: the channel that the board has wired. 1 without it'),
    noiseSteps: z.int().min(0).max(100).default(0).describe('RMS noise of one conversion, in steps of the converter'),
  })
  .refine(({ part, channel }) => channel === undefined || part === 'ina3221', {
    path: ['channel'],
    message: 'only the ina3221 has channels',
  });

export const shuntSchema = z
  .strictObject({ milliohms: z.int().min(1).max(1000) })
  .describe('On the board. 10 milliohms without it');

export interface Sensing {
  readonly sensor: z.infer<typeof sensorSchema>;
  readonly shunt?: z.infer<typeof shuntSchema> | undefined;
}

export const ONE_SHUNT = `the ${OWN_SHUNT.part} has its shunt of ${OWN_SHUNT.milliohms} milliohms inside: remove this key`;
export const hasOneShunt = ({ sensor, shunt }: Sensing): boolean =>
  shunt === undefined || sensor.part !== OWN_SHUNT.part;

/** The name that the board gives the part. */
export const partOf = ({ part, channel }: Sensing['sensor']): InaPartName =>
  part === 'ina3221' ? `ina3221-${(channel ?? 1) as 1 | 2 | 3}` : part;

export const shuntMilliohmsOf = ({ sensor, shunt }: Sensing): number =>
  sensor.part === OWN_SHUNT.part ? OWN_SHUNT.milliohms : (shunt?.milliohms ?? DEFAULT_MILLIOHMS);
