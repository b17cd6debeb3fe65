// The console without a terminal: lines of a script go in one by one, each when the one before it was answered, so that none is lost.
// What comes back is printed as it is, echo and prompts too.
import { createInterface } from 'node:readline';
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
  let text = '';
  let trouble: string | undefined;
  port.on('data', (bytes: Buffer) => {
    keep(bytes);
    text = (text + bytes.toString('latin1')).slice(-200);
    output.write(bytes);
  });
  port.on('close', () => {
    trouble = 'has gone';
  });
  port.on('error', (error) => {
    trouble = error.message;
  });
  const answered = async (): Promise<void> => {
    for (let waited = 0; !PROMPT.test(text) && trouble === undefined; waited += POLL_MS) {
      if (waited >= LONGEST_MS)
        throw new CliError(`${port.path}: no prompt within ${LONGEST_MS / 1000} s`, EXIT_CODES.noBus.code);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    if (trouble !== undefined) throw new CliError(`${port.path}: ${trouble}`, EXIT_CODES.noBus.code);
  };
  // An empty line brings a prompt, wherever the unit was.
  port.write('\r');
  await answered();
  for await (const line of createInterface({ input })) {
    text = '';
    port.write(`${line}\r`, 'latin1');
    await answered();
  }
  output.write('\n');
}
