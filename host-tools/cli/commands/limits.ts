// `racklet limits SLOT`: the limits of a unit, what they lead to, and what is over them now.
import { Command } from 'commander';
import { COMMANDS, type CommandName, ROWS } from '../../../firmware/pmbus/commands';
import { RETRY_FOR_EVER, retriesOf, retryDelayOf, shutsDown } from '../../../firmware/power/response';
import { PmbusClient } from '../../client/pmbus-client';
import { hexByte, milli, table } from '../format';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';

const WIRE_UNITS: Readonly<Record<string, string>> = { mV: 'V', mA: 'A', mW: 'W', mdegC: 'degC' };

/** Rows of the table that are limits or times: numbers with a range. */
const LIMIT_ROWS = COMMANDS.filter((_, row) => ROWS[row]!.range !== undefined);
const RESPONSE_ROWS = COMMANDS.filter((spec) => spec.name.endsWith('_RESPONSE'));

interface LimitReport {
  readonly command: CommandName;
  /** Null for a response without a limit. */
  readonly value: number | null;
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
    .addHelpText(
      'after',
      `
Examples:
  racklet limits 2
  racklet write 2 IOUT_OC_FAULT_LIMIT 3A
  racklet write 2 IOUT_OC_FAULT_RESPONSE 0xD9   shut down, and three retries after 1 s (docs/faults.md)`,
    )
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
    const name = spec.name.replace(/_LIMIT$/, '_RESPONSE');
    const response = responses.get(name) ?? null;
    responses.delete(name);
    limits.push({ command: spec.name, value: await client.readNumber(slot, spec.name), unit: spec.unit, response });
  }
  for (const spec of RESPONSE_ROWS) {
    const response = responses.get(spec.name);
    if (response !== undefined) limits.push({ command: spec.name, value: null, unit: '', response });
  }
  return limits;
}

const cells = ({ command, value, unit, response }: LimitReport): string[] => [
  command,
  value === null ? '-' : valueText(value, unit),
  leadsTo(command, response),
];

function valueText(value: number, unit: string): string {
  const wireUnit = WIRE_UNITS[unit];
  return wireUnit === undefined ? `${value} ${unit}` : milli(value, wireUnit);
}

function leadsTo(command: string, response: number | null): string {
  if (response === null) return command.includes('WARN') ? 'warning' : '-';
  if (!shutsDown(response)) return `status alone (${hexByte(response)})`;
  return `shutdown${retriesText(response)} (${hexByte(response)})`;
}

function retriesText(response: number): string {
  const retries = retriesOf(response);
  if (retries === 0) return '';
  const delay = retryDelayOf(response) / 1000;
  if (retries === RETRY_FOR_EVER) return `, a retry each ${delay} s`;
  return `, ${retries} ${retries === 1 ? 'retry' : 'retries'} after ${delay} s`;
}
