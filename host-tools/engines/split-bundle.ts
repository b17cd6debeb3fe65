// The firmware in two parts: its modules that keep no state, once for all units, and what a unit runs over them. Classes that units share are
// fast: where each unit has classes of its own, Node's compiler takes every property for one that may be anywhere.
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { BundleParts } from './engine';
import { LIBRARY } from './library-name';

const RESOLVING = { isOurs: true };

/** `root`: of the repository. `entry`: what a unit runs. `shared`: files beside it that keep no state. `board`: resolves the board's modules. */
export async function splitBundle(
  root: string,
  entry: string,
  shared: readonly string[],
  board: Plugin,
): Promise<Omit<BundleParts, 'of'>> {
  const firmware = join(root, 'firmware');
  const modules = new Set<string>();
  const fromLibrary: Plugin = {
    name: 'from-library',
    setup(plugin) {
      plugin.onResolve({ filter: /.*/ }, async ({ path, resolveDir, importer, kind, pluginData }) => {
        if (kind === 'entry-point' || pluginData === RESOLVING) return undefined;
        const { path: file } = await plugin.resolve(path, { resolveDir, importer, kind, pluginData: RESOLVING });
        const isFirmware = file.startsWith(`${firmware}/`) && file !== join(firmware, 'main.ts');
        if (!isFirmware && !shared.includes(file)) return undefined;
        modules.add(file);
        return { path: file, namespace: 'library' };
      });
      plugin.onLoad({ filter: /.*/, namespace: 'library' }, ({ path }) => ({
        // A device is the default of its module and all that it exports; the firmware's modules have no default.
        contents: `const module_ = ${LIBRARY}[${JSON.stringify(relative(root, path))}]; module.exports = module_.default ?? module_;`,
      }));
    },
  };
  const unit = await buildText({ entryPoints: [entry], plugins: [fromLibrary, board] });
  const imports = [...modules].sort().map((file, i) => ({ name: `m${i}`, file, key: relative(root, file) }));
  const library = await buildText({
    stdin: {
      contents: [
        ...imports.map(({ name, file }) => `import * as ${name} from ${JSON.stringify(file)};`),
        `Object.assign(${LIBRARY}, { ${imports.map(({ name, key }) => `${JSON.stringify(key)}: ${name}`).join(', ')} });`,
      ].join('\n'),
      resolveDir: dirname(firmware),
      loader: 'ts',
    },
    plugins: [board],
  });
  return { library, code: unit };
}

async function buildText(options: Parameters<typeof build>[0]): Promise<string> {
  const result = await build({
    ...options,
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    platform: 'neutral',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return result.outputFiles![0]!.text;
}
