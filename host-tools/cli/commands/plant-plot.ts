// `racklet plant plot`: an emulated rack in process, in virtual time, through one scenario, drawn as SVG.
import { extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { bundleFirmware } from '../../engines/bundle';
import { ENGINE_NAMES } from '../../engines/create-engine';
import type { EngineName } from '../../engines/engine';
import { findWorkerBinary } from '../../engines/xs/worker-binary';
import { SCENARIO_NAMES, type ScenarioName } from '../../plot/scenarios';
import { readRackFile } from '../../rack/rack-file';
import { type Nanoseconds, seconds } from '../../sim/scheduler';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { jsonOption, parseSlot, print, printJson } from '../options';
import { assertPlaceFor, writeOutput } from '../output-file';

const DEFAULT_FILE = 'examples/rack.yaml';
const SECONDS_PER = { us: 1e-6, ms: 1e-3, s: 1 } as const;
const SHORTEST_NS = 1000;
const LONGEST_NS = 60e9;

interface PlotOptions {
  readonly slot: number;
  readonly duration: Nanoseconds;
  readonly scenario: ScenarioName;
  readonly engine: EngineName;
  readonly seed: number;
  readonly json?: true;
}

export function plantPlotCommand(): Command {
  return new Command('plot')
    .summary('draw volts, amps and states of a unit over time')
    .description('Runs an emulated rack through a scenario in virtual time and draws volts, amps and states as SVG.')
    .usage('[options] [rack.yaml] <picture.svg>')
    .argument('<paths...>', `rack file (default: ${DEFAULT_FILE}) and picture`)
    .option('--slot <number>', 'unit to watch', parseSlot, 1)
    .addOption(
      new Option('--duration <time>', 'time in the picture, a tenth of it before the event: 20us, 300ms, 2s')
        .argParser(parseSpan)
        .default(seconds(0.3), '300ms'),
    )
    .addOption(new Option('--scenario <name>', 'what happens').choices(SCENARIO_NAMES).default('insert'))
    .addOption(new Option('--engine <name>', 'what runs the firmware').choices([...ENGINE_NAMES]).default('node'))
    .option('--seed <number>', 'seed of all chance in the rack', parseSeed, 1)
    .addOption(jsonOption().default(undefined))
    .addHelpText(
      'after',
      `
Examples:
  racklet plant plot insert.svg                                          a tray is pushed in
  racklet plant plot short.svg --scenario short --slot 3 --duration 20us the eFuse at work
  racklet plant plot rack.yaml cycle.svg --scenario power-cycle --duration 1s`,
    )
    .action(plot);
}

async function plot(paths: readonly string[], options: PlotOptions): Promise<void> {
  const [path, picture] = pathsOf(paths);
  const file = await readRackFile(path);
  if (!file.units.some(({ slot }) => slot === options.slot)) {
    throw new CliError(`slot ${options.slot}: the rack file has no unit there`, EXIT_CODES.plant.code);
  }
  if (options.engine === 'xs') {
    const binary = findWorkerBinary();
    if ('problem' in binary) throw new CliError(`${binary.problem}: ${binary.remedy}`, EXIT_CODES.engine.code);
  }
  await assertPlaceFor(picture);
  // Loaded here: no other command needs the charts.
  const { recordScenario } = await import('../../plot/record-scenario');
  const { drawSvg } = await import('../../plot/chart');
  const trace = await recordScenario({ ...options, file, bundle: await bundleFirmware() });
  await writeOutput(picture, drawSvg(trace));
  if (options.json) printJson({ file: picture, slot: options.slot, scenario: options.scenario });
  else print(`${picture}: ${trace.title}`);
}

function pathsOf(paths: readonly string[]): [string, string] {
  const picture = paths.at(-1)!;
  if (paths.length > 2) throw new CliError('too many paths: one rack file and one picture', EXIT_CODES.usage.code);
  if (extname(picture).toLowerCase() !== '.svg') {
    throw new CliError(`${picture}: the picture must end in .svg`, EXIT_CODES.usage.code);
  }
  return [paths.length === 2 ? paths[0]! : DEFAULT_FILE, picture];
}

function parseSpan(text: string): Nanoseconds {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s)$/.exec(text);
  const span = match ? seconds(Number(match[1]) * SECONDS_PER[match[2] as keyof typeof SECONDS_PER]) : Number.NaN;
  if (!(span >= SHORTEST_NS && span <= LONGEST_NS)) {
    throw new InvalidArgumentError('A duration is a number with us, ms or s, from 1us to 60s: 300ms.');
  }
  return span as Nanoseconds;
}

function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(seed <= 0xffff_ffff)) throw new InvalidArgumentError('A seed is a whole number from 0 to 4294967295.');
  return seed;
}
