// racklet's command line for the guest: one bundle, and the native module that it opens /dev/i2c-N with.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type CpioEntry, file } from './cpio';

const ENTRY = "import { main } from './host-tools/cli/main'; void main(process.argv);";
/** The bundle is a module; what it holds of CommonJS asks for `require`. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
const FOLDER = 'racklet';
const NATIVE = '@koromix/koffi-linux-x64';

/** @param root the repository */
export async function bundleCommandLine(root: string): Promise<readonly CpioEntry[]> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['koffi'],
    banner: { js: REQUIRE },
    plugins: [
      {
        // The bundler itself serves `racklet emulate` alone, which the guest does not run.
        name: 'no-bundler-in-the-bundle',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^esbuild$/ }, () => ({ path: 'esbuild', namespace: 'absent' }));
          onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'export const build = undefined;' }));
        },
      },
    ],
  });
  return [
    file(`${FOLDER}/racklet.mjs`, outputFiles[0]!.contents),
    ...packageFiles(root, 'koffi', /^(package\.json|index\.js|src\/koffi\/.*\.js)$/),
    ...packageFiles(root, NATIVE, /^(package\.json|index\.js|linux_x64\/.*)$/),
  ];
}

function packageFiles(root: string, name: string, wanted: RegExp): readonly CpioEntry[] {
  const folder = join(root, 'node_modules', name);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => wanted.test(path))
    .filter((path) => /\.[a-z]+$/.test(path))
    .map((path) => file(`${FOLDER}/node_modules/${name}/${path}`, readFileSync(join(folder, path)), 0o755));
}
