// One run of the suite, as the reports are made of it.
import type { Outcome } from '../run-suite';

export interface Run {
  readonly bus: string;
  readonly slot: number;
  readonly engine: string;
  readonly outcomes: readonly Outcome[];
  /** What could not be put back. */
  readonly left: readonly string[];
}
