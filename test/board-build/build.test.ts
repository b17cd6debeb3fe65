// The build of an image: what it says where there is no SDK, and that what is generated is up to date.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingOf } from '../../host-tools/board-build/sdk';
import { BOARD_HEADERS } from '../../host-tools/docs/boards';

describe('npm run firmware:build', () => {
  it('says in three lines what is missing, how to come by it, and where that is told', () => {
    const lines = missingOf({})!;
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('MODDABLE is not set');
    expect(lines[1]).toContain('xs-dev setup');
    expect(lines[2]).toContain('docs/boards.md');
  });

  it('tells one missing part from another', () => {
    const env = { MODDABLE: '/m', HOME: '/h', PATH: '/p', PICO_GCC_ROOT: '/g' };
    const lackOf = (...there: string[]) => missingOf(env, (path) => there.includes(path))?.[0];
    expect(lackOf()).toContain('mcconfig');
    expect(lackOf('/p/mcconfig')).toContain('no pico-sdk at /h/pico/pico-sdk');
    expect(lackOf('/p/mcconfig', '/h/pico/pico-sdk')).toContain('arm-none-eabi-gcc');
    expect(lackOf('/p/mcconfig', '/h/pico/pico-sdk', '/g/bin/arm-none-eabi-gcc')).toBeUndefined();
  });
});

describe('what is generated of the boards', () => {
  it.each(Object.entries(BOARD_HEADERS))('%s is up to date', (path, text) => {
    expect(readFileSync(path, 'utf8'), 'run npm run docs').toBe(text);
  });
});
