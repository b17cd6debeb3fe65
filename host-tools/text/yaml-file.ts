// Reads a YAML file against a schema: every mistake is one line with its place and what to do. Rack files and scenarios use it.
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { nearest } from './nearest';

export interface YamlKind<T> {
  readonly schema: z.ZodType<T>;
  readonly apiVersion: string;
  readonly kind: string;
  /** What an empty file lacks, and where to look. */
  readonly needs: string;
  readonly fail: (message: string) => Error;
}

export interface YamlFile<T> {
  readonly value: T;
  /** `file:line:column: key: reason`, as an error to throw. */
  readonly error: (keys: readonly PropertyKey[], reason: string) => Error;
}

/** @throws what `kind.fail` makes */
export function parseYaml<T>(text: string, path: string, kind: YamlKind<T>): YamlFile<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax) {
    throw kind.fail(`${place(path, syntax.linePos?.[0])}: not valid YAML: ${firstLine(syntax.message)}`);
  }
  const value = toValue(document, path, kind);
  if (value === null || value === undefined) throw kind.fail(`${path}: the file is empty. It needs ${kind.needs}`);
  const at = (keys: readonly PropertyKey[]): string => {
    for (let depth = keys.length; depth >= 0; depth--) {
      const node = document.getIn(keys.slice(0, depth), true);
      if (isNode(node) && node.range) return place(path, lines.linePos(node.range[0]));
    }
    return path;
  };
  const parsed = kind.schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw kind.fail(`${at(issue.path)}: ${describe(issue, kind)}`);
  }
  return {
    value: parsed.data,
    error: (keys, reason) => kind.fail(`${at(keys)}: ${keys.length === 0 ? '' : `${keyPath(keys)}: `}${reason}`),
  };
}

/** Aliases without an anchor, or too many of them, show only now. */
function toValue(document: Document, path: string, { fail }: YamlKind<unknown>): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw fail(`${path}: not valid YAML: ${firstLine((error as Error).message)}`);
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

function describe(issue: z.core.$ZodIssue, { schema, kind, apiVersion }: YamlKind<unknown>): string {
  const key = keyPath(issue.path);
  if (key === 'kind') return `kind: must be ${kind}, the only kind that this tool reads here`;
  if (key === 'apiVersion') return `apiVersion: must be ${apiVersion}`;
  if (issue.code === 'unrecognized_keys') {
    const hint = suggestion(issue.keys[0]!, knownKeys(schema, issue.path));
    return `${key === '' ? '' : `${key}: `}unknown key "${issue.keys[0]}". ${hint}`;
  }
  return key === '' ? issue.message : `${key}: ${issue.message}`;
}

/** What the misspelt key was probably meant to be, or what is known there. */
function suggestion(key: string, known: readonly string[]): string {
  const guess = nearest(key, known);
  return guess === undefined ? `Known here: ${known.join(', ')}` : `Did you mean ${guess}?`;
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/** Keys that a schema knows at a path. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let node = z.toJSONSchema(schema, { io: 'input' }) as SchemaNode | undefined;
  for (const key of path) node = typeof key === 'number' ? node?.items : node?.properties?.[String(key)];
  return Object.keys(node?.properties ?? {});
}
