// `racklet soak`: 32 units with all kinds of fault, on two processes, and the command line.
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../host-tools/soak/kinds';
import { racklet } from '../support/run-cli';

const lines = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

it('32 units: a hundred faults are judged, and the oracle has no objection', async () => {
  const { code, stdout } = await racklet(
    ...['soak', '--units', '32', '--hours', '0.0125', '--gap', '4', '--seed', '4', '--jobs', '2', '--json'],
  );
  const rows = lines(stdout);
  expect(rows.filter(({ type }) => type === 'objection')).toEqual([]);
  const kinds = rows.filter(({ type }) => type === 'kind');
  expect(kinds.map(({ name }) => name)).toEqual(KINDS.map(({ name }) => name));
  expect(rows.at(-1)).toMatchObject({ version: 1, type: 'verdict', passed: true, units: 32, racks: 2, objections: 0 });
  expect(rows.at(-1)!.faults).toBeGreaterThan(100);
  expect(code).toBe(0);
  process.stdout.write(`soak: 32 units, ${rows.at(-1)!.faults} faults, ${rows.at(-1)!.records} records\n`);
});

it('what it finds does not depend on the processes', async () => {
  const soak = (jobs: string) =>
    racklet(
      ...['soak', '--units', '18', '--hours', '0.006', '--gap', '2', '--only', 'short', '--jobs', jobs, '--json'],
    );
  const [one, two] = await Promise.all([soak('1'), soak('2')]);
  expect(one.stdout).toBe(two.stdout);
  expect(lines(one.stdout)).toHaveLength(2);
});

describe('what is wrong is one line', () => {
  it.each([
    [['--units', '0'], /Units are a whole number from 1 to/],
    [['--hours', '0'], /Hours are a number from/],
    [['--seed', '-1'], /A seed is a whole number/],
    [['--jobs', 'many'], /Jobs are a whole number/],
    [['--gap', '0'], /A gap is a whole number of seconds/],
    [['--only', 'earthquake'], /"earthquake" is no kind\. Kinds: short;/],
    [['--engine', 'v8'], /Allowed choices are/],
  ] as const)('%j', async (options, expected) => {
    const { code, stderr } = await racklet('soak', ...options);
    expect([code, stderr]).toEqual([2, expect.stringMatching(expected)]);
  });
});
