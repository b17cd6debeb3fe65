// `racklet fault bmc reset|pause|flash SLOT`: disturbs the BMC of a unit, to see that the unit does not notice.
import { Command, Option } from 'commander';
import { ASKED_RESETS, type WirePlantFault } from '../../../client/socket-protocol';
import { FLASH_FAILURE_NAMES, FLASH_FAILURES } from '../../../rack/bmc-flash';
import { busOption, jsonOption, parseSlot } from '../../options';
import { disturb } from './disturb';
import { number } from './number';

interface Shared {
  readonly bus: string;
  readonly json?: true;
}

export function faultBmcCommand(): Command {
  return new Command('bmc')
    .summary('disturb the BMC of a unit')
    .description('Disturbs the BMC of a unit: its unit must not notice.')
    .addCommand(resetCommand())
    .addCommand(pauseCommand())
    .addCommand(flashCommand())
    .addHelpText(
      'after',
      `
Examples:
  racklet fault bmc reset 2; racklet status 2    started once more, the gate still on
  racklet fault bmc pause 2 --ms 200
  racklet fault bmc flash 2 --failure worn; racklet status 2
  racklet fault bmc flash 2 --heal`,
    );
}

function resetCommand(): Command {
  return bmcCommand('reset', 'it starts anew; its supply and the latch of its gate stay')
    .addOption(new Option('--cause <name>', 'what it says of it').choices([...ASKED_RESETS]).default('watchdog'))
    .action((slot: number, { cause, ...shared }: Shared & { cause: (typeof ASKED_RESETS)[number] }) =>
      send(shared, { kind: 'bmc-reset', slot, cause }),
    );
}

function pauseCommand(): Command {
  return bmcCommand('pause', 'its JavaScript stands still, as in a garbage collection; bus and gate do not')
    .option('--ms <number>', 'for so long', number(1, 10_000), 50)
    .action((slot: number, { ms, ...shared }: Shared & { ms: number }) =>
      send(shared, { kind: 'bmc-pause', slot, milliseconds: ms }),
    );
}

function flashCommand(): Command {
  const failures = Object.entries(FLASH_FAILURES).map(([name, { words }]) => `  ${name.padEnd(8)} ${words}`);
  return bmcCommand('flash', 'the flash of its log and configuration fails')
    .addOption(new Option('--failure <name>', 'how it fails').choices(FLASH_FAILURE_NAMES).default('worn'))
    .option('--heal', 'it works again')
    .addHelpText('after', `\nFailures:\n${failures.join('\n')}`)
    .action((slot: number, { failure, heal, ...shared }: Shared & { failure: string; heal?: true }) =>
      send(shared, heal ? { kind: 'heal', what: 'flash', slot } : { kind: 'flash', slot, failure }),
    );
}

const bmcCommand = (name: string, summary: string): Command =>
  new Command(name)
    .summary(summary)
    .description(`Disturbs a BMC: ${summary}.`)
    .argument('<slot>', 'slot of the unit', parseSlot)
    .addOption(busOption())
    .addOption(jsonOption());

const send = (shared: Shared, fault: WirePlantFault): Promise<void> =>
  disturb(shared, { fault }, (emulator) => emulator.disturbPlant(fault));
