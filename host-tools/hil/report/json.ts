// For programs: one object.
import type { Run } from './run';
import { countOf } from './text';

const VERSION = 1;

export const jsonReport = (run: Run): string =>
  `${JSON.stringify({
    version: VERSION,
    ...run,
    passed: countOf(run, 'passed'),
    failed: countOf(run, 'failed'),
    skipped: countOf(run, 'skipped'),
  })}\n`;
