// `racklet hil run` asks before it switches a unit: no is no, however it is said.
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { agree } from '../../host-tools/cli/commands/hil';

const asked = (keys: string): Promise<void> => {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  const answer = agree(input, new PassThrough());
  input.write(keys);
  return answer;
};

it.each([
  ['n', 'n\r'],
  ['an empty line', '\r'],
  ['Ctrl-C (bug: exit code 1, "Aborted with Ctrl+C")', '\u0003'],
  ['Ctrl-D (bug: the same)', '\u0004'],
])('%s: nothing was done', async (_, keys) => {
  await expect(asked(keys)).rejects.toMatchObject({ message: 'nothing was done', exitCode: 2 });
});

it('y: goes on', async () => {
  await expect(asked('y\r')).resolves.toBeUndefined();
});
