// A wrong command line is one line, as every other error is, and names the help of the very command.
import { expect, it } from 'vitest';
import { racklet } from '../support/run-cli';

it.each([
  [['status'], "missing required argument 'slot'. See racklet status --help"],
  [['unit'], "unknown command 'unit'. Did you mean units? See racklet --help"],
  [['fault', 'plant', 'shrt'], "unknown command 'shrt'. Did you mean short? See racklet fault plant --help"],
  [['units', '--fro'], "unknown option '--fro'. See racklet units --help"],
  [
    ['soak', '--hours', '0'],
    "option '--hours <number>' argument '0' is invalid. Hours are a number from 0.005 to 1000. See racklet soak --help",
  ],
  [['complete'], "missing required argument 'shell'. See racklet complete --help"],
])('%j (bug: "error:", up to three lines, and no help or that of all)', async (args, line) => {
  expect(await racklet(...args)).toEqual({ code: 2, stdout: '', stderr: `racklet: ${line}\n` });
});
