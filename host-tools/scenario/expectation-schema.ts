// What a scenario may expect: `says` is what an operator reads over the bus, `truth` what the plant knows, `rack` the plant as a whole.
import { z } from 'zod';
import { RESET_CAUSES, SECURITY_MODES } from '../../firmware/pmbus/commands';
import { READING_STATUS_NAMES } from '../../firmware/pmbus/table/manufacturer';
import { FAULT_NAMES } from '../../firmware/power/faults';
import { STATE_NAMES } from '../../firmware/power/hot-swap-state';

/** Bits of the status registers that a scenario asks for by name. */
export const STATUS_FLAGS = [
  'tripped',
  'sensor-lost',
  'address-conflict',
  'strap-fault',
  'store-fault',
  'gate-fault',
  'average-over-current',
  'input-under-voltage',
  'over-temperature-warning',
  'packet-error',
] as const;
export type StatusFlag = (typeof STATUS_FLAGS)[number];

const RANGE_KEYS = ['is', 'above', 'below'] as const;

const range = (unit: string) =>
  z
    .strictObject({ is: z.number().optional(), above: z.number().optional(), below: z.number().optional() })
    .refine((bounds) => RANGE_KEYS.some((key) => bounds[key] !== undefined), {
      message: `give is, above or below${unit === '' ? '' : `, in ${unit}`}`,
    })
    .optional()
    .describe(`Bounds${unit === '' ? '' : ` in ${unit}`}`);
export type Range = NonNullable<z.infer<ReturnType<typeof range>>>;

export const saysSchema = z
  .strictObject({
    answers: z.boolean().optional().describe('Whether its address is acknowledged'),
    state: z.enum(STATE_NAMES).optional(),
    fault: z.enum(FAULT_NAMES).optional(),
    security: z.enum(SECURITY_MODES).optional(),
    alone: z.boolean().optional().describe('False: another BMC was seen at its address'),
    flag: z.enum(STATUS_FLAGS).optional().describe('A status bit that is set'),
    noFlag: z.enum(STATUS_FLAGS).optional().describe('A status bit that is not set'),
    reading: z.enum(READING_STATUS_NAMES).optional().describe('Why the sensor has a reading or none'),
    inputMillivolts: range('mV'),
    outputMillivolts: range('mV'),
    milliamps: range('mA'),
    celsius: range('°C'),
    faults: range('').describe('Faults since it started'),
    starts: range('').describe('How often the BMC started, in all'),
    resetCause: z.enum(RESET_CAUSES).optional(),
    log: z.string().min(1).optional().describe('Part of a sentence that its event log has told since time 0'),
    notInLog: z.string().min(1).optional().describe('Part of a sentence that its event log has not told since time 0'),
    boxes: range('').describe('Black boxes in its flash'),
  })
  .describe('What the unit says of itself, read over the bus');

export const truthSchema = z
  .strictObject({
    gate: z.enum(['on', 'off']).optional().describe('Whether the transistor conducts'),
    running: z.boolean().optional().describe('Whether the unit has its power and runs'),
    interruptions: range('').describe('Times that it lost its power since time 0'),
    eFuseTrips: range('').describe('Times that its eFuse opened since time 0'),
    outputMillivolts: range('mV'),
    milliamps: range('mA'),
  })
  .describe('What the plant knows of the unit');

export const rackTruthSchema = z
  .strictObject({
    busbarMillivolts: range('mV'),
    supplyMilliamps: range('mA'),
    peakMilliamps: range('mA').describe('Most that the supply has delivered since time 0'),
    rampingAtOnce: range('').describe('Most gates that were in their soft start at once since time 0'),
    limiting: z.boolean().optional().describe('Whether the supply keeps its current down'),
  })
  .describe('What the plant knows of the rack');

export const readsSchema = z
  .strictObject({
    answered: range(''),
    failed: range('').describe('Damaged, refused or not answered'),
    lowest: range('the unit of the command'),
    highest: range('the unit of the command'),
  })
  .describe('What came of the last `read`');

export type Says = z.infer<typeof saysSchema>;
export type Truth = z.infer<typeof truthSchema>;
export type RackTruth = z.infer<typeof rackTruthSchema>;
export type Reads = z.infer<typeof readsSchema>;
