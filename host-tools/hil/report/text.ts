// For people: a line a check, as it was printed while it ran, and the count.
import type { Outcome, Status } from '../run-suite';
import type { Run } from './run';

const MARK: Readonly<Record<Status, string>> = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' };

export const outcomeLine = ({ suite, name, status, detail }: Outcome): string =>
  `${MARK[status]}  ${suite.padEnd(7)}  ${name}: ${detail}`;

export const countOf = ({ outcomes }: Run, status: Status): number =>
  outcomes.filter((outcome) => outcome.status === status).length;

export function textReport(run: Run): string {
  const counts = `${countOf(run, 'passed')} passed, ${countOf(run, 'failed')} failed, ${countOf(run, 'skipped')} skipped`;
  const end =
    run.left.length === 0
      ? 'The unit is as it was found.'
      : ['Could not be put back:', ...run.left.map((line) => `  ${line}`)].join('\n');
  return `${end}\n${counts}\n`;
}
