// `racklet limits SLOT`: the limits of a unit, what they lead to, and what is over them now.
import { Command } from 'commander';
import { COMMANDS, type CommandName, ROWS } from '../../../firmware/pmbus/commands';
import { PmbusClient } from '../../client/pmbus-client';
import { hexByte, milli, table } from '../format';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';

const WIRE_UNITS: Readonly<Record<string, string>> = { mV: 'V', mA: 'A', mW: 'W', mdegC: 'degC' };

/** Rows of the table that are limits or times: numbers with a range. */
const LIMIT_ROWS = COMMANDS.filter((_, row) => ROWS[row]!.range !== undefined);
const RESPONSE_ROWS = COMMANDS.filter((spec) => spec.name.endsWith('_RESPONSE'));

interface LimitReport {
  readonly command: CommandName;
  readonly value: number;
  readonly unit: string;
  readonly response: number | null;
}

export function limitsCommand(): Command {
  return new Command('limits')
    .summary('show the limits of a unit')
    .description('Shows the limits of a unit and what they lead to. Change one with: racklet write SLOT COMMAND VALUE')
    .argument('<slot>', 'slot of the unit', parseSlot)
    .addOption(busOption())
    .addOption(jsonOption())
    .action(async (slot: number, options: { bus: string; json?: true }) => {
      const limits = await withBus(options.bus, (bus) => limitsOf(new PmbusClient(bus), slot));
      if (options.json) printJson({ slot, limits });
      else print(table(['LIMIT', 'VALUE', 'LEADS TO'], limits.map(cells)));
    });
}

async function limitsOf(client: PmbusClient, slot: number): Promise<readonly LimitReport[]> {
  const responses = new Map<string, number>();
  for (const spec of RESPONSE_ROWS) responses.set(spec.name, await client.readNumber(slot, spec.name));
  const limits: LimitReport[] = [];
  for (const spec of LIMIT_ROWS) {
    const response = responses.get(spec.name.replace('_FAULT_LIMIT', '_FAULT_RESPONSE')) ?? null;
    limits.push({ command: spec.name, value: await client.readNumber(slot, spec.name), unit: spec.unit, response });
  }
  return limits;
}

const cells = ({ command, value, unit, response }: LimitReport): string[] => {
  const wireUnit = WIRE_UNITS[unit];
  return [command, wireUnit === undefined ? `${value} ${unit}` : milli(value, wireUnit), leadsTo(command, response)];
};

function leadsTo(command: string, response: number | null): string {
  if (response === null) return command.includes('WARN') ? 'warning' : '-';
  return response >= 0x80 ? `shutdown (${hexByte(response)})` : `status alone (${hexByte(response)})`;
}
