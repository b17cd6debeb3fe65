// `racklet power on|off|cycle SLOT`: switches a unit and waits until it is there.
import { Argument, Command } from 'commander';
import { Operation } from '../../../firmware/pmbus/commands';
import { findCommand, PmbusClient } from '../../client/pmbus-client';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';

/** Off between the two halves of a cycle, so that the unit's capacitors are empty. */
const CYCLE_OFF_MS = 1000;
const LONGEST_MS = 5000;
const POLL_MS = 20;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function powerCommand(): Command {
  return new Command('power')
    .summary('switch a unit on, off, or off and on')
    .description('Switches a unit and waits until it is on or off.')
    .addArgument(new Argument('<action>', 'what to do').choices(['on', 'off', 'cycle']))
    .argument('<slot>', 'slot of the unit', parseSlot)
    .addOption(busOption())
    .addOption(jsonOption())
    .action(async (action: 'on' | 'off' | 'cycle', slot: number, options: { bus: string; json?: true }) => {
      const state = await withBus(options.bus, async (bus) => {
        const client = new PmbusClient(bus);
        if (action !== 'on') await turn(client, slot, Operation.immediateOff, 'off');
        if (action === 'cycle') await sleep(CYCLE_OFF_MS);
        return action === 'off' ? 'off' : turn(client, slot, Operation.on, 'on');
      });
      if (options.json) printJson({ slot, action, state });
      else print(`slot ${slot}: ${state}`);
    });
}

/** Writes OPERATION and waits for the state. @throws CliError on a fault or where it takes too long */
async function turn(client: PmbusClient, slot: number, operation: number, wanted: string): Promise<string> {
  await client.write(slot, findCommand('OPERATION')!, operation);
  for (let waited = 0; ; waited += POLL_MS) {
    const { state, fault } = await client.readFields(slot, 'MFR_UNIT_STATE');
    if (state === wanted) return wanted;
    if (state === 'faulted') {
      throw new CliError(
        `slot ${slot}: fault ${fault}. Mend its cause, then: racklet power cycle ${slot}`,
        EXIT_CODES.fault.code,
      );
    }
    if (waited >= LONGEST_MS) {
      throw new CliError(
        `slot ${slot}: still ${state} after ${LONGEST_MS / 1000} s, not ${wanted}`,
        EXIT_CODES.fault.code,
      );
    }
    await sleep(POLL_MS);
  }
}
