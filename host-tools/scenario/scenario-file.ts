// Reads a scenario file: errors with line, column and what to do, as for rack files. What it may hold: scenario-schema.ts.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { finishRack, type RackFile, RackFileError, readRackFile } from '../rack/rack-file';
import { API_VERSION, KIND } from '../rack/rack-schema';
import { parseYaml, readTrouble, type YamlKind } from '../text/yaml-file';
import { ACTION_NAMES } from './action-forms';
import { SCENARIO_KIND, type ScenarioFile, type Step, scenarioSchema, spanOf } from './scenario-schema';

/** One line: where, what, what to do. */
export class ScenarioFileError extends Error {}

export interface Scenario {
  readonly path: string;
  readonly file: ScenarioFile;
  readonly rack: RackFile;
}

const SCENARIO_FILE: YamlKind<ScenarioFile> = {
  schema: scenarioSchema,
  apiVersion: API_VERSION,
  kind: SCENARIO_KIND,
  needs: 'apiVersion, kind, metadata, a rack and steps; see examples/scenarios/short.yaml',
  fail: (message) => new ScenarioFileError(message),
};

/** @throws ScenarioFileError, or RackFileError of the rack file that it names */
export async function readScenario(path: string): Promise<Scenario> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ScenarioFileError(
      `${path}: ${readTrouble(error)}. Name a scenario, for example examples/scenarios/short.yaml`,
    );
  }
  return parseScenario(text, path);
}

/** @throws ScenarioFileError, or RackFileError of the rack file that it names */
export async function parseScenario(text: string, path: string): Promise<Scenario> {
  const { value: file, error } = parseYaml(text, path, SCENARIO_FILE);
  if (file.rack !== undefined) {
    const mistake = finishRack(file.rack, path);
    if (mistake !== undefined) throw error(['rack', ...mistake.keys], mistake.reason);
  }
  const rack: RackFile =
    file.rack === undefined
      ? await rackOf(resolve(dirname(path), file.rackFile!), (reason) => error(['rackFile'], reason))
      : { apiVersion: API_VERSION, kind: KIND, ...file.rack };
  const wrong = wrongSlot(file, new Set(rack.units.map((unit) => unit.slot))) ?? wrongTime(file.steps);
  if (wrong !== undefined) throw error(wrong.keys, wrong.reason);
  return { path, file, rack };
}

async function rackOf(path: string, fail: (reason: string) => Error): Promise<RackFile> {
  try {
    return await readRackFile(path);
  } catch (error) {
    if (error instanceof RackFileError && error.message.startsWith(`${path}: no such file`))
      throw fail(`no such file: ${path}`);
    throw error;
  }
}

interface Mistake {
  readonly keys: readonly PropertyKey[];
  readonly reason: string;
}

/** A slot that the rack does not have. */
function wrongSlot({ healthy, watch, steps }: ScenarioFile, known: ReadonlySet<number>): Mistake | undefined {
  const named: (readonly [readonly PropertyKey[], number | undefined])[] = [];
  for (const [i, slot] of (healthy ?? []).entries()) named.push([['healthy', i], slot]);
  for (const [i, slot] of (watch ?? []).entries()) named.push([['watch', i], slot]);
  for (const [i, step] of steps.entries()) {
    for (const key of [...ACTION_NAMES, 'expect'] as const) {
      const part = step[key] as { readonly slot?: number; readonly slots?: readonly number[] } | undefined;
      named.push([['steps', i, key, 'slot'], part?.slot]);
      for (const [j, slot] of (part?.slots ?? []).entries()) named.push([['steps', i, key, 'slots', j], slot]);
    }
  }
  const wrong = named.find(([, slot]) => slot !== undefined && !known.has(slot));
  if (wrong === undefined) return undefined;
  return { keys: wrong[0], reason: `the rack has no unit in slot ${wrong[1]}. It has ${[...known].join(', ')}` };
}

/** A step that would be before the one above it. */
function wrongTime(steps: readonly Step[]): Mistake | undefined {
  let earliest = 0;
  for (const [i, step] of steps.entries()) {
    const at = spanOf(step.at);
    if (at !== undefined && at < earliest) {
      return {
        keys: ['steps', i, 'at'],
        reason: `${step.at} is before the end of the step above it: put steps in order`,
      };
    }
    earliest = Math.max(earliest, at ?? 0) + (spanOf(step.after) ?? 0) + (spanOf(step.for) ?? 0);
  }
  return undefined;
}
