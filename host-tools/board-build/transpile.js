// What mcconfig calls as its TypeScript compiler, once a file: gives what compile.ts made of it, where build.ts says that it did, and
// takes the types off where mcconfig runs by itself. The types are checked by `npm run check:types`, which knows the project's own
// declarations; the SDK's way, one whole tsc per file, takes minutes.
// Usage, as mcconfig has it: transpile.js -p FILE-tsconfig.json
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const configFile = process.argv[process.argv.indexOf('-p') + 1];
const { compilerOptions, files } = JSON.parse(readFileSync(configFile, 'utf8'));

for (const file of files) {
  const out = join(compilerOptions.outDir, relative(compilerOptions.rootDir, file)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, await codeOf(file));
}

async function codeOf(file) {
  const compiled = process.env.RACKLET_COMPILED;
  if (compiled !== undefined) return readFileSync(join(compiled, relative(ROOT, file)).replace(/\.ts$/, '.js'), 'utf8');
  const { transformSync } = await import('esbuild');
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
  });
  // Types alone. xsc falls over an empty file.
  return code.trim() === '' ? 'export {};\n' : code;
}
