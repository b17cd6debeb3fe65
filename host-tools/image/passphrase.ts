// The passphrase of a key: from the environment for scripts, from the terminal without an echo for people. Never from
// the command line, where every user of the machine could read it.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { imageError } from './image-error';

export const PASSPHRASE_VARIABLE = 'RACKLET_KEY_PASSPHRASE';

/** @throws CliError where nobody can be asked, or it is empty */
export async function askPassphrase(prompt: string): Promise<string> {
  const given = process.env[PASSPHRASE_VARIABLE];
  const answer = given ?? (await askTerminal(prompt));
  if (answer === '')
    throw imageError('key', 'the passphrase is empty. Choose one, or make the key without --passphrase');
  return answer;
}

/** For a new key: twice, so that a slip does not lose it. @throws CliError */
export async function askNewPassphrase(): Promise<string> {
  const first = await askPassphrase('Passphrase of the new key: ');
  if (process.env[PASSPHRASE_VARIABLE] !== undefined) return first;
  const second = await askPassphrase('The same again: ');
  if (first !== second) throw imageError('key', 'the two passphrases differ. No key was made, try again');
  return first;
}

async function askTerminal(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw imageError('key', `the key needs a passphrase and no terminal is there to ask. Set ${PASSPHRASE_VARIABLE}`);
  }
  process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      line.once('line', resolve);
      line.once('SIGINT', () => reject(imageError('key', 'stopped. No passphrase was given')));
      line.once('close', () => reject(imageError('key', 'no passphrase was given')));
    });
  } finally {
    line.close();
    process.stderr.write('\n');
  }
}
