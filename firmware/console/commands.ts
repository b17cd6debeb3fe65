// The table of the console's commands. `help`, completion, dispatch and docs/console.md derive from it.
import { type ConsoleCommand, error, SHOW, WRONG_WORDS } from './command-spec';
import { LIMIT_COMMANDS } from './commands/limits';
import { RECORD_COMMANDS } from './commands/records';
import { SYSTEM_COMMANDS } from './commands/system';
import { UNIT_COMMANDS } from './commands/unit';
import type { Words } from './words';

const NONE = -1;
const NO_COMMAND = error("no command of that name: 'help' lists them");

const help: ConsoleCommand = {
  name: 'help',
  words: '[COMMAND]',
  help: 'this list; --json works with all of it',
  layout: 'rows',
  begin: (desk) => {
    desk.from = NONE;
    if (desk.words.count === 1) return SHOW;
    desk.from = indexOfCommand(desk.words, 1);
    if (desk.words.count > 2) return WRONG_WORDS;
    return desk.from === NONE ? NO_COMMAND : SHOW;
  },
  seek: (desk, index) => {
    desk.row = desk.from === NONE ? index : desk.from;
    return desk.row < CONSOLE_COMMANDS.length && (desk.from === NONE || index === 0);
  },
  columns: [
    { name: 'name', head: 'COMMAND', width: 8, put: (cell, { row }) => cell.word(CONSOLE_COMMANDS[row]!.name) },
    { name: 'words', head: 'WORDS', width: 28, put: (cell, { row }) => cell.word(CONSOLE_COMMANDS[row]!.words) },
    { name: 'help', head: '', put: (cell, { row }) => cell.word(CONSOLE_COMMANDS[row]!.help) },
  ],
}; // biome-ignore format: a table is read by column

export const CONSOLE_COMMANDS: readonly ConsoleCommand[] = [
  help,
  ...UNIT_COMMANDS,
  ...LIMIT_COMMANDS,
  ...RECORD_COMMANDS,
  ...SYSTEM_COMMANDS,
];

/** Index of the command that a word names in full, or -1. */
export function indexOfCommand(words: Words, word: number): number {
  for (let i = 0; i < CONSOLE_COMMANDS.length; i++) if (words.is(word, CONSOLE_COMMANDS[i]!.name)) return i;
  return NONE;
}

export function commandOf(words: Words): ConsoleCommand | undefined {
  return CONSOLE_COMMANDS[indexOfCommand(words, 0)];
}

export { NO_COMMAND };
