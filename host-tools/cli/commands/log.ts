// `racklet log SLOT`: the event log of a unit, from the oldest record that it keeps, or from where one left off.
import { Command } from 'commander';
import { type EventRecord, explainEvent } from '../../client/event-text';
import { PmbusClient } from '../../client/pmbus-client';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, jsonOption, parseSlot, print, withBus } from '../options';

/** Version of a line of `--json`. */
const LOG_VERSION = 1;
const FOLLOW_MS = 500;

interface LogOptions {
  readonly bus: string;
  readonly json?: true;
  readonly follow?: true;
  readonly since: number;
}

export function logCommand(): Command {
  return new Command('log')
    .summary('the event log of a unit')
    .description("What happened to a unit, from the log in its BMC's flash: it outlives a loss of power.")
    .argument('<slot>', 'slot of the unit', parseSlot)
    .option('--since <sequence>', 'from this sequence number on', parseSequence, 0)
    .option('--follow', 'go on with what comes, until Ctrl-C')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Columns: sequence number, boot, time since that boot (and time of day once it was set), sentence.

Examples:
  racklet log 2                 all that is kept
  racklet log 2 --since 120     from record 120 on
  racklet log 2 --follow --json one JSON object per line, as it comes`,
    )
    .action((slot: number, options: LogOptions) =>
      withBus(options.bus, async (bus) => {
        const client = new PmbusClient(bus);
        let next = options.since;
        let goesOn = options.follow === true;
        const stop = (): void => {
          goesOn = false;
        };
        if (goesOn) process.once('SIGINT', stop);
        do {
          next = await showFrom(client, slot, next, options.json === true);
          if (goesOn) await new Promise((resolve) => setTimeout(resolve, FOLLOW_MS));
        } while (goesOn);
      }),
    );
}

/** @returns the sequence number that comes next */
async function showFrom(client: PmbusClient, slot: number, from: number, json: boolean): Promise<number> {
  let next = from;
  for (;;) {
    const record = await client.readEvent(slot, next);
    if (record === undefined) return next;
    print(json ? jsonLine(slot, record) : textLine(record));
    next = record.sequence + 1;
  }
}

function jsonLine(slot: number, record: EventRecord): string {
  const { wanted, ...rest } = record;
  return JSON.stringify({ version: LOG_VERSION, slot, ...rest, wanted: wanted === 1, ...explainEvent(record) });
}

const MARK = { info: ' ', warning: '!', error: '*' } as const;

/** `12  boot 3  +00:01:05.230  * over-current: ...`. */
function textLine(record: EventRecord): string {
  const { severity, text } = explainEvent(record);
  const time = record.unixTime === 0 ? '' : `  ${new Date(record.unixTime * 1000).toISOString().replace('.000', '')}`;
  return `${String(record.sequence).padStart(5)}  boot ${record.boot}  ${since(record.uptime)}${time}  ${MARK[severity]} ${text}`;
}

function since(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const fraction = String(ms % 1000).padStart(3, '0');
  return `+${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${fraction}`;
}

function parseSequence(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= 0xffff_fffe)) {
    throw new CliError(
      `--since: "${text}" is no sequence number: give a whole number from 0 on`,
      EXIT_CODES.usage.code,
    );
  }
  return value;
}
