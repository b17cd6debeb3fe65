// What a step of a scenario can do: the disturbances of the emulator, the hands at a tray, and what an operator does over the bus.
import { z } from 'zod';
import { COMMANDS } from '../../firmware/pmbus/commands';
import { SLOT_COUNT } from '../../firmware/smbus/limits';
import { findCommand } from '../client/pmbus-client';
import { FAULT_FORMS, hasOneLoad, ONE_LOAD } from '../emulator/plant-fault-forms';
import { DURATION_HELP, DURATION_PATTERN } from '../text/duration';
import { nearest } from '../text/nearest';

const slot = z
  .int()
  .min(0)
  .max(SLOT_COUNT - 1);
/** How an order of the operator may end. The first one is expected unless a step says otherwise. */
export const OUTCOMES = ['done', 'refused', 'absent', 'bad-pec', 'bus', 'malformed'] as const;
export type OrderOutcome = (typeof OUTCOMES)[number];
const outcome = z.enum(OUTCOMES).default('done').describe('How it has to end');

const command = z
  .string()
  .refine((name) => findCommand(name) !== undefined, {
    error: ({ input }) => {
      const guess = nearest(String(input).toUpperCase(), COMMANDS.map(({ name }) => name));
      return `no command ${input}. ${guess === undefined ? 'They are listed in docs/pmbus-commands.md' : `Did you mean ${guess}?`}`;
    },
  })
  .describe('Name of the command table, or its code'); // biome-ignore format: readable

export const BUS_FAULTS = ['flip', 'nack', 'stuck-scl', 'stuck-sda', 'arbitration', 'short'] as const;

const F = FAULT_FORMS;

export const ACTION_FORMS = {
  insert: z.strictObject({ slot }).optional().describe('A hand pushes a tray in'),
  remove: z.strictObject({ slot }).optional().describe('A hand pulls a tray'),
  rattle: F.rattle.optional(),
  short: F.short.optional(),
  load: F.load.refine(hasOneLoad, { message: ONE_LOAD }).optional(),
  pulse: F.pulse.optional(),
  heat: F.heat.optional(),
  gate: F.gate.optional(),
  deaf: F.deaf.optional(),
  supply: F.supply.optional(),
  brownOut: F.brownOut.optional(),
  healSupply: F.healSupply.optional(),
  heal: F.heal.optional(),
  sensor: F.sensor.optional(),
  bmcReset: F.bmcReset.optional(),
  bmcPause: F.bmcPause.optional(),
  flash: F.flash.optional(),
  bus: z
    .strictObject({
      fault: z.enum(BUS_FAULTS),
      for: z
        .string()
        .regex(DURATION_PATTERN, { message: DURATION_HELP })
        .describe('It strikes the transactions that begin in this time'),
      percent: z.int().min(1).max(100).default(100).describe('It strikes each of them with this chance'),
      byte: z
        .int()
        .min(0)
        .max(300)
        .optional()
        .describe('At this byte, the first address byte is 0. By chance without it'),
      mask: z.int().min(1).max(0xff).optional().describe('Bits that flip. One, by chance, without it'),
      milliseconds: z.int().min(1).max(1000).default(30).describe('How long SCL is held low'),
    })
    .optional()
    .describe('The bus is disturbed'),
  power: z
    .strictObject({
      slot,
      action: z.enum(['on', 'off', 'cycle', 'reset']),
      graceful: z.boolean().default(false).describe('off, cycle: the unit shuts itself down first'),
      outcome,
    })
    .optional()
    .describe('The operator switches a unit'),
  write: z
    .strictObject({
      slot,
      command,
      value: z.int().optional().describe('In the unit of the command table; bits as they are'),
      outcome,
    })
    .optional()
    .describe('The operator writes a command'),
  read: z
    .strictObject({ slot, command, times: z.int().min(1).max(10_000).default(1) })
    .optional()
    .describe('The operator reads a command, so many times'),
  show: z
    .strictObject({ slot, what: z.enum(['log', 'black-box']) })
    .optional()
    .describe('The operator looks at the event log since time 0, or at the newest black box'),
} as const;

export const ACTION_NAMES = Object.keys(ACTION_FORMS) as (keyof typeof ACTION_FORMS)[];

type Forms = { readonly [K in keyof typeof ACTION_FORMS]: NonNullable<z.infer<(typeof ACTION_FORMS)[K]>> };
export type Action<K extends keyof Forms> = Forms[K];
