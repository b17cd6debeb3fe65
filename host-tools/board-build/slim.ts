// Makes a source file cheaper to run on a microcontroller, and says the same: XS looks a property up by walking a list, and a private
// member twice, with the private methods of the object among them.
// - `#name` becomes `$name`: methods move from each object to its prototype. What is private is checked by tsc, on the source.
// - A number that has a name (`const LIMIT = 10`, `Channel.inputCurrent` of an object of numbers `as const`) becomes the number.
// Lines stay: a line of the output is the line of the source.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** What a private member begins with then. No name of the firmware does. */
const PLAIN = '$';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

type Numbers = ReadonlyMap<string, number>;
type Constants = ReadonlyMap<string, number | Numbers>;

/**
 * @param file where `text` stands: names are looked up in what it imports by relative paths
 * @returns TypeScript. @throws Error where a name begins with `$`
 */
export function slim(text: string, file: string): string {
  const source = parse(text, file);
  const edits = [...plainPrivates(source), ...plainNumbers(source, file)].sort((a, b) => b.start - a.start);
  let out = text;
  for (const { start, end, by } of edits) out = out.slice(0, start) + by + out.slice(end);
  return out;
}

const parse = (text: string, file: string): ts.SourceFile =>
  ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);

function* walk(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  for (const child of children) yield* walk(child);
}

function* plainPrivates(source: ts.SourceFile): Generator<Edit> {
  for (const node of walk(source)) {
    if (ts.isIdentifier(node) && node.text.startsWith(PLAIN))
      throw new Error(`${source.fileName}: ${node.text}: choose a name that does not begin with ${PLAIN}`);
    if (ts.isPrivateIdentifier(node))
      yield { start: node.getStart(), end: node.end, by: `${PLAIN}${node.text.slice(1)}` };
  }
}

function* plainNumbers(source: ts.SourceFile, file: string): Generator<Edit> {
  const named = namedNumbers(source, file);
  for (const name of boundMoreThanOnce(source)) named.delete(name);
  for (const node of walk(source)) {
    const value = ts.isIdentifier(node) && isRead(node) ? named.get(node.text) : undefined;
    if (value === undefined) continue;
    const { parent } = node;
    if (typeof value === 'number') {
      const by = ts.isShorthandPropertyAssignment(parent) ? `${node.getText()}: ${literal(value)}` : literal(value);
      yield { start: node.getStart(), end: node.end, by };
    } else if (ts.isPropertyAccessExpression(parent) && value.has(parent.name.text)) {
      yield { start: parent.getStart(), end: parent.end, by: literal(value.get(parent.name.text)!) };
    }
  }
}

/** As an operand of anything. */
const literal = (value: number): string => (value < 0 ? `(${value})` : String(value));

/** A value is read here: it is no declaration, no type, no name of a property, no part of an import or export. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  const hasInitializer =
    ts.isPropertyAssignment(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isPropertyDeclaration(parent);
  if (hasInitializer) return parent.initializer === node;
  return (
    (ts.isExpression(parent) && !ts.isClassExpression(parent) && !ts.isFunctionExpression(parent)) ||
    ts.isComputedPropertyName(parent) ||
    ts.isCaseClause(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isIfStatement(parent)
  );
}

/** Numbers, and objects of numbers, by the name that they have in this file. */
function namedNumbers(source: ts.SourceFile, file: string): Map<string, number | Numbers> {
  const named = new Map(constantsOf(source));
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    const path = `${join(dirname(file), statement.moduleSpecifier.text)}.ts`;
    if (!statement.moduleSpecifier.text.startsWith('.') || bindings === undefined) continue;
    if (!ts.isNamedImports(bindings) || !existsSync(path)) continue;
    for (const { propertyName, name } of bindings.elements) {
      const value = exportsOf(path).get((propertyName ?? name).text);
      if (value !== undefined) named.set(name.text, value);
    }
  }
  return named;
}

const known = new Map<string, Constants>();

function exportsOf(path: string): Constants {
  const found = known.get(path) ?? new Map(constantsOf(parse(readFileSync(path, 'utf8'), path)));
  known.set(path, found);
  return found;
}

function* constantsOf(source: ts.SourceFile): Generator<readonly [string, number | Numbers]> {
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || !ts.isIdentifier(name)) continue;
      const value = numberOf(initializer) ?? numbersOf(initializer);
      if (value !== undefined) yield [name.text, value];
    }
  }
}

/** A literal, with its sign. */
function numberOf(node: ts.Expression): number | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (!ts.isPrefixUnaryExpression(node) || node.operator !== ts.SyntaxKind.MinusToken) return undefined;
  return ts.isNumericLiteral(node.operand) ? -Number(node.operand.text) : undefined;
}

/** `{ a: 0, b: 1 } as const`. */
function numbersOf(expression: ts.Expression): Numbers | undefined {
  const node = ts.isSatisfiesExpression(expression) ? expression.expression : expression;
  if (!ts.isAsExpression(node) || node.type.getText() !== 'const') return undefined;
  if (!ts.isObjectLiteralExpression(node.expression)) return undefined;
  const values = new Map<string, number>();
  for (const property of node.expression.properties) {
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) return undefined;
    const value = numberOf(property.initializer);
    if (value === undefined) return undefined;
    values.set(property.name.text, value);
  }
  return values;
}

/** A name that is bound again in some scope of the file is left alone. */
function boundMoreThanOnce(source: ts.SourceFile): ReadonlySet<string> {
  const [seen, again] = [new Set<string>(), new Set<string>()];
  for (const node of walk(source)) {
    if (!isBinding(node) || node.name === undefined || !ts.isIdentifier(node.name)) continue;
    if (seen.has(node.name.text)) again.add(node.name.text);
    seen.add(node.name.text);
  }
  return again;
}

const isBinding = (node: ts.Node): node is ts.NamedDeclaration =>
  ts.isVariableDeclaration(node) ||
  (ts.isParameter(node) && !ts.isTypeNode(node.parent) && !ts.isTypeElement(node.parent)) ||
  ts.isBindingElement(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isClassDeclaration(node) ||
  ts.isImportSpecifier(node);
