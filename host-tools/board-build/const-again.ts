// Variables at the top of a module that nothing assigns to are `const` again, which bundling makes `var`: XS keeps no way to change them
// then.
import ts from 'typescript';
import { type Edit, edited, programOf } from './script';

/** @param code of a module */
export function constAgain(code: string): string {
  const { source, checker } = programOf(code);
  const edits: Edit[] = [];
  const assigned = assignedIn(source, checker);
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const { declarations, flags } = statement.declarationList;
    if (flags & ts.NodeFlags.Const) continue;
    const isConstant = declarations.every(
      ({ name, initializer }) =>
        initializer !== undefined && namesIn(name).every((one) => !assigned.has(checker.getSymbolAtLocation(one)!)),
    );
    if (!isConstant) continue;
    const start = statement.declarationList.getStart(source);
    edits.push({ from: start, to: start + 3, text: 'const' });
  }
  return edited(code, edits);
}

const namesIn = (name: ts.BindingName): readonly ts.Identifier[] =>
  ts.isIdentifier(name)
    ? [name]
    : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesIn(element.name)));

/** Variables that something assigns to behind their declaration. */
function assignedIn(source: ts.SourceFile, checker: ts.TypeChecker): ReadonlySet<ts.Symbol> {
  const assigned = new Set<ts.Symbol>();
  const note = (target: ts.Node): void => {
    if (ts.isIdentifier(target)) {
      const symbol = checker.getSymbolAtLocation(target);
      if (symbol !== undefined) assigned.add(symbol);
    } else if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target)) {
      // Every name in a pattern, be it assigned to or not.
      const names = (node: ts.Node): void => (ts.isIdentifier(node) ? note(node) : ts.forEachChild(node, names));
      names(target);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) note(node.left);
    else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) note(node.operand);
    else if (
      (ts.isForOfStatement(node) || ts.isForInStatement(node)) &&
      !ts.isVariableDeclarationList(node.initializer)
    )
      note(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return assigned;
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
