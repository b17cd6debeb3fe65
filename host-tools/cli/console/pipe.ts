// The console without a terminal: lines of a script go in one by one, each when the one before it was answered, so that none is lost.
// What comes back is printed as it is, echo and prompts too.
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { SerialPort } from 'serialport';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';

const PROMPT = /racklet:(\d+|\?)> $/;
/** A prompt that does not come within that is not waited for. */
const LONGEST_MS = 5000;
const POLL_MS = 10;

export async function pipeThrough(
  port: SerialPort,
  input: Readable,
  output: Writable,
  keep: (bytes: Uint8Array) => void,
): Promise<void> {
  let lines: Interface | undefined;
  let text = '';
  let trouble: string | undefined;
  const fail = (reason: string): void => {
    trouble = reason;
    // Whoever has no more lines would be waited for for ever.
    lines?.close();
  };
  port.on('data', (bytes: Buffer) => {
    keep(bytes);
    text = (text + bytes.toString('latin1')).slice(-200);
    output.write(bytes);
  });
  port.on('close', () => fail('has gone'));
  port.on('error', (error) => fail(error.message));
  const assertThere = (): void => {
    if (trouble !== undefined) throw new CliError(`${port.path}: ${trouble}`, EXIT_CODES.noBus.code);
  };
  const answered = async (): Promise<void> => {
    for (let waited = 0; !PROMPT.test(text) && trouble === undefined; waited += POLL_MS) {
      if (waited >= LONGEST_MS)
        throw new CliError(`${port.path}: no prompt within ${LONGEST_MS / 1000} s`, EXIT_CODES.noBus.code);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    assertThere();
  };
  // An empty line brings a prompt, wherever the unit was.
  port.write('\r');
  await answered();
  // Not sooner: lines that come before somebody asks for them are lost.
  lines = createInterface({ input });
  for await (const line of lines) {
    text = '';
    port.write(`${line}\r`, 'latin1');
    await answered();
  }
  assertThere();
  output.write('\n');
}
