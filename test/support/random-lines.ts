// Lines as a person, a script or a cat on the keyboard would send them: commands, their words, wrong words, and keys in between.
import { CONSOLE_COMMANDS } from '../../firmware/console/commands';
import { ROWS } from '../../firmware/pmbus/commands';
import type { Random } from '../../host-tools/sim/random';

const WORDS = ['--json', '--graceful', '--since', 'on', 'off', 'cycle', 'clear', 'store', 'restore', 'ask', '0', '1', '16', '0x80', '-1', '99999999999', '0x', 'x"y\\z', '%s']; // biome-ignore format: a list
/** Left, up, down, home, delete, backspace, kill, tab, an alt key, and an unfinished sequence. */
const KEYS = [
  '\u001b[D',
  '\u001b[A',
  '\u001b[B',
  '\u0001',
  '\u001b[3~',
  '\u007f',
  '\u000b',
  '\t',
  '\u001bf',
  '\u001b[1;5',
];

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)]!;

function word(random: Random): string {
  const kind = random.below(10);
  if (kind < 6) return pick(random, WORDS);
  if (kind < 8) return pick(random, ROWS).name;
  return String.fromCharCode(...Array.from({ length: 1 + random.below(8) }, () => 0x21 + random.below(94)));
}

/** Without the carriage return. */
export function randomLine(random: Random): string {
  const words = [random.below(10) === 0 ? word(random) : pick(random, CONSOLE_COMMANDS).name];
  while (random.below(2) === 0) words.push(word(random));
  const line = words.join(random.below(8) === 0 ? '   ' : ' ');
  if (random.below(6) > 0) return line;
  const at = random.below(line.length + 1);
  return line.slice(0, at) + pick(random, KEYS) + line.slice(at);
}
