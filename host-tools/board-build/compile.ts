// The firmware's TypeScript as JavaScript for a board: types off, and what a microcontroller has no time or room for with them.
// - A constant of whatever module stands where it is used, as a number: on XS the look-up of a member costs more than all else in its line.
// - Texts of the tables that no code of the firmware reads (`purpose`, `source`: for docs and host tools) are left out.
// - `#name` becomes `$name`: XS walks two lists for a private member, with the private methods of each object among them. What is
//   private was checked before, on the source.
// - Texts that a function compares with are constants of the module: texts.ts.
// - Constant tables are frozen in depth, so that XS keeps no way to change them.
// What a module does stays the same.
import { join, relative } from 'node:path';
import { transformSync } from 'esbuild';
import ts from 'typescript';
import { type Constant, Constants, isConstantObject, withoutWrapping } from './constants';
import { namesAsTexts, namesOfLibrary, namesSeenOutside } from './fixed-names';
import { withTextsAsConstants } from './texts';

/** Columns of tables, and parameters of the functions that make their rows. */
const FOR_READERS: ReadonlySet<string> = new Set(['purpose', 'source']);

/** What a private member begins with then. No name of the firmware does. */
const PLAIN = '$';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface CompiledModule {
  /** From the root of the project, with its ending. */
  readonly file: string;
  readonly code: string;
  /** Members of the language's own objects that it mentions, by the library's name of their type: `ReadonlyArray.map`. */
  readonly members: ReadonlySet<string>;
  /** Names of members that may not become others because of it. */
  readonly fixed: ReadonlySet<string>;
  /** Those among them that code may look up by a text, or list. */
  readonly texts: ReadonlySet<string>;
}

/** Every module of `firmware/` and `boards/`. @param root of the project */
export function compileFirmware(root: string): readonly CompiledModule[] {
  const config = ts.readConfigFile(join(root, 'firmware/tsconfig.json'), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config.config, ts.sys, join(root, 'firmware'));
  return compileFiles(root, fileNames, options);
}

export function compileFiles(
  root: string,
  files: readonly string[],
  options: ts.CompilerOptions,
): readonly CompiledModule[] {
  const program = ts.createProgram(files, options);
  const constants = new Constants(program.getTypeChecker());
  const language = namesOfLibrary(program);
  return program
    .getSourceFiles()
    .filter((source) => !source.isDeclarationFile)
    .map((source) => {
      const texts = namesAsTexts(source, program.getTypeChecker());
      return {
        file: relative(root, source.fileName),
        code: typesOff(new Rewriter(source, program.getTypeChecker(), constants).text(), source.fileName),
        members: membersOfLibrary(source, program),
        fixed: new Set([...language, ...namesSeenOutside(source), ...texts]),
        texts,
      };
    });
}

function membersOfLibrary(source: ts.SourceFile, program: ts.Program): ReadonlySet<string> {
  const members = new Set<string>();
  const checker = program.getTypeChecker();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      for (const { parent } of checker.getSymbolAtLocation(node.name)?.declarations ?? []) {
        if (ts.isInterfaceDeclaration(parent) && program.isSourceFileDefaultLibrary(parent.getSourceFile()))
          members.add(`${parent.name.text}.${node.name.text}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return members;
}

function typesOff(text: string, file: string): string {
  const { code } = transformSync(text, {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    sourcefile: file,
    minifySyntax: true,
    treeShaking: true,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
  });
  // Types alone. xsc falls over an empty file.
  return code.trim() === '' ? 'export {};\n' : withTextsAsConstants(code, file);
}

class Rewriter {
  readonly #source: ts.SourceFile;
  readonly #checker: ts.TypeChecker;
  readonly #constants: Constants;
  readonly #edits: Edit[] = [];
  /** References that stay, by the name they have here. */
  readonly #used = new Set<string>();

  constructor(source: ts.SourceFile, checker: ts.TypeChecker, constants: Constants) {
    this.#source = source;
    this.#checker = checker;
    this.#constants = constants;
  }

  text(): string {
    for (const statement of this.#source.statements) {
      if (!ts.isImportDeclaration(statement)) this.#visit(statement);
    }
    for (const statement of this.#source.statements) {
      if (ts.isImportDeclaration(statement)) this.#keepWhatIsUsed(statement);
    }
    let text = this.#source.text;
    for (const { from, to, text: put } of this.#edits.sort((a, b) => b.from - a.from))
      text = text.slice(0, from) + put + text.slice(to);
    return text;
  }

  #replace(node: ts.Node, text: string): void {
    this.#edits.push({ from: node.getStart(this.#source), to: node.getEnd(), text });
  }

  /** With the comma behind it; the one before the last of an object may stay. */
  #drop(node: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): void {
    const { properties } = node.parent;
    const next = properties[properties.indexOf(node) + 1];
    const to = next === undefined ? properties.end : next.getStart(this.#source);
    this.#edits.push({ from: node.getStart(this.#source), to, text: '' });
  }

  #visit(node: ts.Node): void {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isPrivateIdentifier(node)) this.#replace(node, PLAIN + node.text.slice(1));
    else if (ts.isShorthandPropertyAssignment(node)) this.#shorthand(node);
    else if (ts.isIdentifier(node)) this.#identifier(node);
    else if (this.#isForReaders(node)) this.#drop(node);
    else if (isFoldable(node) && this.#fold(node)) return;
    else if (ts.isVariableDeclaration(node) && this.#isTable(node)) this.#freeze(node);
    else if (ts.isCallExpression(node)) this.#call(node);
    else ts.forEachChild(node, (child) => this.#visit(child));
  }

  #fold(node: ts.Expression): boolean {
    const value = this.#constants.valueOf(node);
    if (value === undefined) return false;
    this.#replace(node, textOf(value));
    return true;
  }

  #identifier(node: ts.Identifier): void {
    if (node.text.startsWith(PLAIN))
      throw new Error(`${this.#source.fileName}: ${node.text}: no name begins with ${PLAIN}`);
    if (!isReference(node)) return;
    if (!this.#fold(node)) this.#used.add(node.text);
  }

  #shorthand(node: ts.ShorthandPropertyAssignment): void {
    const { text } = node.name;
    if (FOR_READERS.has(text) && this.#isText(node.name)) {
      this.#drop(node);
      return;
    }
    const named = this.#checker.getShorthandAssignmentValueSymbol(node);
    const isImported = named !== undefined && (named.flags & ts.SymbolFlags.Alias) !== 0;
    const declaration = (isImported ? this.#checker.getAliasedSymbol(named) : named)?.valueDeclaration;
    const value =
      declaration !== undefined && ts.isVariableDeclaration(declaration) ? this.#constantOf(declaration) : undefined;
    if (value === undefined) this.#used.add(text);
    else this.#replace(node, `${text}: ${textOf(value)}`);
  }

  #constantOf(declaration: ts.VariableDeclaration): Constant | undefined {
    return ts.isIdentifier(declaration.name) ? this.#constants.valueOf(declaration.name) : undefined;
  }

  /** Arguments for readers alone are not handed over. */
  #call(node: ts.CallExpression): void {
    const parameters = this.#checker.getResolvedSignature(node)?.declaration?.parameters ?? [];
    this.#visit(node.expression);
    node.arguments.forEach((argument, i) => {
      const name = parameters[i]?.name.getText();
      if (name !== undefined && FOR_READERS.has(name) && this.#isText(argument)) this.#replace(argument, '0');
      else this.#visit(argument);
    });
  }

  #isForReaders(node: ts.Node): node is ts.PropertyAssignment {
    return (
      ts.isPropertyAssignment(node) &&
      FOR_READERS.has(node.name.getText(this.#source)) &&
      this.#isText(node.initializer)
    );
  }

  #isText(node: ts.Expression): boolean {
    return (this.#checker.getTypeAtLocation(node).flags & ts.TypeFlags.StringLike) !== 0;
  }

  #isTable({ initializer, parent }: ts.VariableDeclaration): boolean {
    if (initializer === undefined || !isConstantObject(initializer) || parent.parent.parent !== this.#source)
      return false;
    const literal = withoutWrapping(initializer);
    return ts.isObjectLiteralExpression(literal) || ts.isArrayLiteralExpression(literal);
  }

  #freeze({ initializer }: ts.VariableDeclaration): void {
    const literal = withoutWrapping(initializer!);
    ts.forEachChild(literal, (child) => this.#visit(child));
    const start = literal.getStart(this.#source);
    this.#edits.push({ from: start, to: start, text: '/* @__PURE__ */ Object.freeze(' });
    this.#edits.push({ from: literal.getEnd(), to: literal.getEnd(), text: ', true)' });
  }

  #keepWhatIsUsed(node: ts.ImportDeclaration): void {
    const clause = node.importClause;
    const names = clause?.namedBindings;
    if (clause === undefined || clause.name !== undefined || names === undefined || !ts.isNamedImports(names)) return;
    const kept = names.elements.filter((one) => !one.isTypeOnly && this.#used.has(one.name.text));
    if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword || kept.length === 0) this.#replace(node, '');
    else this.#replace(names, `{ ${kept.map((one) => one.getText(this.#source)).join(', ')} }`);
  }
}

const textOf = (value: Constant): string =>
  typeof value === 'number' && (value < 0 || Object.is(value, -0)) ? `(${value})` : String(value);

const isFoldable = (node: ts.Node): node is ts.Expression =>
  ts.isPropertyAccessExpression(node) || ts.isBinaryExpression(node) || ts.isPrefixUnaryExpression(node);

/** Stands for a value: not the name of what is declared, of a member, of a label. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isLabeledStatement(parent)) return false;
  if (ts.isExportSpecifier(parent) || ts.isBreakOrContinueStatement(parent) || ts.isMetaProperty(parent)) return false;
  return (parent as { name?: ts.Node }).name !== node;
}
