// Finds the worker program of `@agoric/xsnap`, built with the C compiler when the package was installed. Only the binary is
// used, as a process of its own (docs/licences.md); the package's modules are never imported.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PLATFORM: Readonly<Record<string, string>> = { linux: 'lin', darwin: 'mac' };

export type WorkerBinary =
  | { readonly path: string }
  /** `problem`: what is missing; `remedy`: what to do. */
  | { readonly problem: string; readonly remedy: string };

const ALTERNATIVE = 'or run with --engine node';

/** Path of the worker, or what is missing. */
export function findWorkerBinary(platform: string = process.platform): WorkerBinary {
  const folder = PLATFORM[platform];
  if (folder === undefined) {
    return { problem: `the XS worker does not run on ${platform}`, remedy: 'run with --engine node' };
  }
  let packageFile: string;
  try {
    packageFile = createRequire(import.meta.url).resolve('@agoric/xsnap/package.json');
  } catch {
    return {
      problem: 'the optional package @agoric/xsnap is not installed',
      remedy: `install a C compiler and make, use Node 20 or 22, and run npm ci again, ${ALTERNATIVE}`,
    };
  }
  const path = join(dirname(packageFile), `xsnap-native/xsnap/build/bin/${folder}/release/xsnap-worker`);
  if (existsSync(path)) return { path };
  return {
    problem: 'the XS worker was not built',
    remedy: `install a C compiler and make and run npm rebuild @agoric/xsnap, ${ALTERNATIVE}`,
  };
}
