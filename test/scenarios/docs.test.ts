// docs/scenarios.md: the time line in it is what is printed, its table names every example with its title, every step has a row.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ACTION_NAMES } from '../../host-tools/scenario/action-forms';
import { readScenario } from '../../host-tools/scenario/scenario-file';
import { racklet } from '../support/run-cli';

const page = readFileSync('docs/scenarios.md', 'utf8');

it('the time line is the one that the command prints', async () => {
  const { stdout } = await racklet('scenario', 'run', 'examples/scenarios/short.yaml');
  expect(page).toContain(`\`\`\`\n${stdout.trimEnd()}\n\`\`\``);
});

it('the table names every example with its title', async () => {
  const rows: string[] = [];
  for (const name of readdirSync('examples/scenarios').sort()) {
    const { file } = await readScenario(`examples/scenarios/${name}`);
    rows.push(`| [${name}](../examples/scenarios/${name}) | ${file.metadata.title} |`);
  }
  expect(page.split('\n').filter((line) => line.startsWith('| ['))).toEqual(rows);
});

it('every step has a row', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((line) => [...line.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(ACTION_NAMES.filter((name) => !named.includes(name))).toEqual([]);
});
