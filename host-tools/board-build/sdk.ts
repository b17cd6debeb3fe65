// What the build of an image needs of this computer, and what it says where that is not there.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const SDK_PAGE = 'https://github.com/Moddable-OpenSource/moddable/blob/public/documentation/devices/pico.md';
const INSTALL = 'clone the latter at its tag, then xs-dev setup, as in .github/workflows/board.yml';
const COMPILER = 'arm-none-eabi-gcc';

export interface SdkEnvironment {
  readonly [name: string]: string | undefined;
}

/** Three lines: what is missing, what to install, where that is told. Undefined where all is there. */
export function missingOf(
  env: SdkEnvironment,
  exists: (path: string) => boolean = existsSync,
): readonly [string, string, string] | undefined {
  const lacks = lackOf(env, exists);
  if (lacks === undefined) return undefined;
  return [
    `cannot build the image: ${lacks}`,
    `install the Moddable SDK 8.2.3 and the pico-sdk 2.2.0: ${INSTALL}`,
    `see docs/boards.md and ${SDK_PAGE}`,
  ];
}

function lackOf(env: SdkEnvironment, exists: (path: string) => boolean): string | undefined {
  const { MODDABLE, HOME = '', PATH = '', PICO_GCC_ROOT = '/usr/local' } = env;
  if (MODDABLE === undefined || MODDABLE === '') return 'MODDABLE is not set: there is no Moddable SDK';
  const places = [
    join(MODDABLE, 'build/bin/lin/release'),
    join(MODDABLE, 'build/bin/mac/release'),
    ...PATH.split(delimiter),
  ];
  if (!places.some((place) => exists(join(place, 'mcconfig'))))
    return `${MODDABLE} has no mcconfig: its tools are not built`;
  const sdk = env.PICO_SDK_DIR ?? join(env.PICO_ROOT ?? join(HOME, 'pico'), 'pico-sdk');
  if (!exists(sdk)) return `there is no pico-sdk at ${sdk}`;
  const compiler = join(PICO_GCC_ROOT, 'bin', COMPILER);
  if (!exists(compiler)) return `there is no ${compiler}: set PICO_GCC_ROOT`;
  return undefined;
}
