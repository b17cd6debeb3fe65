// Test Anything Protocol, version 14 (testanything.org, TAP 14 specification): plan, test points, YAML diagnostics, SKIP.
import { stringify } from 'yaml';
import type { Outcome } from '../run-suite';
import type { Run } from './run';

/** A hash in a name would begin a directive. */
const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('#', '\\#');

function point({ suite, name, status, detail, milliseconds, figures }: Outcome, index: number): string {
  const head = `${status === 'failed' ? 'not ok' : 'ok'} ${index + 1} - ${escaped(`${suite}: ${name}`)}`;
  if (status === 'skipped') return `${head} # SKIP ${detail}`;
  const diagnostics = stringify({
    [status === 'failed' ? 'message' : 'seen']: detail,
    duration_ms: milliseconds,
    ...(figures === undefined ? {} : { figures }),
  });
  const block = ['---', ...diagnostics.trimEnd().split('\n'), '...'].map((line) => `  ${line}`).join('\n');
  return `${head}\n${block}`;
}

export function tapReport({ bus, slot, engine, outcomes, left }: Run): string {
  return `${[
    'TAP version 14',
    `1..${outcomes.length}`,
    `# slot ${slot} on ${bus}, engine ${engine}`,
    ...outcomes.map(point),
    ...left.map((line) => `# could not be put back: ${line}`),
  ].join('\n')}\n`;
}
