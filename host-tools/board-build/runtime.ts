// What of the bundled firmware runs on a board, and what ran already when mcconfig preloaded it: the code that fills tables, with the
// functions that it alone calls. The built-in functions that nothing on the board calls need not be in the image.
// Errs on one side: what cannot be told apart counts as running.
import ts from 'typescript';
import { programOf } from './script';

/** Functions of arrays that call what they are given at once and do not keep it. */
const CALLS_AT_ONCE: ReadonlySet<string> = new Set([
  ...['every', 'filter', 'find', 'findIndex', 'flatMap', 'forEach', 'from', 'map', 'reduce', 'replace', 'some', 'sort'],
]);

type Callable = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction;

export interface RunningNames {
  /** Of members and of globals that code on the board mentions. */
  readonly names: ReadonlySet<string>;
  /** Those among them that it may call as a function of the language: `x.name()`, `Math.name`. */
  readonly functions: ReadonlySet<string>;
}

/** @param code of a module whose exports the board uses */
export function runningNames(code: string): RunningNames {
  return new Running(code).found();
}

class Running {
  readonly #source: ts.SourceFile;
  readonly #checker: ts.TypeChecker;
  readonly #names = new Set<string>();
  readonly #functions = new Set<string>();
  readonly #running = new Set<ts.Symbol>();
  readonly #called = new Set<ts.Node>();

  constructor(code: string) {
    const { source, checker } = programOf(code);
    this.#source = source;
    this.#checker = checker;
  }

  found(): RunningNames {
    for (const statement of this.#source.statements) {
      if (ts.isExportDeclaration(statement)) this.#exports(statement);
      else if (!isDeclaration(statement)) this.#evaluate(statement);
    }
    return { names: this.#names, functions: this.#functions };
  }

  #exports({ exportClause }: ts.ExportDeclaration): void {
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return;
    for (const one of exportClause.elements) this.#mark(this.#checker.getExportSpecifierLocalTargetSymbol(one));
  }

  /** Its value is there when the board runs. */
  #mark(symbol: ts.Symbol | undefined): void {
    const declaration = symbol?.valueDeclaration;
    if (symbol === undefined || declaration === undefined || this.#running.has(symbol)) return;
    this.#running.add(symbol);
    if (ts.isVariableDeclaration(declaration)) {
      if (declaration.initializer !== undefined) this.#evaluate(declaration.initializer);
    } else if (ts.isBindingElement(declaration)) this.#evaluate(declaration.parent.parent);
    else this.#run(declaration);
  }

  /** All of a node runs on the board. */
  #run(node: ts.Node): void {
    if (ts.isPropertyAccessExpression(node)) {
      this.#names.add(node.name.text);
      if (this.#mayCallLanguage(node)) this.#functions.add(node.name.text);
    } else if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      this.#names.add(node.argumentExpression.text);
    else if (ts.isBindingElement(node)) this.#names.add((node.propertyName ?? node.name).getText(this.#source));
    else if (ts.isRegularExpressionLiteral(node)) this.#names.add('RegExp');
    else if (ts.isIdentifier(node)) this.#identifier(node);
    ts.forEachChild(node, (child) => this.#run(child));
  }

  /** A member that is only read is none of the language's functions; but what belongs to a global may be handed on. */
  #mayCallLanguage({ parent, expression }: ts.PropertyAccessExpression): boolean {
    if (
      ts.isPropertyAccessExpression(parent) ||
      (ts.isCallExpression(parent) && parent.expression.pos === expression.pos)
    )
      return true;
    return ts.isIdentifier(expression) && this.#symbolOf(expression)?.valueDeclaration === undefined;
  }

  #identifier(node: ts.Identifier): void {
    const symbol = this.#symbolOf(node);
    if (symbol?.valueDeclaration === undefined) this.#names.add(node.text);
    else if (this.#isAtTop(symbol.valueDeclaration)) this.#mark(symbol);
  }

  /** A node that was evaluated when it was preloaded: the functions that it makes may be called on the board, it itself is over. */
  #evaluate(node: ts.Node): void {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) this.#run(node);
    else if (ts.isCallExpression(node)) this.#evaluateCall(node);
    else if (ts.isIdentifier(node)) {
      const declaration = this.#symbolOf(node)?.valueDeclaration;
      if (declaration !== undefined && this.#isAtTop(declaration)) this.#identifier(node);
    } else ts.forEachChild(node, (child) => this.#evaluate(child));
  }

  #evaluateCall(node: ts.CallExpression): void {
    const { expression: callee } = node;
    const callable = ts.isIdentifier(callee) ? this.#callableOf(callee) : undefined;
    if (callable !== undefined) this.#evaluateBody(callable);
    else if (!ts.isIdentifier(callee)) this.#evaluate(callee);
    const atOnce = ts.isPropertyAccessExpression(callee) && CALLS_AT_ONCE.has(callee.name.text);
    for (const argument of node.arguments) {
      if (atOnce && (ts.isArrowFunction(argument) || ts.isFunctionExpression(argument))) this.#evaluateBody(argument);
      else this.#evaluate(argument);
    }
  }

  #evaluateBody(callable: Callable): void {
    if (this.#called.has(callable)) return;
    this.#called.add(callable);
    for (const parameter of callable.parameters) this.#evaluate(parameter);
    if (callable.body !== undefined) this.#evaluate(callable.body);
  }

  #callableOf(node: ts.Identifier): Callable | undefined {
    const declaration = this.#symbolOf(node)?.valueDeclaration;
    if (declaration === undefined) return undefined;
    if (ts.isFunctionDeclaration(declaration)) return declaration;
    const initializer = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
      ? initializer
      : undefined;
  }

  #symbolOf(node: ts.Identifier): ts.Symbol | undefined {
    return ts.isShorthandPropertyAssignment(node.parent)
      ? this.#checker.getShorthandAssignmentValueSymbol(node.parent)
      : this.#checker.getSymbolAtLocation(node);
  }

  #isAtTop(declaration: ts.Declaration): boolean {
    if (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration))
      return declaration.parent === this.#source;
    let node: ts.Node = declaration;
    while (ts.isBindingElement(node) || ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node))
      node = node.parent;
    return ts.isVariableDeclaration(node) && node.parent.parent.parent === this.#source;
  }
}

const isDeclaration = (node: ts.Statement): boolean =>
  ts.isVariableStatement(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isImportDeclaration(node);
