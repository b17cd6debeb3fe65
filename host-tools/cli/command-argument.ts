// A PMBus command as people type it, with a suggestion where it is misspelt.
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { COMMANDS } from '../../firmware/pmbus/commands';
import { findCommand } from '../client/pmbus-client';
import { nearest } from '../text/nearest';
import { CliError } from './errors';
import { EXIT_CODES } from './exit-codes';

/** @throws CliError with a suggestion */
export function commandOf(text: string): CommandSpec {
  const found = findCommand(text);
  if (found) return found;
  const guess = nearest(
    text.toUpperCase(),
    COMMANDS.map((spec) => spec.name),
  );
  const help = guess === undefined ? 'See docs/pmbus-commands.md' : `Did you mean ${guess}?`;
  throw new CliError(`unknown command "${text}". ${help}`, EXIT_CODES.usage.code);
}
