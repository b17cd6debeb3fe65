// `npm run firmware:build -- --board pico [--debug] [--mcuboot]`: builds the image of a board with the Moddable SDK's mcconfig.
// The SDK is not a part of this project: without one, three lines say what is missing, how to come by it and where that is told.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { stripOf } from './builtins';
import { bundleForBoard } from './bundle';
import { compileFirmware } from './compile';
import { textsIn } from './fixed-names';
import { leftOutIn } from './left-out';
import { relink } from './relink';
import { missingOf } from './sdk';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = join(ROOT, 'build/board');
const NO_SDK = 2;
const FAILED = 1;
/** Modules that mcconfig takes one by one: what a board brings. */
const ALONE = 'firmware/io/moddable/';
/** Of the SDK, under its `modules`. */
const SDK_MODULES = [
  ...['base/time/time.js', 'base/timer/timer.js', 'io/i2c/_i2c.js', 'io/i2c/smbus.js', 'io/serial/pico/serial.js'],
];
export const BOARDS = ['pico', 'pico-bench'] as const;

interface BuildOptions {
  readonly board: (typeof BOARDS)[number];
  readonly debug?: true;
  readonly mcuboot?: true;
}

/** @returns exit code */
export async function build(options: BuildOptions): Promise<number> {
  const { MODDABLE } = process.env;
  const missing = missingOf(process.env);
  if (missing !== undefined || MODDABLE === undefined) {
    process.stderr.write(`${missing?.join('\n')}\n`);
    return NO_SDK;
  }
  const name = [options.board, ...(options.mcuboot ? ['mcuboot'] : []), ...(options.debug ? ['debug'] : [])].join('-');
  const objects = join(OUT, 'obj', name);
  mkdirSync(objects, { recursive: true });
  forget(options, objects);
  const compiled = join(objects, 'js');
  const texts = await writeModules(options.board, compiled);
  const run = (command: string, ...args: readonly string[]): boolean =>
    spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: environment(MODDABLE, options, compiled) }).status ===
    0;
  const between = placeOf(options, objects, 'tmp');
  const linked = join(between, 'mc.xs.c');
  if (!run('mcconfig', ...argumentsOf(options, objects, linked))) return FAILED;
  // The debugger shows names.
  if (!options.debug) {
    const header = readFileSync(join(between, 'mc.xs.h'), 'utf8');
    writeFileSync(linked, relink(readFileSync(linked, 'utf8'), header, texts));
  }
  if (!run('make', '-f', join(between, 'makefile'), 'build')) return FAILED;
  for (const ending of ['uf2', 'elf']) {
    copyFileSync(join(placeOf(options, objects, 'bin'), `xs_pico.${ending}`), join(OUT, `${name}.${ending}`));
    process.stdout.write(`build/board/${name}.${ending}\n`);
  }
  return 0;
}

const environment = (sdk: string, { mcuboot }: BuildOptions, compiled: string): NodeJS.ProcessEnv => ({
  ...process.env,
  RACKLET_COMPILED: compiled,
  PATH: `${join(sdk, 'build/bin/lin/release')}${delimiter}${process.env.PATH}`,
  ...(mcuboot ? { LINKER_SCRIPT: join(ROOT, 'boards/pico/mcuboot.ld') } : {}),
});

/** @param target of the makefile that mcconfig writes */
const argumentsOf = ({ board, debug }: BuildOptions, objects: string, target: string): readonly string[] => [
  '-m',
  ...(debug ? ['-d'] : []),
  '-p',
  `pico:${join(ROOT, 'boards', board)}`,
  '-t',
  target,
  '-o',
  objects,
  join(ROOT, 'manifest.json'),
];

/** Where mcconfig puts results (`bin`) and what is between (`tmp`). */
const placeOf = ({ board, debug }: BuildOptions, objects: string, kind: 'bin' | 'tmp'): string =>
  join(objects, kind, 'pico', board, debug ? 'debug' : 'release', basename(ROOT));

/** make does not know that a module's code hangs on the constants of others, and objects on the board's flags, sdk.h and board.h. */
function forget(options: BuildOptions, objects: string): void {
  const between = placeOf(options, objects, 'tmp');
  rmSync(join(between, 'modules'), { recursive: true, force: true });
  rmSync(join(between, 'mc.xs.c'), { force: true });
  const stamp = join(objects, 'flags');
  const flags = flagsOf(options.board)
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === flags) return;
  rmSync(dirname(between), { recursive: true, force: true });
  writeFileSync(stamp, flags);
}

const flagsOf = (board: string): readonly string[] => [
  'boards/pico/sdk.h',
  `boards/${board}/manifest.json`,
  `boards/${board}/board.h`,
];

/** The two bundles of the manifest; and for transpile.js, which mcconfig calls file by file, each module that stands alone.
 * @returns what code may look up by a text
 * @throws Error code takes what an image is linked without */
async function writeModules(board: string, into: string): Promise<ReadonlySet<string>> {
  const modules = compileFirmware(ROOT);
  for (const { file, code } of modules) write(join(into, file.replace(/\.ts$/, '.js')), code);
  const alone = modules.filter(({ file }) => file.startsWith(ALONE)).map(({ code }) => code);
  const ofSdk = sdkModules();
  const bundle = await bundleForBoard(ROOT, board, modules, [...alone, ...ofSdk]);
  const leftOut = [bundle.firmware, bundle.main, ...alone, ...ofSdk].flatMap(leftOutIn);
  if (leftOut.length > 0) throw new Error(`boards/pico/sections.ld leaves out what this takes: ${leftOut.join('; ')}`);
  write(join(into, 'firmware.js'), bundle.firmware);
  write(join(into, 'main.js'), bundle.main);
  const strip = stripOf(modules, bundle.running, bundle.others);
  write(join(into, 'manifest.json'), JSON.stringify({ strip }));
  return new Set([...modules.flatMap(({ texts }) => [...texts]), ...ofSdk.flatMap((code) => [...textsIn(code)])]);
}

const sdkModules = (): readonly string[] =>
  SDK_MODULES.map((file) => readFileSync(join(process.env.MODDABLE!, 'modules', file), 'utf8'));

/** Where it is not there already: make goes by the time of a file. */
function write(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = new Command('firmware:build')
    .description('Builds the flashable image of a board into build/board/. Needs the Moddable SDK.')
    .addOption(new Option('--board <name>', 'board of boards/').choices([...BOARDS]).default('pico'))
    .option('--debug', 'with the debugger of the SDK')
    .option('--mcuboot', "linked for slot 0 behind MCUboot's header; sign it with racklet image sign")
    .parse()
    .opts<BuildOptions>();
  process.exitCode = await build(options);
}
