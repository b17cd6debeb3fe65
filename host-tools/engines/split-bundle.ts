// The firmware in two parts: its modules that keep no state, once for all units, and what a unit runs over them. Classes that units share are
// fast: where each unit has classes of its own, Node's compiler takes every property for one that may be anywhere.
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { BundleParts } from './engine';
import { LIBRARY } from './library-name';

/** `root`: of the repository. `entry`: what a unit runs. `plugins`: those that resolve the board's modules. */
export async function splitBundle(
  root: string,
  entry: string,
  plugins: readonly Plugin[],
): Promise<Omit<BundleParts, 'of'>> {
  const firmware = join(root, 'firmware');
  const modules = new Set<string>();
  const fromLibrary: Plugin = {
    name: 'from-library',
    setup(plugin) {
      plugin.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path);
        if (!file.startsWith(`${firmware}/`) || file === join(firmware, 'main')) return undefined;
        modules.add(file);
        return { path: file, namespace: 'library' };
      });
      plugin.onLoad({ filter: /.*/, namespace: 'library' }, ({ path }) => ({
        contents: `module.exports = ${LIBRARY}[${JSON.stringify(relative(root, path))}];`,
      }));
    },
  };
  const unit = await buildText({ entryPoints: [entry], plugins: [...plugins, fromLibrary] });
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
    plugins: [...plugins],
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
