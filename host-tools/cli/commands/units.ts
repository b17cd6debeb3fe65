// `racklet units`: who answers on the bus, once or for as long as one watches.
import { Command } from 'commander';
import { addressOfSlot, LOST_SLOT } from '../../../firmware/smbus/limits';
import type { BusAdapter } from '../../client/bus-adapter';
import { DISCOVERY_PERIOD_MS, Discovery, type DiscoveryEvent, warningOf } from '../../client/discovery';
import { EmulatedAdapter } from '../../client/emulated-adapter';
import { PmbusClient } from '../../client/pmbus-client';
import { reportOf, type UnitReport } from '../../client/unit-report';
import { askEach, tellTroubles } from '../ask-each';
import { hexByte, milli, stateText, table } from '../format';
import { busOption, jsonOption, print, printJson, withBus } from '../options';

const HEAD = ['SLOT', 'ADDRESS', 'MODEL', 'STATE', 'INPUT', 'OUTPUT', 'CURRENT', 'SECURITY', 'ENGINE'];

interface UnitsOptions {
  readonly bus: string;
  readonly json?: true;
  readonly watch?: true;
}

type Row = UnitReport & { readonly engine: string; readonly console: string | null };

export function unitsCommand(): Command {
  return new Command('units')
    .summary('list the units that answer')
    .description('Asks every slot and lists the units that answer.')
    .option('--watch', 'go on and print who joins and leaves, until Ctrl-C')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet units
  racklet units --watch        who is pushed in and pulled
  racklet units --bus i2c:/dev/i2c-1`,
    )
    .action(async (options: UnitsOptions) => {
      await withBus(options.bus, (bus) => (options.watch ? watch(bus, options) : list(bus, options)));
    });
}

async function list(bus: BusAdapter, options: UnitsOptions): Promise<void> {
  const client = new PmbusClient(bus);
  const discovery = new Discovery(client);
  const events = await discovery.round();
  const described = bus instanceof EmulatedAdapter ? (await bus.describe()).units : [];
  const engines = new Map(described.map((unit) => [unit.slot, unit.engine]));
  const consoles = new Map(described.flatMap((unit) => (unit.console ? [[unit.slot, unit.console] as const] : [])));
  const { rows, troubles } = await askEach(
    discovery.present,
    async (slot): Promise<Row> => ({
      ...(await reportOf(client, slot, addressOfSlot(slot))),
      engine: engines.get(slot) ?? '-',
      console: consoles.get(slot) ?? null,
    }),
  );
  if (options.json) for (const row of rows) printJson(row);
  else print(rows.length === 0 ? 'No unit answers on this bus.' : table(HEAD, rows.map(cells)));
  // Below the table, which fills 80 columns.
  if (!options.json && consoles.size > 0)
    print(`consoles: ${[...consoles].map(([slot, path]) => `${slot} ${path}`).join(', ')}`);
  for (const event of events) warn(event);
  tellTroubles(troubles);
}

async function watch(bus: BusAdapter, options: UnitsOptions): Promise<void> {
  const discovery = new Discovery(new PmbusClient(bus));
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
  });
  while (!stopped) {
    for (const event of await discovery.round()) {
      if (options.json) printJson({ time: new Date().toISOString(), ...event });
      else print(`${new Date().toISOString()}  ${warningOf(event) ?? `slot ${event.slot}: ${event.kind}`}`);
    }
    await new Promise((resolve) => setTimeout(resolve, DISCOVERY_PERIOD_MS));
  }
}

function warn(event: DiscoveryEvent): void {
  const text = warningOf(event);
  if (text !== undefined) process.stderr.write(`racklet: warning: ${text}\n`);
}

const cells = (row: Row): string[] => [
  row.slot === LOST_SLOT ? '?' : String(row.slot),
  hexByte(row.address),
  row.model,
  stateText(row.state, row.fault),
  milli(row.inputMillivolts, 'V'),
  milli(row.outputMillivolts, 'V'),
  milli(row.outputMilliamps, 'A'),
  row.security,
  row.engine,
];
