// Shell completion: `racklet complete SHELL` prints the shell's script, which then asks `racklet complete -- WORDS`. Names of
// commands and options come from the program itself; slots and PMBus commands are offered wherever an argument is called so.
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { COMMANDS } from '../../firmware/pmbus/commands';
import { SLOT_COUNT } from '../../firmware/smbus/limits';

type Offer = (value: string, description: string) => void;

/** What an argument of that name may be. */
const VALUES: Readonly<Record<string, (offer: Offer) => void>> = {
  slot: (offer) => {
    for (let slot = 0; slot < SLOT_COUNT; slot++) offer(String(slot), `slot ${slot}`);
  },
  command: (offer) => {
    for (const { name, code } of COMMANDS) offer(name, `0x${code.toString(16).padStart(2, '0')}`);
  },
};

/** Adds the command `complete`. Called when all others are there. */
export function addCompletion(program: Command): void {
  const completions = tab(program);
  for (const command of completions.commands.values()) {
    // A shell takes each line of what is printed for an offer.
    command.description = command.description.split('\n', 1)[0]!.replace(/:$/, '');
    for (const argument of command.arguments.values()) {
      const values = VALUES[argument.name];
      if (values !== undefined) argument.handler = (offer) => values(offer);
    }
  }
  const own = program.commands.find((command) => command.name() === 'complete');
  own?.summary('print the completion script of a shell').addHelpText(
    'after',
    `
Examples:
  source <(racklet complete bash)                       this bash, from now on
  racklet complete zsh > ~/.zfunc/_racklet              zsh, for good
  racklet complete fish > ~/.config/fish/completions/racklet.fish`,
  );
}
