// docs/cli.md lists the exit codes that the table has.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXIT_CODES } from '../../host-tools/cli/exit-codes';

it('docs/cli.md lists every exit code with its meaning', () => {
  const rows = readFileSync('docs/cli.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| \d+ \|/.test(line));
  expect(rows).toEqual(Object.values(EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${meaning} |`));
});
