// Reads `rack.yaml`: errors with line, column and what to do. What it may hold: rack-schema.ts.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { nearest } from '../text/nearest';
import { profileOf } from './plant-schema';
import { API_VERSION, KIND, knownKeys, type RackFile, rackSchema, type UnitFile } from './rack-schema';

export type { RackFile, UnitFile } from './rack-schema';

/** One line: where, what, what to do. */
export class RackFileError extends Error {}

export async function readRackFile(path: string): Promise<RackFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message;
    throw new RackFileError(`${path}: ${reason}. Name a rack file, for example examples/rack.yaml`);
  }
  return parseRackFile(text, path);
}

/** @throws RackFileError */
export function parseRackFile(text: string, path: string): RackFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax) {
    const at = syntax.linePos?.[0];
    throw new RackFileError(`${place(path, at)}: not valid YAML: ${firstLine(syntax.message)}`);
  }
  const value = toValue(() => document.toJS(), path);
  if (value === null || value === undefined) {
    throw new RackFileError(`${path}: the file is empty. It needs apiVersion, kind and units; see examples/rack.yaml`);
  }
  const parsed = rackSchema.safeParse(value);
  const position = (keys: readonly PropertyKey[]) => {
    for (let depth = keys.length; depth >= 0; depth--) {
      const node = document.getIn(keys.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]);
    }
    return undefined;
  };
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new RackFileError(`${place(path, position(issue.path))}: ${describe(issue)}`);
  }
  const twice = duplicateSlot(parsed.data.units);
  if (twice !== undefined) {
    const at = position(['units', twice, 'slot']);
    throw new RackFileError(
      `${place(path, at)}: units[${twice}].slot: slot ${parsed.data.units[twice]!.slot} is taken by another unit. Give each unit a slot of its own`,
    );
  }
  for (const { load } of parsed.data.units) {
    if (load.recording !== undefined) load.recording = resolve(dirname(path), load.recording);
  }
  const unread = unreadableRecording(parsed.data.units);
  if (unread !== undefined) {
    throw new RackFileError(`${place(path, position(['units', unread.index, 'load']))}: ${unread.reason}`);
  }
  return parsed.data;
}

/** Aliases without an anchor, or too many of them, show only now. */
function toValue(convert: () => unknown, path: string): unknown {
  try {
    return convert();
  } catch (error) {
    throw new RackFileError(`${path}: not valid YAML: ${firstLine((error as Error).message)}`);
  }
}

const place = (path: string, at: { line: number; col: number } | undefined): string =>
  at ? `${path}:${at.line}:${at.col}` : path;

const firstLine = (text: string): string => text.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');

/** `units[2].slot` */
const keyPath = (keys: readonly PropertyKey[]): string =>
  keys.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );

function describe(issue: z.core.$ZodIssue): string {
  const key = keyPath(issue.path);
  if (issue.path[0] === 'kind') return `kind: must be ${KIND}, the only kind that this tool reads`;
  if (issue.path[0] === 'apiVersion') return `apiVersion: must be ${API_VERSION}`;
  if (issue.code === 'unrecognized_keys') {
    return `${key === '' ? '' : `${key}: `}unknown key "${issue.keys[0]}". ${suggestion(issue.keys[0]!, issue.path)}`;
  }
  return key === '' ? issue.message : `${key}: ${issue.message}`;
}

/** What the misspelt key was probably meant to be, or what is known there. */
function suggestion(key: string, path: readonly PropertyKey[]): string {
  const known = knownKeys(path);
  const guess = nearest(key, known);
  return guess === undefined ? `Known here: ${known.join(', ')}` : `Did you mean ${guess}?`;
}

function unreadableRecording(units: readonly UnitFile[]): { index: number; reason: string } | undefined {
  for (const [index, { load }] of units.entries()) {
    try {
      profileOf(load);
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const reason = missing ? `no such file: ${load.recording}` : (error as Error).message;
      return { index, reason: `units[${index}].load.recording: ${reason}` };
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
