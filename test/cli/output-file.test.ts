// Files that commands read and write: what cannot be is one line, with the exit code of a wrong command line.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { racklet, temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (name: string): string => join(folder.path, name);
mkdirSync(at('folder'));
writeFileSync(at('rack.trace'), '# racklet-trace 1 hz=100000\n100.000 S 11W+ 88+ Sr 11R+ 8b+ ca+ 86- P\n');
writeFileSync(at('README.md'), '# No trace\n');

const oneLine = (line: string) => ({ code: 2, stdout: '', stderr: `racklet: ${line}\n` });

// Bug: exit code 1, a fault of racklet itself, and ENOENT or EISDIR in its own words.
describe.each([
  ['trace --vcd', ['trace', at('rack.trace'), '--vcd']],
  ['blackbox --plot', ['blackbox', '1', '--bus', 'emulated:/no/such.sock', '--plot']],
  ['scenario run --plot', ['scenario', 'run', 'examples/scenarios/short.yaml', '--plot']],
  ['plant plot', ['plant', 'plot']],
])('%s', (_, args) => {
  it('into a folder that is not there', async () => {
    expect(await racklet(...args, at('none/x.svg'))).toEqual(
      oneLine(`cannot write ${at('none/x.svg')}: no such folder`),
    );
  });

  it('over a folder', async () => {
    mkdirSync(at('folder.svg'), { recursive: true });
    expect(await racklet(...args, at('folder.svg'))).toEqual(
      oneLine(`cannot write ${at('folder.svg')}: it is a folder`),
    );
  });
});

describe('trace FILE', () => {
  const advice = 'Make one with: racklet emulate --trace FILE';
  it.each([
    ['that is not there', 'none', 'no such file'],
    ['that is a folder (bug: exit code 1)', 'folder', 'cannot be read (EISDIR)'],
    ['that is no trace (bug: exit code 0, and nothing said)', 'README.md', 'is no trace of a bus'],
  ])('%s', async (_, name, what) => {
    expect(await racklet('trace', at(name))).toEqual(oneLine(`${at(name)}: ${what}. ${advice}`));
  });

  it('that holds nothing of what is asked for is a trace all the same', async () => {
    expect(await racklet('trace', at('rack.trace'), '--slot', '5')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
