// What an image is linked without is found in code before it becomes an image: otherwise it would panic on the board.
import { describe, expect, it } from 'vitest';
import { leftOutIn } from '../../host-tools/board-build/left-out';

describe('what an image is linked without', () => {
  it.each([
    ['a power', 'const f = (a) => a ** 2;', ['**']],
    ['a power in place', 'let a = 2; a **= 3;', ['**=']],
    ['a power by name', 'const f = (a) => Math.pow(a, 2);', ['pow']],
    ['a namespace', "import * as all from './a';", ['* as all']],
    ['a namespace that goes on', "export * as all from './a';", ['* as all']],
    ['a module at run time', "const f = () => import('./a');", ["import('./a')"]],
    ['modules by hand', 'const f = () => new Compartment({});', ['Compartment']],
  ])('finds %s', (_, code, found) => {
    expect(leftOutIn(code)).toEqual(found);
  });

  it('lets pass what only looks like it', () => {
    const code =
      "import { a } from './a'; /** 2 ** 3 */ const f = (b) => a * 2 * b + '**'.length; export { f }; export * from './b';";
    expect(leftOutIn(code)).toEqual([]);
  });
});
