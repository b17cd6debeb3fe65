// `racklet blackbox SLOT`: what a BMC kept of a fault, as a table, as a picture, or done again.
import { Command } from 'commander';
import { type Box, BoxError, type BoxStep, decodeBox } from '../../black-box/decode';
import { type Difference, replay } from '../../black-box/replay';
import { PmbusClient } from '../../client/pmbus-client';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, jsonOption, parseSlot, print, printJson, withBus } from '../options';
import { assertPlaceFor, writeOutput } from '../output-file';

interface Options {
  readonly bus: string;
  readonly json?: true;
  readonly box: number;
  readonly plot?: string;
  readonly replay?: true;
}

export function blackboxCommand(): Command {
  return new Command('blackbox')
    .summary('what a unit recorded around a fault')
    .description(
      "Volts, amps, states and inputs of the 64 steps before a fault and the 64 after it, from the BMC's flash.",
    )
    .argument('<slot>', 'slot of the unit', parseSlot)
    .option('--box <number>', 'which one: 0 the newest, 1 the one before', parseBox, 0)
    .option('--plot <file>', 'draw it as SVG')
    .option('--replay', "do it again with the firmware's own state machine, and compare")
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet blackbox 2                  the newest, as a table
  racklet blackbox 2 --plot trip.svg
  racklet blackbox 2 --box 1 --replay`,
    )
    .action(async (slot: number, options: Options) => {
      if (options.plot !== undefined) await assertPlaceFor(options.plot);
      await withBus(options.bus, async (bus) => {
        const box = await readBox(new PmbusClient(bus), slot, options.box);
        const differences = options.replay ? replay(box) : undefined;
        if (options.plot !== undefined) await plot(box, slot, options.plot);
        if (options.json) printJson({ slot, ...jsonOf(box), ...(differences === undefined ? {} : { differences }) });
        else {
          if (options.plot === undefined && differences === undefined) printTable(box);
          else print(`slot ${slot}: ${box.fault}, ${box.steps.length} steps of boot ${box.boot}`);
          if (options.plot !== undefined) print(`drawn to ${options.plot}`);
          if (differences !== undefined) tellReplay(box, differences);
        }
      });
    });
}

async function readBox(client: PmbusClient, slot: number, box: number): Promise<Box> {
  try {
    return decodeBox(await client.readBox(slot, box));
  } catch (error) {
    if (!(error instanceof BoxError)) throw error;
    throw new CliError(`slot ${slot}: box ${box}: ${error.message}`, EXIT_CODES.fault.code);
  }
}

async function plot(box: Box, slot: number, path: string): Promise<void> {
  const [{ drawSvg }, { traceOfBox }] = await Promise.all([
    import('../../plot/chart'),
    import('../../black-box/box-trace'),
  ]);
  await writeOutput(path, drawSvg(traceOfBox(box, slot)));
}

function tellReplay(box: Box, differences: readonly Difference[]): void {
  if (differences.length === 0) {
    print(`done again: the same in all ${box.steps.length - 1} steps`);
    return;
  }
  for (const { step, recorded, replayed } of differences) {
    print(`step ${step - box.trigger}: recorded ${recorded.kind}, done again ${replayed.kind}`);
  }
  throw new CliError(
    `${differences.length} steps were decided otherwise: another version of the firmware, or a limit that was changed meanwhile`,
    EXIT_CODES.fault.code,
  );
}

const shown = (value: number | undefined, unit: string): string => (value === undefined ? '-' : `${value} ${unit}`);

function inputsText({ inputs }: BoxStep): string {
  const words = [
    inputs.present ? 'present' : 'absent',
    inputs.wanted ? 'wanted' : 'unwanted',
    inputs.gateOn ? 'latch on' : 'latch off',
    ...(inputs.powerGood ? ['power good'] : []),
    ...(inputs.halted ? ['halted'] : []),
    ...(inputs.fault === 0 ? [] : [`fault ${inputs.fault}`]),
  ];
  return words.join(', ');
}

function printTable(box: Box): void {
  const zero = box.steps[box.trigger]!.now;
  print(`${box.fault}, boot ${box.boot}; times from the fault`);
  for (const [i, step] of box.steps.entries()) {
    const cells = [
      `${i === box.trigger ? '>' : ' '}${String(step.now - zero).padStart(6)} ms`,
      shown(step.inputMillivolts, 'mV').padStart(8),
      shown(step.outputMillivolts, 'mV').padStart(8),
      shown(step.milliamps, 'mA').padStart(9),
      step.state.kind.padEnd(8),
      inputsText(step),
    ];
    print(cells.join('  '));
  }
}

const jsonOf = ({ limits, ...box }: Box) => ({
  ...box,
  limits: { ...limits, retries: [...limits.retries], retryDelayMs: [...limits.retryDelayMs] },
});

function parseBox(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= 15)) {
    throw new CliError(`--box: "${text}" is no box: give a number from 0 (the newest) to 15`, EXIT_CODES.usage.code);
  }
  return value;
}
