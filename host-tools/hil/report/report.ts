// The same outcomes for people, for TAP readers, for JUnit readers and for programs.

import { jsonReport } from './json';
import { junitReport } from './junit';
import type { Run } from './run';
import { tapReport } from './tap';
import { textReport } from './text';

export const FORMATS = ['text', 'tap', 'junit', 'json'] as const;
export type Format = (typeof FORMATS)[number];

export const REPORTS: Readonly<Record<Format, (run: Run) => string>> = {
  text: textReport,
  tap: tapReport,
  junit: junitReport,
  json: jsonReport,
};
