// Runs checks one after the other. A check that fails does not keep the next from running; the unit is left as it was found.
import { BusUnavailable } from '../client/bus-adapter';
import { rememberUnit, restoreUnit } from './as-found';
import { CannotCheck, type Check, type Figures, type SuiteName } from './check';
import type { Place } from './place';

export type Status = 'passed' | 'failed' | 'skipped';

export interface Outcome {
  readonly suite: SuiteName;
  readonly name: string;
  readonly status: Status;
  /** What was seen, why it failed, or why it was skipped. */
  readonly detail: string;
  readonly milliseconds: number;
  readonly figures?: Figures;
}

export interface RunOptions {
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Ends the run after the check under way. */
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly outcomes: readonly Outcome[];
  /** What could not be put back; empty: the unit is as it was found. */
  readonly left: readonly string[];
}

export async function runChecks(
  place: Place,
  checks: readonly Check[],
  { onOutcome, signal }: RunOptions = {},
): Promise<RunResult> {
  const found = await rememberUnit(place);
  const outcomes: Outcome[] = [];
  for (const check of checks) {
    const outcome = signal?.aborted ? skipped(check, 'interrupted') : await runOne(place, check);
    outcomes.push(outcome);
    onOutcome?.(outcome);
  }
  return { outcomes, left: await restoreUnit(place, found) };
}

const skipped = ({ suite, name }: Check, detail: string): Outcome => ({
  suite,
  name,
  status: 'skipped',
  detail,
  milliseconds: 0,
});

/** @throws BusUnavailable: without a bus there is nothing more to ask, and nothing to put back */
async function runOne(place: Place, check: Check): Promise<Outcome> {
  const { suite, name } = check;
  const reason = check.missing?.(place);
  if (reason !== undefined) return skipped(check, reason);
  const began = performance.now();
  const milliseconds = (): number => Math.round(performance.now() - began);
  try {
    const seen = await check.run(place);
    const passed = typeof seen === 'string' ? { detail: seen } : seen;
    return { suite, name, status: 'passed', milliseconds: milliseconds(), ...passed };
  } catch (error) {
    if (error instanceof BusUnavailable) throw error;
    if (error instanceof CannotCheck) return skipped(check, error.message);
    return { suite, name, status: 'failed', detail: (error as Error).message, milliseconds: milliseconds() };
  }
}
