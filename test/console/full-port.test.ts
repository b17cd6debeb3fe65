// (bug: the console of an image was deaf for good after a paste) The port of the SDK announces nothing once its buffer is full again behind
// what was read of it: what waits there is fetched all the same.
import { expect, it } from 'vitest';
import { ShellBench } from '../support/shell-bench';

const ROOM = 128;

it.each([129, 200, 400, 2000])('a paste of %i bytes into a full port is read to its end', (length) => {
  const bench = new ShellBench();
  bench.tick(300);
  bench.typeIntoFullPort('x'.repeat(length), ROOM);
  bench.tick(100);
  expect(bench.port.waiting).toEqual([]);
  expect(bench.desk.counts.received).toBe(length);
  bench.ask('');
  expect(bench.ask('help').split('\n').length).toBeGreaterThan(10);
});

it('is not read where it told of less', () => {
  const bench = new ShellBench();
  bench.tick(300);
  bench.typeIntoFullPort('help\r', 4);
  bench.tick(10);
  expect(bench.port.waiting).toHaveLength(1);
});
