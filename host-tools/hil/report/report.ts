// The same outcomes for people, for TAP readers, for JUnit readers and for programs.
import type { Outcome } from '../run-suite';
import { jsonReport } from './json';
import { junitReport } from './junit';
import { tapReport } from './tap';
import { textReport } from './text';

export interface Run {
  readonly bus: string;
  readonly slot: number;
  readonly engine: string;
  readonly outcomes: readonly Outcome[];
  /** What could not be put back. */
  readonly left: readonly string[];
}

export const FORMATS = ['text', 'tap', 'junit', 'json'] as const;
export type Format = (typeof FORMATS)[number];

export const REPORTS: Readonly<Record<Format, (run: Run) => string>> = {
  text: textReport,
  tap: tapReport,
  junit: junitReport,
  json: jsonReport,
};
