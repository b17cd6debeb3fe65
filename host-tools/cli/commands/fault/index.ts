// `racklet fault bus|plant|sensor|bmc ...`: disturbs the emulated rack, to see what firmware and tools make of it.
import { Command } from 'commander';
import { faultBmcCommand } from './bmc';
import { faultBusCommand } from './bus';
import { faultPlantCommand } from './plant';
import { faultSensorCommand } from './sensor';

export function faultCommand(): Command {
  return new Command('fault')
    .summary('disturb the emulated rack')
    .description('Disturbs the emulated rack, and heals it.')
    .addCommand(faultBusCommand())
    .addCommand(faultPlantCommand())
    .addCommand(faultSensorCommand())
    .addCommand(faultBmcCommand())
    .addHelpText(
      'after',
      `
Examples:
  racklet fault plant short 3
  racklet fault bus flip --count 50
  racklet fault sensor frozen 3
  racklet fault bmc reset 2

Each kind has --help.`,
    );
}
