// `racklet write SLOT COMMAND [VALUE]`: one PMBus write, read back.
import { Command } from 'commander';
import type { CommandSpec } from '../../../firmware/pmbus/command-spec';
import { PmbusClient, type Reading } from '../../client/pmbus-client';
import { commandOf } from '../command-argument';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { readingText } from '../format';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';
import { rawValueOf } from '../value-argument';

export function writeCommand(): Command {
  return new Command('write')
    .summary('write a PMBus command of a unit')
    .description('Writes a PMBus command, and reads it back where it can be read.')
    .argument('<slot>', 'slot of the unit', parseSlot)
    .argument('<command>', 'name or code')
    .argument('[value]', 'a number with its unit (2.5A, 500ms), or raw (0x80, 128); none for a command without data')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet write 1 IOUT_OC_WARN_LIMIT 2.5A
  racklet write 1 TON_DELAY 500ms
  racklet write 1 WRITE_PROTECT 0x80
  racklet write 1 OT_WARN_LIMIT -- -10C    a number below 0 stands behind --
  racklet write 1 CLEAR_FAULTS

Commands and their ranges: docs/pmbus-commands.md`,
    )
    .action(async (slot: number, text: string, value: string | undefined, options: { bus: string; json?: true }) => {
      const spec = commandOf(text);
      const raw = rawOf(slot, spec, value);
      const back = await withBus(options.bus, (bus) => write(new PmbusClient(bus), slot, spec, raw));
      if (options.json) printJson({ slot, command: spec.name, value: raw ?? null, ...(back ? { reading: back } : {}) });
      else print(back ? `slot ${slot}: ${spec.name} is ${textOf(back, spec)}` : `slot ${slot}: ${spec.name} written`);
    });
}

/** @throws CliError */
function rawOf(slot: number, spec: CommandSpec, value: string | undefined): number | undefined {
  const usage = (message: string): CliError => new CliError(message, EXIT_CODES.usage.code);
  if (spec.write === 'none' || spec.write === 'block') throw usage(`${spec.name} cannot be written`);
  if (spec.write === 'send') {
    if (value !== undefined) throw usage(`${spec.name} takes no value`);
    return undefined;
  }
  if (value !== undefined) return rawValueOf(spec, value);
  const example = spec.unit === 'ms' ? '500ms' : spec.unit === '' ? '0x00' : `5${spec.unit.replace(/^m/, '')}`;
  throw usage(`${spec.name} needs a value, for example: racklet write ${slot} ${spec.name} ${example}`);
}

/** @returns what the unit holds now, where it can say */
async function write(client: PmbusClient, slot: number, spec: CommandSpec, raw?: number): Promise<Reading | undefined> {
  await client.write(slot, spec, raw);
  return spec.origin.kind === 'register' && spec.read !== 'none' ? client.read(slot, spec) : undefined;
}

const textOf = (reading: Reading, spec: CommandSpec): string => readingText(reading, spec.format === 'bits');
