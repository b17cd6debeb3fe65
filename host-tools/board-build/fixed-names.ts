// Names of members that have to stay as they are in an image. All others become short ones: each name costs 22 bytes and its letters, and
// a short one serves variables and members alike. Fixed is
// - what the language has, and what a board brings or hands over: its data, its io;
// - what occurs as a text, or is read by a text: tables by name, and whatever stands where a table by name is expected.
import ts from 'typescript';

/** Folders and files of what others than the firmware see, from the root of the project. */
const SEEN_OUTSIDE = /(^|\/)(firmware\/(io\/|board\.ts$|.*\.d\.ts$)|boards\/)/;

/** Names of the library's members. */
export function namesOfLibrary(program: ts.Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const source of program.getSourceFiles()) {
    if (program.isSourceFileDefaultLibrary(source) || (source.isDeclarationFile && SEEN_OUTSIDE.test(source.fileName)))
      addMembers(source, names);
  }
  return names;
}

function addMembers(node: ts.Node, names: Set<string>): void {
  const { name } = node as { name?: ts.Node };
  if (name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name))) names.add(name.text);
  ts.forEachChild(node, (child) => addMembers(child, names));
}

/** Names that stay because others than the firmware see one module. */
export function namesSeenOutside(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  if (SEEN_OUTSIDE.test(source.fileName)) addMembers(source, names);
  return names;
}

/** Names that stay because a module may have them as texts. */
export function namesAsTexts(source: ts.SourceFile, checker: ts.TypeChecker): ReadonlySet<string> {
  const names = new Set<string>();
  const fix = (type: ts.Type): void => {
    for (const one of type.isUnion() ? type.types : [type])
      for (const property of checker.getPropertiesOfType(checker.getApparentType(one)))
        if (!isOfLibrary(property)) names.add(property.name);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) names.add(node.text);
    if (ts.isElementAccessExpression(node) && !isNumber(checker.getTypeAtLocation(node.argumentExpression)))
      fix(checker.getTypeAtLocation(node.expression));
    if (ts.isForInStatement(node)) fix(checker.getTypeAtLocation(node.expression));
    if (ts.isCallExpression(node) && node.expression.getText(source).startsWith('Object.'))
      for (const argument of node.arguments) fix(checker.getTypeAtLocation(argument));
    if (ts.isComputedPropertyName(node) && ts.isObjectLiteralExpression(node.parent.parent))
      fix(checker.getTypeAtLocation(node.parent.parent));
    if (ts.isExpression(node) && isTableByName(node, checker)) fix(checker.getTypeAtLocation(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Texts of a module that has no types. */
export function textsIn(code: string): ReadonlySet<string> {
  const texts = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) texts.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.js', code, ts.ScriptTarget.ES2022));
  return texts;
}

/** What arrays have, for one. */
const isOfLibrary = ({ declarations = [] }: ts.Symbol): boolean =>
  declarations.some((one) => /\/lib\.[\w.]+\.d\.ts$/.test(one.getSourceFile().fileName));

const isNumber = (type: ts.Type): boolean =>
  (type.isUnion() ? type.types : [type]).every(({ flags }) => (flags & ts.TypeFlags.NumberLike) !== 0);

/** Stands where `Record<string, ...>` is expected. */
function isTableByName(node: ts.Expression, checker: ts.TypeChecker): boolean {
  if (!(ts.isObjectLiteralExpression(node) || ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)))
    return false;
  const expected = checker.getContextualType(node);
  return expected !== undefined && checker.getIndexInfoOfType(expected, ts.IndexKind.String) !== undefined;
}
