// What mcconfig calls as its TypeScript compiler: takes the types off one file. The types are checked by `npm run check:types`,
// which knows the project's own declarations; the SDK's way, one whole tsc per file, takes minutes.
// Usage, as mcconfig has it: transpile.js -p FILE-tsconfig.json
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { transformSync } from 'esbuild';

const configFile = process.argv[process.argv.indexOf('-p') + 1];
const { compilerOptions, files } = JSON.parse(readFileSync(configFile, 'utf8'));

for (const file of files) {
  const out = join(compilerOptions.outDir, relative(compilerOptions.rootDir, file)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(out), { recursive: true });
  const { code, map } = transformSync(readFileSync(file, 'utf8'), {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    sourcefile: relative(dirname(out), file),
    sourcemap: 'external',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
  });
  if (code.trim() === '') {
    // Types alone. xsc falls over an empty file.
    writeFileSync(out, 'export {};\n');
    continue;
  }
  writeFileSync(out, `${code}//# sourceMappingURL=${basename(out)}.map\n`);
  writeFileSync(`${out}.map`, map);
}
