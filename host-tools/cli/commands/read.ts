// `racklet read SLOT COMMAND`: one PMBus command, decoded.
import { Command } from 'commander';
import { PmbusClient, type Reading } from '../../client/pmbus-client';
import { commandOf } from '../command-argument';
import { hexByte } from '../format';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';

export function readCommand(): Command {
  return new Command('read')
    .summary('read a PMBus command of a unit')
    .description('Reads a PMBus command and decodes it. A command is a name or a code: READ_VIN, 0x88.')
    .argument('<slot>', 'slot of the unit', parseSlot)
    .argument('<command>', 'name or code')
    .addOption(busOption())
    .addOption(jsonOption())
    .action(async (slot: number, text: string, options: { bus: string; json?: true }) => {
      const spec = commandOf(text);
      const reading = await withBus(options.bus, (bus) => new PmbusClient(bus).read(slot, spec));
      if (options.json) printJson({ slot, command: spec.name, ...reading });
      else print(asText(reading, spec.format === 'bits'));
    });
}

function asText({ value, unit }: Reading, isBits: boolean): string {
  if (typeof value === 'object') {
    const width = Math.max(...Object.keys(value).map((name) => name.length));
    return Object.entries(value)
      .map(([name, field]) => `${name.padEnd(width)}  ${field}`)
      .join('\n');
  }
  if (typeof value === 'number' && isBits)
    return value > 0xff ? `0x${value.toString(16).padStart(4, '0').toUpperCase()}` : hexByte(value);
  return unit === '' ? String(value) : `${value} ${unit}`;
}
