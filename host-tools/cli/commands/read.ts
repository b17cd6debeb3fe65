// `racklet read SLOT COMMAND`: one PMBus command, decoded.
import { Command } from 'commander';
import { PmbusClient } from '../../client/pmbus-client';
import { commandOf } from '../command-argument';
import { readingText } from '../format';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';

export function readCommand(): Command {
  return new Command('read')
    .summary('read a PMBus command of a unit')
    .description('Reads a PMBus command and decodes it. A command is a name or a code: READ_VIN, 0x88.')
    .argument('<slot>', 'slot of the unit', parseSlot)
    .argument('<command>', 'name or code')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet read 1 READ_VIN
  racklet read 1 0xD4 --json    all readings in full resolution

Commands: docs/pmbus-commands.md`,
    )
    .action(async (slot: number, text: string, options: { bus: string; json?: true }) => {
      const spec = commandOf(text);
      const reading = await withBus(options.bus, (bus) => new PmbusClient(bus).read(slot, spec));
      if (options.json) printJson({ slot, command: spec.name, ...reading });
      else print(readingText(reading, spec.format === 'bits'));
    });
}
