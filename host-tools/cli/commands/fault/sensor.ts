// `racklet fault sensor FAILURE SLOT`: makes the sensor of a unit fail, and heals it.
import { Argument, Command } from 'commander';
import type { WirePlantFault } from '../../../client/socket-protocol';
import { SENSOR_FAILURE_NAMES, SENSOR_FAILURES } from '../../../sensors/failure';
import { busOption, jsonOption, parseSlot } from '../../options';
import { disturb } from './disturb';

export function faultSensorCommand(): Command {
  const failures = Object.entries(SENSOR_FAILURES).map(([name, words]) => `  ${name.padEnd(12)} ${words}`);
  return new Command('sensor')
    .summary('make the sensor of a unit fail')
    .description('Makes the sensor of a unit fail, and heals it.')
    .addArgument(new Argument('<failure>', 'how it fails').choices(SENSOR_FAILURE_NAMES))
    .argument('<slot>', 'slot of the unit', parseSlot)
    .option('--heal', 'the sensor works again')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nFailures:\n${failures.join('\n')}\n\nExamples:\n  racklet fault sensor frozen 3; racklet status 3     the readings are gone, with their reason and age\n  racklet fault sensor frozen 3 --heal`,
    )
    .action((failure: string, slot: number, options: { bus: string; json?: true; heal?: true }) => {
      const fault: WirePlantFault = options.heal
        ? { kind: 'heal', what: 'sensor', slot }
        : { kind: 'sensor', slot, failure };
      return disturb(options, { fault }, (emulator) => emulator.disturbPlant(fault));
    });
}
