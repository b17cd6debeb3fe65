// What the log of a unit has to say of what was done to it. Pure: kinds and records in, objections out. Knows the log only as the bus
// gives it.

import { RESET_CAUSES } from '../../firmware/pmbus/commands';
import { FAULT_NAMES } from '../../firmware/power/faults';
import { FaultOutcome } from '../../firmware/power/power-events';
import type { EventRecord } from '../client/event-text';
import type { Cause, Demand } from './demand';

/** Records that tell what the unit did, and name no cause. */
const TELLS = [
  'wanted-on',
  'wanted-off',
  'unit-on',
  'unit-off',
  'inserted',
  'fault-over',
  'stopping',
  'retry',
  'config-stored',
];

/** The cause that a record names; undefined: none, or one that another explains; a string in quotes: nothing that may be there. */
export function causeOf(record: EventRecord): Cause | `"${string}"` | undefined {
  const { event, detail, a } = record;
  if (event === 'fault') {
    const name = FAULT_NAMES[a];
    if (name === undefined || name === 'none') return `"fault ${a}"`;
    return detail === FaultOutcome.accompanies ? undefined : name;
  }
  if (event === 'removed') return 'removed';
  if (event === 'boot') {
    const cause = RESET_CAUSES[a];
    return cause === 'power-on' || cause === 'watchdog' ? `boot ${cause}` : `"boot ${cause ?? a}"`;
  }
  return TELLS.includes(String(event)) ? undefined : `"${event}"`;
}

export interface Verdict {
  /** The record of the primary cause; undefined where there is none. */
  readonly found: EventRecord | undefined;
  readonly objections: readonly string[];
}

/** `kinds`: all that struck the unit since the log was read last, in the order in which they began. */
export function judge(kinds: readonly Demand[], records: readonly EventRecord[]): Verdict {
  const objections: string[] = [];
  const counted = new Map<string, number>();
  let found: EventRecord | undefined;
  const causes = kinds.flatMap((kind) => kind.causes as readonly string[]);
  for (const record of records) {
    const cause = causeOf(record);
    if (cause === undefined) continue;
    counted.set(cause, (counted.get(cause) ?? 0) + 1);
    if (causes.includes(cause)) found ??= record;
  }
  const of = (names: readonly string[]) => names.reduce((sum, name) => sum + (counted.get(name) ?? 0), 0);
  if (kinds.length === 1) objections.push(...judgeOne(kinds[0]!, of));
  else objections.push(...judgeSeveral(kinds, of));
  const known = new Set(
    kinds.flatMap((kind): readonly string[] => [
      ...kind.causes,
      ...(kind.consequences ?? []),
      ...(kind.symptoms ?? []),
      ...(kinds.length > 1 ? (kind.overlappedCauses ?? []) : []),
    ]),
  );
  for (const [cause, times] of counted)
    if (!known.has(cause)) objections.push(`the log names ${cause} (${times} times), which was not done to it`);
  return { found, objections };
}

function judgeOne(kind: Demand, of: (names: readonly string[]) => number): string[] {
  const wrong: string[] = [];
  const { causes, consequences = [], symptoms = [], optional } = kind;
  const primary = of(causes);
  const least = causes.length === 0 || optional === true ? 0 : 1;
  if (primary < least) wrong.push(`the log names no cause (${causes.join(' or ')} was due)`);
  if (primary > 1 && kind.repeats !== true) wrong.push(`the log names ${primary} primary causes`);
  for (const name of consequences)
    if (of([name]) !== 1) wrong.push(`the log has ${of([name])} records of ${name} instead of one`);
  for (const name of symptoms) if (of([name]) > 1) wrong.push(`the log has ${of([name])} records of ${name}`);
  return wrong;
}

/** Overlapping faults: each may hide the other, none may be invented, and one at least is named. */
function judgeSeveral(kinds: readonly Demand[], of: (names: readonly string[]) => number): string[] {
  const wrong: string[] = [];
  const named = [
    ...new Set(
      kinds.flatMap(({ causes, overlappedCauses = [] }): readonly string[] => [...causes, ...overlappedCauses]),
    ),
  ];
  const mustBeNamed = kinds.some(({ causes, optional }) => causes.length > 0 && optional !== true);
  if (mustBeNamed && of(named) === 0) wrong.push(`the log names none of ${named.join(', ')}`);
  // Either may interrupt the other, which is then found anew.
  const most = 2 * kinds.length;
  if (of(named) > most) wrong.push(`the log names ${of(named)} primary causes for ${most} faults`);
  return wrong;
}
