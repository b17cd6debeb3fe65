// Numbers that are known once the firmware's tables are filled (`const ON = rowOfName('POWER_GOOD_ON')`), where they are used: a function on
// XS keeps a slot for each variable at the top that it reads. The values are those of an evaluation here; nothing that a board brings is in
// them, as only the main module knows it.
import ts from 'typescript';
import { type Edit, edited, programOf } from './script';

/** Stands in for `racklet:board` while the values are taken. */
const BOARD = `{ sensor: { part: 'ina226' } }`;

/** @param code of a module that ends in its exports */
export async function foldEvaluated(code: string): Promise<string> {
  const { source, checker } = programOf(code);
  const values = await valuesOf(source);
  const edits: Edit[] = [];
  const folded = new Map<ts.Symbol, string>();
  for (const { name } of declarationsOf(source)) {
    const value = values[name.text];
    const isFoldable = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
    if (isFoldable && !Object.is(value, -0)) folded.set(checker.getSymbolAtLocation(name)!, textOf(value));
  }
  const visit = (node: ts.Node): void => {
    if (ts.isExportDeclaration(node)) return;
    if (ts.isIdentifier(node)) {
      const isShort = ts.isShorthandPropertyAssignment(node.parent);
      const symbol = isShort
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      const text = symbol === undefined ? undefined : folded.get(symbol);
      const isDeclared = ts.isVariableDeclaration(node.parent) && node.parent.name === node;
      if (text !== undefined && !isDeclared)
        edits.push({ from: node.getStart(source), to: node.getEnd(), text: isShort ? `${node.text}: ${text}` : text });
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const { name, initializer } of declarationsOf(source)) {
    const text = folded.get(checker.getSymbolAtLocation(name)!);
    if (text === undefined) continue;
    for (const edit of edits.filter(({ from, to }) => from >= initializer.pos && to <= initializer.end))
      edits.splice(edits.indexOf(edit), 1);
    edits.push({ from: initializer.getStart(source), to: initializer.getEnd(), text });
  }
  return edited(code, edits);
}

const textOf = (value: unknown): string => (typeof value === 'number' && value < 0 ? `(${value})` : String(value));

interface Declared {
  readonly name: ts.Identifier;
  readonly initializer: ts.Expression;
}

/** Constants at the top that are no literal: variables that something assigns to are none. */
function declarationsOf(source: ts.SourceFile): readonly Declared[] {
  const all: Declared[] = [];
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    if (!(statement.declarationList.flags & ts.NodeFlags.Const)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (ts.isIdentifier(name) && initializer !== undefined) all.push({ name, initializer });
  }
  return all;
}

/** By name, once the module is evaluated. */
async function valuesOf(source: ts.SourceFile): Promise<Readonly<Record<string, unknown>>> {
  const names = declarationsOf(source).map(({ name }) => name.text);
  const body = source.statements
    .filter((statement) => !ts.isExportDeclaration(statement))
    .map((statement) =>
      ts.isImportDeclaration(statement)
        ? `const { board: ${importedAs(statement, source)} } = { board: ${BOARD} };`
        : statement.getText(source),
    )
    .join('\n');
  const evaluate = new Function(`'use strict'; ${body}\nreturn { ${names.join(', ')} };`);
  return evaluate() as Readonly<Record<string, unknown>>;
}

function importedAs({ importClause }: ts.ImportDeclaration, source: ts.SourceFile): string {
  const names = importClause?.namedBindings;
  if (names === undefined || !ts.isNamedImports(names) || names.elements.length !== 1)
    throw new Error(`${source.fileName}: the firmware but its main module imports nothing of a board but its data`);
  return names.elements[0]!.name.text;
}
