// The program of the soak's processes, in one file: plain JavaScript starts sooner and runs faster than what is translated while it loads.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKER_FILE = join(ROOT, 'build/soak-worker.mjs');

/** @returns its path. @throws Error with esbuild's messages */
export async function bundleWorker(file = WORKER_FILE): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  await build({
    entryPoints: [join(ROOT, 'host-tools/soak/worker.ts')],
    bundle: true,
    outfile: file,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  return file;
}
