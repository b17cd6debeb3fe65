// Bundles the firmware into one file that every engine loads: firmware/main.ts with the emulated board's modules.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { FirmwareBundle } from './engine';
import { splitBundle } from './split-bundle';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const GUEST = join(ROOT, 'host-tools/engines/guest');
/** Written for people and debuggers; the engines are given its text. */
const BUNDLE_FILE = join(ROOT, 'build/firmware.js');

/** Module of the board, by the specifier that the firmware imports. firmware/modules.d.ts lists them. */
const GUEST_MODULES: Readonly<Record<string, string>> = {
  'embedded:io/smbus': 'smbus.ts',
  'embedded:io/analog': 'analog.ts',
  'embedded:io/digital': 'digital.ts',
  'embedded:io/serial': 'serial.ts',
  'racklet:io/flash': 'flash.ts',
  'racklet:io/gate-latch': 'gate-latch.ts',
  'racklet:io/smbus-target': 'smbus-target.ts',
  'racklet:io/hardware': 'hardware.ts',
  'racklet:io/meter': 'meter.ts',
  'racklet:io/watchdog': 'watchdog.ts',
  'racklet:board': 'board.ts',
  timer: 'timer.ts',
  time: 'time.ts',
};

/** Of these, and what they import, those that keep nothing outside of their instances: units may share them. */
const SHARED = ['smbus', 'analog', 'digital', 'serial', 'flash', 'gate-latch', 'smbus-target', 'bridge'].map((name) =>
  join(GUEST, `${name}.ts`),
);

const emulatedBoard: Plugin = {
  name: 'emulated-board',
  setup(plugin) {
    plugin.onResolve({ filter: /^(embedded:|racklet:|timer$|time$)/ }, ({ path }) => {
      const file = GUEST_MODULES[path];
      return file === undefined
        ? { errors: [{ text: `the emulated board has no module ${path}` }] }
        : { path: join(GUEST, file) };
    });
  },
};

function transforming(transform: (text: string, file: string) => string): Plugin {
  return {
    name: 'transform',
    setup(plugin) {
      plugin.onLoad({ filter: /\/firmware\/.*\.ts$/ }, async ({ path }) => ({
        contents: transform(await readFile(path, 'utf8'), path),
        loader: 'ts',
      }));
    },
  };
}

export interface BundleOptions {
  /** Text put in front of the bundle: tests plant defects with it. */
  readonly banner?: string;
  /** The same, behind it. */
  readonly footer?: string;
  readonly file?: string;
  /** Of the sources, before they are bundled: boards transform them. */
  readonly transform?: (text: string, file: string) => string;
}

/** Builds the bundle. @throws Error with esbuild's messages */
export async function bundleFirmware(options: BundleOptions = {}): Promise<FirmwareBundle> {
  const result = await build({
    entryPoints: [join(GUEST, 'entry.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    platform: 'neutral',
    legalComments: 'none',
    plugins: [emulatedBoard, ...(options.transform === undefined ? [] : [transforming(options.transform)])],
    logLevel: 'silent',
    ...(options.banner === undefined ? {} : { banner: { js: options.banner } }),
    ...(options.footer === undefined ? {} : { footer: { js: options.footer } }),
  });
  const code = result.outputFiles[0]!.text;
  const file = options.file ?? BUNDLE_FILE;
  await leave(file, code);
  const isPlain = options.banner === undefined && options.footer === undefined;
  if (!isPlain) return { file, code };
  return {
    file,
    code,
    parts: { of: code, ...(await splitBundle(ROOT, join(GUEST, 'entry.ts'), SHARED, emulatedBoard)) },
  };
}

/** A folder that is another's, or cannot be written at all, is no reason not to run. */
async function leave(file: string, code: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, code);
  } catch {
    // Nobody but a debugger misses it.
  }
}
