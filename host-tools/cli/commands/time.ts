// `racklet time [SLOT]`: tells units the time of day, as they have no clock of their own that survives.
import { Command } from 'commander';
import { SLOT_COUNT } from '../../../firmware/smbus/limits';
import { PmbusClient } from '../../client/pmbus-client';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';

export function timeCommand(): Command {
  return new Command('time')
    .summary('tell units the time of day')
    .description('Tells a unit, or all that answer, the time of day of this computer.')
    .argument('[slot]', 'slot of the unit; all units without it', parseSlot)
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet time                 all units that answer
  racklet time 2`,
    )
    .action(async (slot: number | undefined, options: { bus: string; json?: true }) => {
      const told = await withBus(options.bus, async (bus) => {
        const client = new PmbusClient(bus);
        const slots: number[] = [];
        for (const candidate of slot === undefined ? Array.from({ length: SLOT_COUNT }, (_, i) => i) : [slot]) {
          if (slot === undefined && !(await client.isPresent(candidate))) continue;
          await client.writeTime(candidate, Math.floor(Date.now() / 1000));
          slots.push(candidate);
        }
        return slots;
      });
      if (options.json) printJson({ slots: told });
      else print(told.length === 0 ? 'No unit answers on this bus.' : `time set: slot ${told.join(', ')}`);
    });
}
