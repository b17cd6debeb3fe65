// The compiled modules as two for a board: `racklet/firmware`, which mcconfig preloads into flash, and the main module, which runs at
// start. A module of its own costs its record, its exports and each import of them; and what nobody on the board imports is not in it.
// - Names that only the program itself sees are short: each name in the image costs 22 bytes and its letters.
// - Variables at the top that nothing assigns to are `const` again, which bundling makes `var`: XS keeps no way to change them then.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import ts from 'typescript';
import type { CompiledModule } from './compile';

/** What main.ts imports of the firmware comes from here. */
const FIRMWARE = 'racklet/firmware';
const MAIN = 'firmware/main.ts';
const BOARD = 'racklet:board';

export interface BoardBundle {
  /** `racklet/firmware`. */
  readonly firmware: string;
  /** `racklet/firmware/main`. */
  readonly main: string;
}

/** @param board folder of boards/. @throws Error with esbuild's messages */
export async function bundleForBoard(
  root: string,
  board: string,
  modules: readonly CompiledModule[],
): Promise<BoardBundle> {
  const codes = new Map(modules.map(({ file, code }) => [join(root, file), code]));
  const main = codes.get(join(root, MAIN))!;
  const sources = new Sources(root, board, codes);
  const firmware = await bundled(reexportsOf(main), sources.inPlace());
  return { firmware: constAgain(firmware), main: constAgain(await bundled(main, sources.elsewhere())) };
}

async function bundled(contents: string, plugin: Plugin): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    treeShaking: true,
    minifySyntax: true,
    minifyIdentifiers: true,
    mangleProps: /^\$/,
    legalComments: 'none',
    plugins: [plugin],
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

/** Where the modules of the firmware are, for esbuild. */
class Sources {
  readonly #root: string;
  readonly #board: string;
  readonly #codes: ReadonlyMap<string, string>;

  constructor(root: string, board: string, codes: ReadonlyMap<string, string>) {
    this.#root = root;
    this.#board = board;
    this.#codes = codes;
  }

  /** All of the firmware and the board's data; what the board itself brings stays outside. */
  inPlace(): Plugin {
    const namespace = 'compiled';
    return {
      name: 'firmware',
      setup: (plugin) => {
        plugin.onResolve({ filter: /.*/ }, ({ path, importer, namespace: from }) => {
          if (path === BOARD) return { path: join(this.#root, 'boards', this.#board, 'select.js'), namespace };
          if (path.startsWith('racklet/')) return { path: this.#fileOf(join(this.#root, path.slice(8))), namespace };
          if (!path.startsWith('.')) return { path, external: true };
          const folder = from === namespace ? dirname(importer) : join(this.#root, dirname(MAIN));
          return { path: this.#fileOf(join(folder, path)), namespace };
        });
        plugin.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
          contents: this.#codes.get(path) ?? readFileSync(path, 'utf8'),
          loader: 'js',
        }));
      },
    };
  }

  /** All of it comes from `racklet/firmware`. */
  elsewhere(): Plugin {
    return {
      name: 'main',
      setup: (plugin) => {
        plugin.onResolve({ filter: /.*/ }, ({ path }) => ({
          path: path === BOARD || path.startsWith('.') ? FIRMWARE : path,
          external: true,
        }));
      },
    };
  }

  #fileOf(path: string): string {
    if (!this.#codes.has(`${path}.ts`)) throw new Error(`${relative(this.#root, path)} is not compiled for boards`);
    return `${path}.ts`;
  }
}

/** What main imports of the firmware, as exports. */
function reexportsOf(main: string): string {
  const source = ts.createSourceFile('main.js', main, ts.ScriptTarget.ES2022, true);
  return source.statements
    .filter(ts.isImportDeclaration)
    .filter(({ moduleSpecifier }) => isOfFirmware((moduleSpecifier as ts.StringLiteral).text))
    .map((node) => `export ${node.importClause!.namedBindings!.getText()} from ${node.moduleSpecifier.getText()};`)
    .join('\n');
}

const isOfFirmware = (specifier: string): boolean => specifier.startsWith('.') || specifier === BOARD;

const FILE = '/bundle.js';

/** @param code of a module */
export function constAgain(code: string): string {
  const source = ts.createSourceFile(FILE, code, ts.ScriptTarget.ES2022, true);
  const options = { allowJs: true, noResolve: true, noLib: true, types: [], target: ts.ScriptTarget.ES2022 };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getSourceFile: (file) => (file === FILE ? source : undefined),
    fileExists: (file) => file === FILE,
  };
  const checker = ts.createProgram([FILE], options, host).getTypeChecker();
  const assigned = assignedIn(source, checker);
  let text = code;
  for (const statement of [...source.statements].reverse()) {
    if (!ts.isVariableStatement(statement)) continue;
    const { declarations, flags } = statement.declarationList;
    if (flags & ts.NodeFlags.Const) continue;
    const isConstant = declarations.every(
      ({ name, initializer }) =>
        initializer !== undefined && namesIn(name).every((one) => !assigned.has(checker.getSymbolAtLocation(one)!)),
    );
    if (!isConstant) continue;
    const start = statement.declarationList.getStart(source);
    text = `${text.slice(0, start)}const${text.slice(start + 3)}`;
  }
  return text;
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
