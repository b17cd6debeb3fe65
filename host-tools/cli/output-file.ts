// Files that commands write: what cannot be written is one line, and is found before the work is done where that can be seen.
import { stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from './errors';
import { EXIT_CODES } from './exit-codes';

export const cannotWrite = (path: string, reason: string): CliError =>
  new CliError(`cannot write ${path}: ${reason}`, EXIT_CODES.usage.code);

/** Asked before the work, so that a bad path costs nothing. @throws CliError */
export async function assertPlaceFor(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (!folder?.isDirectory()) throw cannotWrite(path, 'no such folder');
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw cannotWrite(path, 'it is a folder');
}

/** @throws CliError */
export async function writeOutput(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw cannotWrite(path, code === 'EISDIR' ? 'it is a folder' : message);
  }
}
