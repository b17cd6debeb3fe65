// The schema of a scenario file: keys, ranges, defaults. The JSON Schema that editors use derives from it (`npm run docs`).
import { z } from 'zod';
import { SLOT_COUNT } from '../../firmware/smbus/limits';
import { API_VERSION, rackSchema } from '../rack/rack-schema';
import { DURATION_HELP, DURATION_PATTERN, durationNs } from '../text/duration';
import { ACTION_FORMS, ACTION_NAMES } from './action-forms';
import { rackTruthSchema, readsSchema, saysSchema, truthSchema } from './expectation-schema';

export const SCENARIO_KIND = 'Scenario';

const slot = z
  .int()
  .min(0)
  .max(SLOT_COUNT - 1);
const slots = z.array(slot).min(1).max(SLOT_COUNT);
const duration = z.string().regex(DURATION_PATTERN, { message: DURATION_HELP });

const expectSchema = z
  .strictObject({
    slot: slot.optional(),
    slots: slots.optional().describe('Several units, each of them'),
    says: saysSchema.optional(),
    truth: truthSchema.optional(),
    rack: rackTruthSchema.optional(),
    reads: readsSchema.optional(),
  })
  .refine((expect) => expect.slot === undefined || expect.slots === undefined, { message: 'give slot or slots' })
  .refine(
    ({ slot, slots, says, truth }) =>
      (slot ?? slots) !== undefined ? (says ?? truth) !== undefined : (says ?? truth) === undefined,
    { message: 'says and truth are of a slot, and a slot has says or truth' },
  )
  .refine(({ says, truth, rack, reads }) => (says ?? truth ?? rack ?? reads) !== undefined, {
    message: 'give says, truth, rack or reads',
  });

const STEP_KINDS = [...ACTION_NAMES, 'expect', 'note'] as const;
const given = (step: Readonly<Record<string, unknown>>): readonly string[] =>
  STEP_KINDS.filter((key) => step[key] !== undefined);

const stepSchema = z
  .strictObject({
    at: duration.optional().describe('Time since the start'),
    after: duration.optional().describe('Time since the step before was done. Without at and after: at once'),
    ...ACTION_FORMS,
    note: z.string().min(1).max(400).optional().describe('A line for the reader'),
    expect: expectSchema.optional(),
    within: duration.optional().describe('expect: it has to come true in this time. Without it: it is true now'),
    for: duration.optional().describe('expect: it has to stay true for this time'),
  })
  .refine((step) => step.at === undefined || step.after === undefined, { message: 'give at or after, not both' })
  .refine((step) => given(step).length === 1, {
    error: ({ input }) => {
      const keys = given(input as Readonly<Record<string, unknown>>);
      return keys.length === 0
        ? `a step does one thing: give one of ${STEP_KINDS.join(', ')}`
        : `a step does one thing, this one has ${keys.join(' and ')}: make it ${keys.length} steps`;
    },
  })
  .refine((step) => step.expect !== undefined || (step.within ?? step.for) === undefined, {
    message: 'within and for belong to expect',
  })
  .refine((step) => step.within === undefined || step.for === undefined, { message: 'give within or for, not both' });

const { apiVersion: _version, kind: _kind, ...rackKeys } = rackSchema.shape;

export const scenarioSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal(SCENARIO_KIND),
    metadata: z.strictObject({
      name: z.string().min(1).max(64),
      title: z.string().min(1).max(120).describe('What happens, in one line'),
    }),
    rackFile: z.string().min(1).max(4096).optional().describe('A rack file; a path from the folder of this file'),
    rack: z.strictObject(rackKeys).optional().describe('The rack, as in a rack file'),
    settle: duration.default('3s').describe('The rack runs for so long before time 0'),
    watch: z.array(slot).max(SLOT_COUNT).optional().describe('Units that the time line tells of; all without it'),
    healthy: slots.optional().describe('Units that nothing is to harm: they keep their power from time 0 to the end'),
    steps: z.array(stepSchema).min(1).max(500),
  })
  .refine((file) => (file.rackFile === undefined) !== (file.rack === undefined), {
    message: 'give rackFile, a path, or rack, the rack itself',
  });

export type ScenarioFile = z.infer<typeof scenarioSchema>;
export type Step = ScenarioFile['steps'][number];
export type Expect = NonNullable<Step['expect']>;

/** Nanoseconds, or undefined. */
export const spanOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : durationNs(text);

/** JSON Schema of a scenario, for editors. */
export const scenarioJsonSchema = () => ({
  ...z.toJSONSchema(scenarioSchema, { io: 'input' }),
  title: 'Racklet scenario',
});
