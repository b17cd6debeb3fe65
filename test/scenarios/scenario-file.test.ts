// A scenario file that is wrong: one line with its place and what to do. And the command line around it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { RackFileError } from '../../host-tools/rack/rack-file';
import { parseScenario, readScenario, ScenarioFileError } from '../../host-tools/scenario/scenario-file';
import { racklet, temporaryFolder } from '../support/run-cli';

const HEAD = `apiVersion: racklet.io/v1alpha1
kind: Scenario
metadata: { name: t, title: t }
rack: { units: [{ slot: 1 }] }
`;
const folder = temporaryFolder();
afterAll(folder.remove);

async function messageOf(text: string): Promise<string> {
  try {
    await parseScenario(text, 's.yaml');
  } catch (error) {
    if (error instanceof ScenarioFileError || error instanceof RackFileError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('scenario file', () => {
  it.each([
    ['malformed YAML', `${HEAD}steps: [`, /^s\.yaml:\d+:\d+: not valid YAML: /],
    ['an empty file', '', /^s\.yaml: the file is empty\. It needs apiVersion, kind, metadata, a rack and steps/],
    [
      'a rack file',
      'apiVersion: racklet.io/v1alpha1\nkind: Rack\nunits: [{slot: 1}]',
      /^s\.yaml:2:7: kind: must be Scenario/,
    ],
    [
      'a misspelt action',
      `${HEAD}steps:\n  - shrot: { slot: 1 }\n`,
      /^s\.yaml:6:5: steps\[0\]: unknown key "shrot"\. Did you mean short\?$/,
    ],
    [
      'a misspelt key of an action',
      `${HEAD}steps:\n  - short: { slot: 1, miliohms: 5 }\n`,
      /^s\.yaml:6:23: steps\[0\]\.short: unknown key "miliohms"\. Did you mean milliohms\?$/,
    ],
    [
      'a misspelt key of an expectation',
      `${HEAD}steps:\n  - expect: { slot: 1, says: { stat: on } }\n`,
      /^s\.yaml:6:32: steps\[0\]\.expect\.says: unknown key "stat"\. Did you mean state\?$/,
    ],
    [
      'a misspelt key of the rack',
      `${HEAD.replace('slot: 1', 'slot: 1, lod: {}')}steps: [{note: x}]\n`,
      /^s\.yaml:4:28: rack\.units\[0\]: unknown key "lod"\. Did you mean load\?$/,
    ],
    [
      'a slot that the rack lacks',
      `${HEAD}steps:\n  - short: { slot: 4 }\n`,
      /^s\.yaml:6:20: steps\[0\]\.short\.slot: the rack has no unit in slot 4\. It has 1$/,
    ],
    [
      'two actions in a step',
      `${HEAD}steps:\n  - short: { slot: 1 }\n    remove: { slot: 1 }\n`,
      /^s\.yaml:6:5: steps\[0\]: a step does one thing, this one has remove and short: make it 2 steps$/,
    ],
    [
      'a step without an action',
      `${HEAD}steps:\n  - at: 1s\n`,
      /^s\.yaml:6:5: steps\[0\]: a step does one thing: give one of insert, /,
    ],
    ['a duration without a unit', `${HEAD}steps:\n  - at: 100\n    note: x\n`, /^s\.yaml:6:9: steps\[0\]\.at: /],
    [
      'a duration in hours',
      `${HEAD}steps:\n  - at: 1h\n    note: x\n`,
      /^s\.yaml:6:9: steps\[0\]\.at: a duration is a number with us, ms, s or m: 50ms$/,
    ],
    [
      'steps out of order',
      `${HEAD}steps:\n  - at: 2s\n    note: x\n  - at: 1s\n    note: y\n`,
      /^s\.yaml:8:9: steps\[1\]\.at: 1s is before the end of the step above it/,
    ],
    [
      'within without expect',
      `${HEAD}steps:\n  - note: x\n    within: 1s\n`,
      /^s\.yaml:6:5: steps\[0\]: within and for belong to expect$/,
    ],
    [
      'bounds without a bound',
      `${HEAD}steps:\n  - expect: { slot: 1, says: { milliamps: {} } }\n`,
      /^s\.yaml:6:43: steps\[0\]\.expect\.says\.milliamps: give is, above or below, in mA$/,
    ],
    [
      'an expectation of nothing',
      `${HEAD}steps:\n  - expect: { slot: 1 }\n`,
      /^s\.yaml:6:13: steps\[0\]\.expect: says and truth are of a slot, and a slot has says or truth$/,
    ],
    [
      'a command that does not exist',
      `${HEAD}steps:\n  - read: { slot: 1, command: READ_VINN }\n`,
      /^s\.yaml:6:31: steps\[0\]\.read\.command: no command READ_VINN\. Did you mean READ_VIN\?$/,
    ],
    [
      'no rack',
      HEAD.replace(/rack: .*\n/, 'steps: [{note: x}]\n'),
      /^s\.yaml:1:1: give rackFile, a path, or rack, the rack itself$/,
    ],
    [
      'a rack file that is not there',
      `${HEAD.replace(/rack: .*\n/, 'rackFile: no.yaml\n')}steps: [{note: x}]\n`,
      /^s\.yaml:4:11: rackFile: no such file: .*no\.yaml$/,
    ],
    [
      'two units in a slot',
      `${HEAD.replace('[{ slot: 1 }]', '[{ slot: 1 }, { slot: 1 }]')}steps: [{note: x}]\n`,
      /^s\.yaml:4:38: rack\.units\[1\]\.slot: slot 1 is taken/,
    ],
  ])('says what is wrong with %s', async (_, text, expected) => {
    const message = await messageOf(text);
    expect(message).toMatch(expected);
    expect(message).not.toContain('\n');
  });

  it('takes a rack file by its path from the folder of the scenario', async () => {
    const path = join(folder.path, 'ok.yaml');
    writeFileSync(join(folder.path, 'r.yaml'), 'apiVersion: racklet.io/v1alpha1\nkind: Rack\nunits: [{slot: 7}]\n');
    writeFileSync(path, `${HEAD.replace(/rack: .*\n/, 'rackFile: r.yaml\n')}steps: [{note: x}]\n`);
    expect((await readScenario(path)).rack.units.map((unit) => unit.slot)).toEqual([7]);
  });

  it('never throws anything but its own errors', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
        await messageOf(text);
        await messageOf(`${HEAD}steps:\n  - ${text}`);
      }),
      { numRuns: 200 },
    );
  });
});

describe('racklet scenario', () => {
  const write = (name: string, text: string): string => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return path;
  };

  it('prints a time line, exit code 0', async () => {
    const { code, stdout } = await racklet('scenario', 'run', 'examples/scenarios/short.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(/ {2}TIME \[s\] {2}WHO {8}WHAT\n/);
    expect(stdout).toMatch(/0\.500000 {2}plant {6}slot 1: a short of 50 milliohms at its output\n/);
    expect(stdout).toMatch(/\u2713.*slot 1 says state faulted, fault tripped within 20 ms: after/);
    expect(stdout).toMatch(/all as expected/);
  });

  it('an expectation that fails: a cross, one line on stderr, exit code 14; the other scenario is played all the same', async () => {
    const wrong = write('wrong.yaml', `${HEAD}steps:\n  - expect: { slot: 1, says: { state: faulted } }\n`);
    const right = write('right.yaml', `${HEAD}steps:\n  - expect: { slot: 1, says: { state: "on" } }\n`);
    const { code, stdout, stderr } = await racklet('scenario', 'run', wrong, right);
    expect(code).toBe(14);
    expect(stdout).toMatch(/\u2717.*seen: slot 1 says state on\n/);
    expect(stdout).toMatch(/\u2713/);
    expect(stderr).toBe(`racklet: 1 of 2 failed: ${wrong}\n`);
  });

  it('a file that is wrong: one line, exit code 3, and nothing is played', async () => {
    const bad = write('bad.yaml', `${HEAD}steps:\n  - shrot: { slot: 1 }\n`);
    const { code, stdout, stderr } = await racklet('scenario', 'run', 'examples/scenarios/short.yaml', bad);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toBe(`racklet: ${bad}:6:5: steps[0]: unknown key "shrot". Did you mean short?\n`);
  });

  it('--json: one object per line with version, the verdict last', async () => {
    const path = write('json.yaml', `${HEAD}steps:\n  - expect: { slot: 1, truth: { running: false } }\n`);
    const { code, stdout } = await racklet('scenario', 'run', path, '--json');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(14);
    expect(lines.map(({ version }) => version)).toEqual([1, 1]);
    expect(lines[0]).toMatchObject({ type: 'event', scenario: 't', seconds: 0, who: 'expected', passed: false });
    expect(lines[1]).toMatchObject({ type: 'verdict', passed: false, expectations: 1, failed: 1, file: path });
  });

  it('list names each with what happens', async () => {
    const { code, stdout } = await racklet('scenario', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/examples\/scenarios\/short\.yaml +A short circuit behind a gate/);
    expect((await racklet('scenario', 'list', 'no-such-folder')).stderr).toBe(
      'racklet: no-such-folder: no such folder\n',
    );
  });
});
