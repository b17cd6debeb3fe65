// Makes a report of tests of what `racklet soak --json` printed: one test per kind of fault, failed where the oracle objected, skipped where
// the kind did not come; and one for the run as a whole. Usage: node .ci/soak-results.js LINES REPORT
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const [lines, report] = process.argv.slice(2);
const rows = readFileSync(lines, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line));

for (const { rack, slot, ms, kinds, text } of rows.filter(({ type }) => type === 'objection'))
  process.stdout.write(
    `soak: rack ${rack} slot ${slot} at ${(ms / 1000).toFixed(3)} s [${kinds.join(' with ')}]: ${text}\n`,
  );

const kinds = rows.filter(({ type }) => type === 'kind');
const failed = kinds.filter(({ wrong }) => wrong > 0).length;
const pending = kinds.filter(({ wrong, injected }) => wrong === 0 && injected === 0).length;
// Without a verdict the soak itself came to an end that is none.
const passed = rows.some(({ type, passed }) => type === 'verdict' && passed);
const sum = {
  numTotalTests: kinds.length + 1,
  numPassedTests: kinds.length - failed - pending + (passed ? 1 : 0),
  numFailedTests: failed + (passed ? 0 : 1),
  numPendingTests: pending,
  numTodoTests: 0,
};
writeFileSync(report, `${JSON.stringify(sum)}\n`);
