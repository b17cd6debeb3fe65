// `racklet plant remove|insert SLOT`: hands on the emulated rack. Talks to the plant, not to a BMC. `plot` draws it.
import { Command } from 'commander';
import { type BusAdapter, BusUnavailable } from '../../client/bus-adapter';
import { EmulatedAdapter } from '../../client/emulated-adapter';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';
import { plantPlotCommand } from './plant-plot';

export function plantCommand(): Command {
  return new Command('plant')
    .summary('pull or insert a tray of the emulated rack; draw what happens')
    .description(
      'Pulls or inserts a tray of the emulated rack, as a hand would; draws volts, amps and states over time.',
    )
    .addCommand(handCommand('remove', 'pull a tray of the running rack'))
    .addCommand(handCommand('insert', 'insert a tray of the running rack'))
    .addCommand(plantPlotCommand())
    .addHelpText(
      'after',
      `
Examples:
  racklet plant remove 3                           pull a tray, as a hand would
  racklet plant insert 3
  racklet plant plot insert.svg --slot 3           no emulator has to run`,
    );
}

function handCommand(action: 'remove' | 'insert', summary: string): Command {
  return new Command(action)
    .summary(summary)
    .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}, as a hand would.`)
    .argument('<slot>', 'slot of the tray', parseSlot)
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  racklet plant ${action} 3`)
    .action(async (slot: number, options: { bus: string; json?: true }) => {
      const done = await withBus(options.bus, (bus) => plantOf(bus, action, slot)).catch((error: unknown) => {
        if (error instanceof BusUnavailable) throw error;
        throw new CliError((error as Error).message, EXIT_CODES.plant.code);
      });
      if (options.json) printJson({ slot, action, done });
      else print(done);
    });
}

/** Only an emulated rack has a plant that can be asked. */
function plantOf(bus: BusAdapter, action: 'remove' | 'insert', slot: number): Promise<string> {
  if (bus instanceof EmulatedAdapter) return bus.plant(action, slot);
  throw new CliError(`${bus.name} is no emulated rack: use your hands`, EXIT_CODES.plant.code);
}
