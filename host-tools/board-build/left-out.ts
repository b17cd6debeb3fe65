// What boards/pico/sections.ld leaves out of the engine ends in a panic when it is called: no code of an image may call it.
import ts from 'typescript';

/** @returns what the code has that the image cannot do, as it is written; empty where there is nothing */
export function leftOutIn(code: string): readonly string[] {
  const source = ts.createSourceFile('module.js', code, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isLeftOut(node)) found.push(node.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const POWERS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AsteriskAsteriskToken,
  ts.SyntaxKind.AsteriskAsteriskEqualsToken,
]);
const NAMES: ReadonlySet<string> = new Set(['pow', 'Compartment']);

/** Powers; modules made at run time; the names of a module's namespace. */
const isLeftOut = (node: ts.Node): boolean =>
  POWERS.has(node.kind) ||
  ts.isNamespaceImport(node) ||
  ts.isNamespaceExport(node) ||
  (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) ||
  (ts.isIdentifier(node) && NAMES.has(node.text));
