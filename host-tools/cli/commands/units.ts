// `racklet units`: who answers on the bus.
import { Command } from 'commander';
import { addressOfSlot, SLOT_COUNT } from '../../../firmware/smbus/limits';
import { PmbusClient } from '../../client/pmbus-client';
import { reportOf, type UnitReport } from '../../client/unit-report';
import { hexByte, milli, stateText, table } from '../format';
import { busOption, jsonOption, print, printJson, withBus } from '../options';

const HEAD = ['SLOT', 'ADDRESS', 'MODEL', 'STATE', 'INPUT', 'OUTPUT', 'CURRENT', 'SECURITY', 'ENGINE'];

type Row = UnitReport & { readonly engine: string };

export function unitsCommand(): Command {
  return new Command('units')
    .summary('list the units that answer')
    .description('Asks every slot and lists the units that answer.')
    .addOption(busOption())
    .addOption(jsonOption())
    .action(async (options: { bus: string; json?: true }) => {
      const rows = await withBus(options.bus, async (bus) => {
        const engines = new Map((await bus.describe()).units.map((unit) => [unit.slot, unit.engine]));
        const found: Row[] = [];
        const client = new PmbusClient(bus);
        for (let slot = 0; slot < SLOT_COUNT; slot++) {
          if (!(await client.isPresent(slot))) continue;
          found.push({ ...(await reportOf(client, slot, addressOfSlot(slot))), engine: engines.get(slot) ?? '-' });
        }
        return found;
      });
      if (options.json) for (const row of rows) printJson(row);
      else print(rows.length === 0 ? 'No unit answers on this bus.' : table(HEAD, rows.map(cells)));
    });
}

const cells = (row: Row): string[] => [
  String(row.slot),
  hexByte(row.address),
  row.model,
  stateText(row.state, row.fault),
  milli(row.inputMillivolts, 'V'),
  milli(row.outputMillivolts, 'V'),
  milli(row.outputMilliamps, 'A'),
  row.security,
  row.engine,
];
