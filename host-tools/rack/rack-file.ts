// Reads `rack.yaml`: errors with line, column and what to do. What it may hold: rack-schema.ts.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseYaml, readTrouble, type YamlKind } from '../text/yaml-file';
import { profileOf } from './plant-schema';
import { API_VERSION, KIND, type RackFile, rackSchema, type UnitFile } from './rack-schema';

export type { RackFile, UnitFile } from './rack-schema';

/** One line: where, what, what to do. */
export class RackFileError extends Error {}

const RACK_FILE: YamlKind<RackFile> = {
  schema: rackSchema,
  apiVersion: API_VERSION,
  kind: KIND,
  needs: 'apiVersion, kind and units; see examples/rack.yaml',
  fail: (message) => new RackFileError(message),
};

export async function readRackFile(path: string): Promise<RackFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new RackFileError(`${path}: ${readTrouble(error)}. Name a rack file, for example examples/rack.yaml`);
  }
  return parseRackFile(text, path);
}

/** @throws RackFileError */
export function parseRackFile(text: string, path: string): RackFile {
  const { value, error } = parseYaml(text, path, RACK_FILE);
  const mistake = finishRack(value, path);
  if (mistake !== undefined) throw error(mistake.keys, mistake.reason);
  return value;
}

export interface RackMistake {
  /** Where, from the top of the rack. */
  readonly keys: readonly PropertyKey[];
  readonly reason: string;
}

/** Makes paths of recordings absolute. @returns what is wrong that a schema cannot say */
export function finishRack({ units }: Pick<RackFile, 'units'>, path: string): RackMistake | undefined {
  const twice = duplicateSlot(units);
  if (twice !== undefined) {
    const reason = `slot ${units[twice]!.slot} is taken by another unit. Give each unit a slot of its own`;
    return { keys: ['units', twice, 'slot'], reason };
  }
  for (const { load } of units) {
    if (load.recording !== undefined) load.recording = resolve(dirname(path), load.recording);
  }
  return unreadableRecording(units);
}

function unreadableRecording(units: readonly UnitFile[]): RackMistake | undefined {
  for (const [index, { load }] of units.entries()) {
    try {
      profileOf(load);
    } catch (error) {
      const isOfSystem = (error as NodeJS.ErrnoException).code !== undefined;
      const reason = isOfSystem ? `${readTrouble(error)}: ${load.recording}` : (error as Error).message;
      return { keys: ['units', index, 'load', 'recording'], reason };
    }
  }
  return undefined;
}

function duplicateSlot(units: readonly UnitFile[]): number | undefined {
  const seen = new Set<number>();
  for (const [index, unit] of units.entries()) {
    if (seen.has(unit.slot)) return index;
    seen.add(unit.slot);
  }
  return undefined;
}
