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
    .addCommand(faultBmcCommand());
}
