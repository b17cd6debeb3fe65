// `racklet power on|off|cycle|reset SLOT`: switches a unit and waits until it is there.
import { Argument, Command } from 'commander';
import { type CommandName, Operation, PowerCycle, RESET_UNIT } from '../../../firmware/pmbus/commands';
import { findCommand, PmbusClient } from '../../client/pmbus-client';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';

/** Beyond what the unit itself takes: debounce, soft start, power-good. */
const LONGEST_MS = 5000;
const POLL_MS = 20;

const ACTIONS = ['on', 'off', 'cycle', 'reset'] as const;
type Action = (typeof ACTIONS)[number];

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function powerCommand(): Command {
  return new Command('power')
    .summary('switch a unit on, off, off and on, or reset it')
    .description(
      'Switches a unit and waits until it is on or off. A cycle is carried out by the unit itself: it comes back though this command be interrupted.',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
    .argument('<slot>', 'slot of the unit', parseSlot)
    .option('--graceful', 'off, cycle: ask the unit to shut itself down first, and wait for it')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet power off 2 --graceful   the unit shuts itself down, then its gate opens
  racklet power cycle 2            off and on again, at once
  racklet power reset 2            a pulse on its reset line; its power stays on`,
    )
    .action(async (action: Action, slot: number, options: { bus: string; json?: true; graceful?: true }) => {
      const graceful = options.graceful === true;
      if (graceful && (action === 'on' || action === 'reset')) {
        throw new CliError(`--graceful goes with off and cycle, not with ${action}`, EXIT_CODES.usage.code);
      }
      const state = await withBus(options.bus, (bus) => carryOut(new PmbusClient(bus), slot, action, graceful));
      if (options.json) printJson({ slot, action, state });
      else print(`slot ${slot}: ${state}`);
    });
}

async function carryOut(client: PmbusClient, slot: number, action: Action, graceful: boolean): Promise<string> {
  const operation = (value: number): Promise<void> => client.write(slot, findCommand('OPERATION')!, value);
  const spanOf = async (name: CommandName): Promise<number> =>
    (await client.read(slot, findCommand(name)!)).value as number;
  const grace = graceful ? await spanOf('MFR_SHUTDOWN_TIMEOUT') : 0;
  switch (action) {
    case 'on':
      await operation(Operation.on);
      return until(client, slot, 'on', await spanOf('TON_DELAY'));
    case 'off':
      await operation(graceful ? Operation.softOff : Operation.immediateOff);
      return until(client, slot, 'off', grace);
    case 'cycle': {
      // A unit that is off has no first half; one with a fault has it behind it, and the cycle ends the fault.
      const { state } = await client.readFields(slot, 'MFR_UNIT_STATE');
      await operation(Operation.on);
      if (state !== 'off' && state !== 'absent') {
        await client.write(slot, findCommand('MFR_POWER_CYCLE')!, graceful ? PowerCycle.graceful : PowerCycle.hard);
      }
      return until(client, slot, 'on', grace + (await spanOf('MFR_CYCLE_OFF_TIME')));
    }
    case 'reset':
      await client.write(slot, findCommand('MFR_RESET_UNIT')!, RESET_UNIT);
      return until(client, slot, 'on', 0);
    default:
      return action satisfies never;
  }
}

/** Waits for the state. @throws CliError on a fault or where it takes too long */
async function until(client: PmbusClient, slot: number, wanted: string, spanMs: number): Promise<string> {
  const longestMs = LONGEST_MS + spanMs;
  for (let waited = 0; ; waited += POLL_MS) {
    const { state, fault } = await client.readFields(slot, 'MFR_UNIT_STATE');
    if (state === wanted) return wanted;
    if (state === 'faulted') {
      throw new CliError(
        `slot ${slot}: fault ${fault}. Mend its cause, then: racklet power cycle ${slot}`,
        EXIT_CODES.fault.code,
      );
    }
    if (waited >= longestMs) {
      throw new CliError(
        `slot ${slot}: still ${state} after ${longestMs / 1000} s, not ${wanted}`,
        EXIT_CODES.fault.code,
      );
    }
    await sleep(POLL_MS);
  }
}
