// The compiled modules as two for a board: `racklet/firmware`, which mcconfig preloads into flash, and the main module, which runs at
// start. A module of its own costs its record, its exports and each import of them; and what nobody on the board imports is not in it.
// - Names that only the program itself sees are short: each name in the image costs 22 bytes and its letters.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import ts from 'typescript';
import { namesIn } from './builtins';
import type { CompiledModule } from './compile';
import { constAgain } from './const-again';
import { foldEvaluated } from './fold';
import { type RunningNames, runningNames } from './runtime';
import { slim } from './slim';

/** What main.ts imports of the firmware comes from here. */
const FIRMWARE = 'racklet/firmware';
const MAIN = 'firmware/main.ts';
const BOARD = 'racklet:board';

export interface BoardBundle {
  /** `racklet/firmware`. */
  readonly firmware: string;
  /** `racklet/firmware/main`. */
  readonly main: string;
  /** Of `firmware`. */
  readonly running: RunningNames;
  /** Names in all modules but `firmware`. */
  readonly others: ReadonlySet<string>;
}

/** Of the sensors that a board may name, the one that this board names. */
const PART = `
import { INA_PARTS as parts } from './sensors/ina-parts';
import { board as data } from '${BOARD}';
const { part } = data.sensor;
export const INA_PARTS = { [part]: parts[part] };`;

/** @param board folder of boards/; without one `racklet:board` stays outside, and the language whole. @param beside code of the modules that stand alone. @throws Error with esbuild's messages */
export async function bundleForBoard(
  root: string,
  board: string | undefined,
  modules: readonly CompiledModule[],
  beside: readonly string[],
): Promise<BoardBundle> {
  const codes = new Map(modules.map(({ file, code }) => [join(root, file), code]));
  const main = codes.get(join(root, MAIN))!;
  const sources = new Sources(root, board, codes);
  const fixed = new Set([...modules.flatMap((module) => [...module.fixed]), ...namesIn(beside.join('\n'))]);
  const first = await bundled(`${reexportsOf(main)}\n${PART}`, sources.inPlace(), { fixed, short: {} });
  const { code: small } = await bundled(main, sources.elsewhere(), { fixed, short: first.short });
  const others = namesIn([small, ...beside].join('\n'));
  const folded = await foldEvaluated(constAgain(first.code));
  const firmware = constAgain((await bundled(folded, sources.elsewhere())).code);
  return {
    firmware: slim(firmware, board === undefined ? undefined : others),
    main: small,
    others,
    running: runningNames(firmware),
  };
}

interface Names {
  /** Of members that keep them. */
  readonly fixed: ReadonlySet<string>;
  /** Those that others got, by their own; in the main module they have to be the same. */
  readonly short: Readonly<Record<string, string | false>>;
}

interface Bundled {
  readonly code: string;
  readonly short: Names['short'];
}

async function bundled(contents: string, plugin: Plugin, names?: Names): Promise<Bundled> {
  const { outputFiles, mangleCache } = await build({
    stdin: { contents },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    treeShaking: true,
    minifySyntax: true,
    minifyIdentifiers: true,
    legalComments: 'none',
    plugins: [plugin],
    logLevel: 'silent',
    ...(names === undefined ? {} : shortening(names)),
  });
  return { code: outputFiles![0]!.text, short: mangleCache ?? {} };
}

const shortening = ({ fixed, short }: Names): BuildOptions => ({
  mangleProps: /./,
  reserveProps: new RegExp(`^(?:${[...fixed].map((name) => name.replace(/\W/g, '\\$&')).join('|')})$`),
  mangleCache: { ...short },
});

/** Where the modules of the firmware are, for esbuild. */
class Sources {
  readonly #root: string;
  readonly #board: string | undefined;
  readonly #codes: ReadonlyMap<string, string>;

  constructor(root: string, board: string | undefined, codes: ReadonlyMap<string, string>) {
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
          if (path === BOARD && this.#board !== undefined)
            return { path: join(this.#root, 'boards', this.#board, 'select.js'), namespace };
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
          path: path.startsWith('.') || (path === BOARD && this.#board !== undefined) ? FIRMWARE : path,
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
    .filter(({ importClause }) => !importClause!.namedBindings!.getText().includes('INA_PARTS'))
    .map((node) => `export ${node.importClause!.namedBindings!.getText()} from ${node.moduleSpecifier.getText()};`)
    .join('\n');
}

const isOfFirmware = (specifier: string): boolean => specifier.startsWith('.') || specifier === BOARD;
