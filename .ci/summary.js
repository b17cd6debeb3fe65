// Prints `N passed, N failed, N skipped`, the sum of the JSON reports of the test runs. Exits 1 where a report is missing or empty.
import { readFileSync } from 'node:fs';
import process from 'node:process';

const sum = { passed: 0, failed: 0, skipped: 0 };
for (const path of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  if (report.numTotalTests === 0) process.exitCode = 1;
  sum.passed += report.numPassedTests;
  sum.failed += report.numFailedTests;
  sum.skipped += report.numPendingTests + report.numTodoTests;
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
