// `racklet write SLOT COMMAND [VALUE]`: one PMBus write, read back.
import { Command } from 'commander';
import { PmbusClient } from '../../client/pmbus-client';
import { commandOf } from '../command-argument';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, jsonOption, parseSlot, parseWord, print, printJson, withBus } from '../options';

export function writeCommand(): Command {
  return new Command('write')
    .summary('write a PMBus command of a unit')
    .description('Writes a PMBus command with its raw value, and reads it back where it can be read.')
    .argument('<slot>', 'slot of the unit', parseSlot)
    .argument('<command>', 'name or code')
    .argument('[value]', 'raw value, decimal or 0x hexadecimal; none for a command without data', parseWord)
    .addOption(busOption())
    .addOption(jsonOption())
    .action(async (slot: number, text: string, value: number | undefined, options: { bus: string; json?: true }) => {
      const spec = commandOf(text);
      if (spec.write === 'none') throw new CliError(`${spec.name} cannot be written`, EXIT_CODES.usage.code);
      if (spec.write !== 'send' && value === undefined) {
        throw new CliError(
          `${spec.name} needs a value, for example: racklet write ${slot} ${spec.name} 0x00`,
          EXIT_CODES.usage.code,
        );
      }
      await withBus(options.bus, (bus) => new PmbusClient(bus).write(slot, spec, value));
      if (options.json) printJson({ slot, command: spec.name, value: value ?? null });
      else print(`slot ${slot}: ${spec.name} written`);
    });
}
