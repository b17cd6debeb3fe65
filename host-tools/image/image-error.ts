// Errors of the image tools: what is wrong, and which kind of wrong, so that the command line can give its exit code.
import { CliError } from '../cli/errors';
import { EXIT_CODES } from '../cli/exit-codes';

export type ImageErrorKind = 'image' | 'imageSignature' | 'imagePolicy' | 'imageSize' | 'key' | 'usage';

/** A line for people: what, where, what to do. */
export const imageError = (kind: ImageErrorKind, message: string): CliError =>
  new CliError(message, EXIT_CODES[kind].code);
