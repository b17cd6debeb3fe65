// The bundled firmware, so that less of it lies in flash once it is preloaded. What it does stays the same.
// - Functions at the top become arrow functions, before all else: each function of the other kind has an object as its prototype.
// - Once all tables are filled, rows lose the columns that only the code which filled tables reads; of parts that are alike one is kept;
//   and only then they are frozen. The code that does so is not in the image: it has run.
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import ts from 'typescript';
import { runningNames } from './runtime';
import { type Edit, edited, programOf, type Script } from './script';

/** What the engine, its linker and C code call by name. */
const ENGINES_OWN = [
  ...[
    'apply',
    'assign',
    'at',
    'call',
    'constructor',
    'irandom',
    'join',
    'length',
    'message',
    'name',
    'next',
    'now',
    'prototype',
  ],
  ...['random', 'return', 'stack', 'then', 'throw', 'toString', 'valueOf', 'values'],
];

/**
 * @param code of a module that ends in its exports. @param others names that modules beside it mention; without them the language's
 * own objects stay as they are
 */
export function slim(code: string, others?: ReadonlySet<string>): string {
  const { names: running } = runningNames(code);
  const script = programOf(code);
  const { text: functions, edits } = arrows(script);
  const tables = unfrozen(script, edits);
  const text = edited(code, edits);
  const end = text.lastIndexOf('export {');
  const trimming = `{
const kept = new Set(${JSON.stringify([...running, ...(others ?? []), ...ENGINES_OWN])});
${trimmers()}trimTables([${tables.join(', ')}], kept);
${others === undefined ? '' : 'trimLanguage(kept);'}
}\n`;
  return bodyWithImports(functions, text.slice(0, end)) + trimming + text.slice(end);
}

/** The functions of trim-tables.ts as JavaScript. */
function trimmers(): string {
  const source = readFileSync(new URL('./trim-tables.ts', import.meta.url), 'utf8').replace(/^export /gm, '');
  return transformSync(source, { loader: 'ts', target: 'es2022' }).code;
}

/** Imports stay before the functions for those who read it. */
const bodyWithImports = (functions: string, body: string): string => `${functions}\n${body}`;

/** Function declarations at the top, as constants. */
function arrows({ source }: Script): { text: string; edits: Edit[] } {
  const edits: Edit[] = [];
  const texts: string[] = [];
  for (const node of source.statements) {
    if (!ts.isFunctionDeclaration(node) || node.body === undefined || node.asteriskToken !== undefined) continue;
    if (node.modifiers !== undefined || usesThis(node.body)) continue;
    const parameters = code(source, node.parameters.pos, node.parameters.end);
    texts.push(`const ${node.name!.text} = (${parameters}) => ${node.body.getText(source)};`);
    edits.push({ from: node.getStart(source), to: node.getEnd(), text: '' });
  }
  return { text: texts.join('\n'), edits };
}

const code = (source: ts.SourceFile, from: number, to: number): string => source.text.slice(from, to);

function usesThis(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.ThisKeyword || ts.isMetaProperty(node)) return true;
  if (ts.isIdentifier(node) && node.text === 'arguments') return true;
  return ts.forEachChild(node, usesThis) ?? false;
}

/** Tables that are frozen in depth: not yet. @returns their names */
function unfrozen({ source }: Script, edits: Edit[]): readonly string[] {
  const names: string[] = [];
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name) || initializer === undefined || !isFreezing(initializer, source)) continue;
      names.push(name.text);
      const table = initializer.arguments[0]!;
      edits.push({ from: initializer.getStart(source), to: table.getStart(source), text: '' });
      edits.push({ from: table.getEnd(), to: initializer.getEnd(), text: '' });
    }
  }
  return names;
}

const isFreezing = (node: ts.Expression, source: ts.SourceFile): node is ts.CallExpression =>
  ts.isCallExpression(node) && node.arguments.length === 2 && node.expression.getText(source) === 'Object.freeze';
