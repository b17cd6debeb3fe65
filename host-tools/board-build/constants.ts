// The value of an expression that is known when the firmware is compiled: numbers, members of `as const` objects, and what is made of them.
import ts from 'typescript';

export type Constant = number | boolean;

export class Constants {
  readonly #checker: ts.TypeChecker;
  readonly #underWay = new Set<ts.Node>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** Undefined where it is not known, or is no number and no boolean: a text is not repeated where it is used. */
  valueOf(node: ts.Expression): Constant | undefined {
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
    if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
    if (isWrapped(node)) return this.valueOf(node.expression);
    if (ts.isPrefixUnaryExpression(node)) return this.#unary(node);
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (ts.isIdentifier(node)) return this.#guarded(this.#initializerOf(node), (value) => this.valueOf(value));
    if (ts.isPropertyAccessExpression(node)) return this.#member(node);
    return undefined;
  }

  #unary({ operator, operand }: ts.PrefixUnaryExpression): Constant | undefined {
    const value = this.valueOf(operand);
    if (typeof value !== 'number') return undefined;
    if (operator === ts.SyntaxKind.MinusToken) return -value;
    if (operator === ts.SyntaxKind.TildeToken) return ~value;
    return operator === ts.SyntaxKind.PlusToken ? value : undefined;
  }

  #binary({ left, operatorToken, right }: ts.BinaryExpression): Constant | undefined {
    const operate = OPERATORS[operatorToken.kind];
    if (operate === undefined) return undefined;
    const a = this.valueOf(left);
    const b = a === undefined ? undefined : this.valueOf(right);
    return typeof a === 'number' && typeof b === 'number' ? operate(a, b) : undefined;
  }

  #member({ expression, name }: ts.PropertyAccessExpression): Constant | undefined {
    if (!ts.isIdentifier(expression)) return undefined;
    const object = this.#initializerOf(expression);
    if (object === undefined || !isConstantObject(object)) return undefined;
    const literal = withoutWrapping(object);
    if (!ts.isObjectLiteralExpression(literal)) return undefined;
    const property = literal.properties.find(
      (one) => one.name !== undefined && ts.isIdentifier(one.name) && one.name.text === name.text,
    );
    if (property === undefined || !ts.isPropertyAssignment(property)) return undefined;
    return this.#guarded(property.initializer, (value) => this.valueOf(value));
  }

  /** What a `const` of any module is made of. */
  #initializerOf(name: ts.Identifier): ts.Expression | undefined {
    let symbol = this.#checker.getSymbolAtLocation(name);
    if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0)
      symbol = this.#checker.getAliasedSymbol(symbol);
    const declaration = symbol?.valueDeclaration;
    if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
      return undefined;
    if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0) return undefined;
    return declaration.initializer;
  }

  /** A constant that is made of itself is none. */
  #guarded<T>(node: ts.Expression | undefined, look: (node: ts.Expression) => T | undefined): T | undefined {
    if (node === undefined || this.#underWay.has(node)) return undefined;
    this.#underWay.add(node);
    try {
      return look(node);
    } finally {
      this.#underWay.delete(node);
    }
  }
}

const OPERATORS: Partial<Record<ts.SyntaxKind, (a: number, b: number) => number>> = {
  [ts.SyntaxKind.PlusToken]: (a, b) => a + b,
  [ts.SyntaxKind.MinusToken]: (a, b) => a - b,
  [ts.SyntaxKind.AsteriskToken]: (a, b) => a * b,
  [ts.SyntaxKind.SlashToken]: (a, b) => a / b,
  [ts.SyntaxKind.PercentToken]: (a, b) => a % b,
  [ts.SyntaxKind.AsteriskAsteriskToken]: (a, b) => a ** b,
  [ts.SyntaxKind.LessThanLessThanToken]: (a, b) => a << b,
  [ts.SyntaxKind.GreaterThanGreaterThanToken]: (a, b) => a >> b,
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken]: (a, b) => a >>> b,
  [ts.SyntaxKind.AmpersandToken]: (a, b) => a & b,
  [ts.SyntaxKind.BarToken]: (a, b) => a | b,
  [ts.SyntaxKind.CaretToken]: (a, b) => a ^ b,
};

type Wrapped = ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression;

const isWrapped = (node: ts.Node): node is Wrapped =>
  ts.isParenthesizedExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isNonNullExpression(node);

export function withoutWrapping(node: ts.Expression): ts.Expression {
  return isWrapped(node) ? withoutWrapping(node.expression) : node;
}

/** Says `as const`: nothing can be stored in it. */
export function isConstantObject(node: ts.Expression): boolean {
  if (ts.isAsExpression(node) && ts.isConstTypeReference(node.type)) return true;
  return isWrapped(node) && isConstantObject(node.expression);
}
