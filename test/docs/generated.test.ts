// Generated pages are those of the tables; the words of one rule hold for every page.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consolePage } from '../../host-tools/docs/console';
import { faultsPage } from '../../host-tools/docs/faults';
import { pmbusCommandsPage } from '../../host-tools/docs/pmbus-commands';
import { rackJsonSchema } from '../../host-tools/rack/rack-schema';
import { scenarioJsonSchema } from '../../host-tools/scenario/scenario-schema';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));

describe('docs', () => {
  it('pmbus-commands.md is what the table says (npm run docs)', () => {
    expect(readFileSync('docs/pmbus-commands.md', 'utf8')).toBe(pmbusCommandsPage());
  });

  it('console.md lists the commands of the table (npm run docs)', () => {
    const page = readFileSync('docs/console.md', 'utf8');
    expect(page).toBe(consolePage(page));
    expect(page).toContain('| `status` |');
  });

  it('faults.md is what the tables say (npm run docs)', () => {
    expect(readFileSync('docs/faults.md', 'utf8')).toBe(faultsPage());
  });

  it('rack.schema.json is what the schema says (npm run docs)', () => {
    expect(JSON.parse(readFileSync('docs/rack.schema.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(rackJsonSchema())),
    );
  });

  it('scenario.schema.json is what the schema says (npm run docs)', () => {
    expect(JSON.parse(readFileSync('docs/scenario.schema.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(scenarioJsonSchema())),
    );
  });

  it('links between pages lead somewhere', () => {
    const broken: string[] = [];
    for (const page of tracked.filter((file) => file.endsWith('.md'))) {
      for (const [, target] of readFileSync(page, 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
        if (!existsSync(join(dirname(page), target!))) broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('every folder of the firmware and the tools has a README', () => {
    const folders = new Set(
      tracked
        .filter((file) => /^(firmware|host-tools|boards)\/.*\.ts$/.test(file))
        .map((file) => file.split('/').slice(0, 2).join('/')),
    );
    const missing = [...folders].filter((folder) => !folder.includes('.') && !existsSync(join(folder, 'README.md')));
    expect(missing).toEqual([]);
  });
});
