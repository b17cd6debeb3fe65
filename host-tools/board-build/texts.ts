// Texts that a function compares with become constants of their module: XS copies a text of the code into the heap each time that it comes
// by, and a comparison of every tick would fill the heap with them until a collection.
import ts from 'typescript';

/** As all names that this folder makes. */
const NAME = '$text';

const COMPARISONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** @param code a module in JavaScript */
export function withTextsAsConstants(code: string, file: string): string {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const places: ts.StringLiteralLike[] = [];
  const visit = (node: ts.Node, isInFunction: boolean): void => {
    if (isInFunction && ts.isStringLiteralLike(node) && isCompared(node)) places.push(node);
    ts.forEachChild(node, (child) => visit(child, isInFunction || ts.isFunctionLike(node)));
  };
  visit(source, false);
  if (places.length === 0) return code;
  const texts = [...new Set(places.map((node) => node.text))];
  let changed = code;
  for (const node of places.reverse())
    changed = changed.slice(0, node.getStart(source)) + NAME + texts.indexOf(node.text) + changed.slice(node.getEnd());
  return `const ${texts.map((text, i) => `${NAME}${i} = ${JSON.stringify(text)}`).join(', ')};\n${changed}`;
}

function isCompared(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCaseClause(parent)) return parent.expression === node;
  return ts.isBinaryExpression(parent) && COMPARISONS.has(parent.operatorToken.kind);
}
