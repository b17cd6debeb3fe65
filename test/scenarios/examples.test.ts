// Every example is played and judged: its expectations are what its header teaches, written by hand from the limits in docs/faults.md and
// the rules in firmware/power/README.md. A wrong expectation has to fail, and say what was seen.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FirmwareBundle } from '../../host-tools/engines/engine';
import { runScenario, type ScenarioResult } from '../../host-tools/scenario/run-scenario';
import { parseScenario, readScenario } from '../../host-tools/scenario/scenario-file';
import { entryText } from '../../host-tools/scenario/time-line';
import { firmwareBundle, hasXs } from '../support/racks';

const FOLDER = 'examples/scenarios';
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const ON_XS = ['short.yaml', 'bmc-reset.yaml', 'black-out.yaml'];

let bundle: FirmwareBundle;
beforeAll(async () => {
  bundle = await firmwareBundle();
});

const failuresOf = ({ entries }: ScenarioResult): string[] =>
  entries.filter(({ passed }) => passed === false).map(entryText);

async function play(text: string, engine: 'node' | 'xs' = 'node', seed = 1): Promise<ScenarioResult> {
  return runScenario({ scenario: await parseScenario(text, join(FOLDER, 'test.yaml')), engine, bundle, seed });
}

describe('examples', () => {
  it('there are at least twenty, and each opens with what it teaches', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(20);
    for (const name of FILES) {
      const comment = /^((?:#.*\n)+)/.exec(readFileSync(join(FOLDER, name), 'utf8'))?.[1] ?? '';
      expect(comment.split('\n').length, name).toBeGreaterThan(5);
    }
  });

  it.each(FILES)('%s', async (name) => {
    const scenario = await readScenario(join(FOLDER, name));
    expect(`${scenario.file.metadata.name}.yaml`).toBe(name);
    const result = await runScenario({ scenario, engine: 'node', bundle, seed: 1 });
    expect(failuresOf(result)).toEqual([]);
    expect(result.expectations).toBeGreaterThanOrEqual(3);
  });

  it.runIf(hasXs).each(ON_XS)('%s on xs: the same time line as on node', async (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    const [node, xs] = [await play(text), await play(text, 'xs')];
    expect(failuresOf(xs)).toEqual([]);
    expect(xs.entries.map(entryText)).toEqual(node.entries.map(entryText));
  });

  it('the same seed gives the same time line, another seed the same verdict', async () => {
    const text = readFileSync(join(FOLDER, 'noisy-bus.yaml'), 'utf8');
    const [once, again, other] = [await play(text), await play(text), await play(text, 'node', 7)];
    expect(again.entries).toEqual(once.entries);
    expect(other.entries).not.toEqual(once.entries);
    expect(failuresOf(other)).toEqual([]);
  });
});

const HEAD = `apiVersion: racklet.io/v1alpha1
kind: Scenario
metadata: { name: t, title: t }
rack: { units: [{ slot: 1, security: open }, { slot: 2, security: closed }] }
`;

describe('a wrong expectation fails, and says what was seen', () => {
  it.each([
    [
      'of the bus',
      'expect: { slot: 1, says: { state: faulted, fault: tripped } }',
      /slot 1 says state faulted, fault tripped; seen: slot 1 says state on, fault none$/,
    ],
    ['of the plant', 'expect: { slot: 2, truth: { gate: "off" } }', /slot 2 gate off; seen: slot 2 gate on$/],
    [
      'of the rack',
      'expect: { rack: { busbarMillivolts: { below: 5000 } } }',
      /rack: busbar below 5000 mV; seen: rack: busbar 50\d\d mV$/,
    ],
    [
      'of the log',
      'expect: { slot: 1, says: { log: tripped } }',
      /slot 1 says log "tripped"; seen: slot 1 says an empty log$/,
    ],
    ['of reads that were never made', 'expect: { reads: { answered: { above: 0 } } }', /seen: reads: no answered$/],
  ])('%s', async (_, step, expected) => {
    const failures = failuresOf(await play(`${HEAD}steps:\n  - ${step}\n`));
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(expected);
    expect(failures[0]!.startsWith('\u2717')).toBe(true);
  });

  it('what does not come true in time, and what does not stay true', async () => {
    const failures = failuresOf(
      await play(`${HEAD}steps:
  - expect: { slot: 1, says: { state: "off" } }
    within: 50ms
  - short: { slot: 1 }
  - expect: { slot: 1, truth: { gate: "on" } }
    for: 1s
`),
    );
    expect(failures).toHaveLength(2);
    expect(failures[0]).toMatch(/slot 1 says state off within 50 ms; seen: slot 1 says state on$/);
    expect(failures[1]).toMatch(/slot 1 gate on for 1 s: ended after \d+(\.\d)? m?s; seen: slot 1 gate off$/);
  });

  it('a healthy unit that loses its power, at the time at which it does', async () => {
    const text = `${HEAD}healthy: [1]\nsteps:\n  - at: 250ms\n    short: { slot: 1 }\n  - after: 10ms\n    note: over\n`;
    const failures = failuresOf(await play(text));
    expect(failures).toEqual([
      expect.stringMatching(/ 0\.2500\d\d {2}expected {3}slot 1 keeps its power; it has lost it$/),
    ]);
  });

  it.each([
    ['power: { slot: 2, action: "off" }', /power off: .*security: closed.*; expected: done$/],
    ['power: { slot: 1, action: "off", outcome: refused }', /power off: done; expected: refused$/],
    ['insert: { slot: 1 }', /slot 1: a tray is in already$/],
    ['show: { slot: 1, what: black-box }', /there is no black box$/],
  ])('an action that cannot be done, or ends otherwise: %s', async (step, expected) => {
    expect(failuresOf(await play(`${HEAD}steps:\n  - ${step}\n`))).toEqual([expect.stringMatching(expected)]);
  });
});
