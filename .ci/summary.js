// Prints `N passed, N failed, N skipped` from the JSON report of the test run. Exits 1 where there is no report or no test in it.
import { readFileSync } from 'node:fs';
import process from 'node:process';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const skipped = report.numPendingTests + report.numTodoTests;
if (report.numTotalTests === 0) process.exitCode = 1;
process.stdout.write(`${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped\n`);
