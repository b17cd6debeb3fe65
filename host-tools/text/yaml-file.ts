// Reads a YAML file against a schema: every mistake is one line with its place and what to do. Rack files and scenarios use it.
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';
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
  // Its warnings are for programmers, and go to stderr by themselves.
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const syntax = document.errors[0];
  if (syntax) {
    throw kind.fail(`${place(path, syntax.linePos?.[0])}: ${syntaxText(syntax)}`);
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
    const issue = mostTelling(parsed.error.issues);
    const key = issue.code === 'unrecognized_keys' ? keyNode(document, issue.path, issue.keys[0]!) : undefined;
    const where = key?.range ? place(path, lines.linePos(key.range[0])) : at(issue.path);
    throw kind.fail(`${where}: ${describe(issue, value, kind)}`);
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

function syntaxText({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here (---): one file holds one';
  return `not valid YAML: ${firstLine(message)}`;
}

/** A misspelt key before the one that is missing for it; version and kind before either: another version has other keys. */
function mostTelling(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const head = issues.find(({ path }) => path[0] === 'apiVersion' || path[0] === 'kind');
  return head ?? issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
}

/** The key itself, which `getIn` does not give. */
function keyNode(document: Document, path: readonly PropertyKey[], key: string) {
  const map = document.getIn(path, true);
  const keys = isMap(map) ? map.items.map((pair) => pair.key) : [];
  return keys.filter(isScalar).find(({ value }) => String(value) === key);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((found, key) => (found as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** Why a file could not be read. */
export function readTrouble(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return code === 'EACCES' ? 'no permission to read it' : message;
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

function describe(issue: z.core.$ZodIssue, value: unknown, { schema, kind, apiVersion }: YamlKind<unknown>): string {
  const key = keyPath(issue.path);
  if (key === 'kind') return `kind: must be ${kind}, the only kind that this tool reads here`;
  if (key === 'apiVersion') return `apiVersion: must be ${apiVersion}`;
  if (issue.code === 'unrecognized_keys') {
    const hint = suggestion(issue.keys[0]!, knownKeys(schema, issue.path));
    return `${key === '' ? '' : `${key}: `}unknown key "${issue.keys[0]}". ${hint}`;
  }
  if (issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined) return `${key}: is missing`;
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
