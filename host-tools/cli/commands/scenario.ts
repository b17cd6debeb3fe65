// `racklet scenario run|list`: plays scenarios on emulated racks in virtual time and prints what happened, line by line.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import colors from 'picocolors';
import { bundleFirmware } from '../../engines/bundle';
import { ENGINE_NAMES } from '../../engines/create-engine';
import type { EngineName, FirmwareBundle } from '../../engines/engine';
import { findWorkerBinary } from '../../engines/xs/worker-binary';
import { runScenario, type ScenarioResult } from '../../scenario/run-scenario';
import { readScenario, type Scenario } from '../../scenario/scenario-file';
import type { Stage } from '../../scenario/stage';
import { type Entry, entryText, TIME_LINE_HEAD } from '../../scenario/time-line';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { table } from '../format';
import { jsonOption, parseSlot, print, printJson } from '../options';
import { assertPlaceFor, writeOutput } from '../output-file';

const DEFAULT_FOLDER = 'examples/scenarios';

interface RunOptions {
  readonly engine: EngineName;
  readonly seed: number;
  readonly json?: true;
  readonly plot?: string;
  readonly slot: number;
}

export function scenarioCommand(): Command {
  return new Command('scenario')
    .summary('play a scenario: what is done to a rack, and what has to come of it')
    .description('Plays scenarios on emulated racks, in virtual time. The format: docs/scenarios.md.')
    .addCommand(runCommand())
    .addCommand(listCommand())
    .addHelpText('after', '\nExamples:\n  racklet scenario list\n  racklet scenario run examples/scenarios/short.yaml');
}

function runCommand(): Command {
  return new Command('run')
    .summary('play scenarios and print their time lines')
    .description(
      'Plays scenarios, each on a rack of its own, as fast as possible. Exit code 14 if an expectation fails in any of them.',
    )
    .argument('<files...>', 'scenario files')
    .addOption(new Option('--engine <name>', 'what runs the firmware').choices([...ENGINE_NAMES]).default('node'))
    .option('--seed <number>', 'seed of all chance in the rack', parseSeed, 1)
    .option('--plot <file.svg>', 'draw the newest black box of --slot as it is at the end; one scenario alone')
    .option('--slot <number>', 'whose black box', parseSlot, 1)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
With --json one object is printed for each line of the time line, and one for the verdict of each scenario.

Examples:
  racklet scenario run examples/scenarios/short.yaml
  racklet scenario run examples/scenarios/*.yaml
  racklet scenario run examples/scenarios/bmc-reset.yaml --engine xs --json
  racklet scenario run examples/scenarios/short.yaml --plot short.svg`,
    )
    .action(run);
}

function listCommand(): Command {
  return new Command('list')
    .summary('list the scenarios of a folder')
    .description('Lists the scenarios of a folder, each with what happens in it.')
    .argument('[folder]', 'folder of scenario files', DEFAULT_FOLDER)
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  racklet scenario list\n  racklet scenario list my-scenarios --json')
    .action(list);
}

async function run(paths: readonly string[], options: RunOptions): Promise<void> {
  if (options.plot !== undefined && paths.length > 1) {
    throw new CliError('--plot draws one scenario: name one file', EXIT_CODES.usage.code);
  }
  if (options.plot !== undefined) await assertPlaceFor(options.plot);
  // All files are read before the first one is played: a mistake shows at once.
  const scenarios: Scenario[] = [];
  for (const path of paths) scenarios.push(await readScenario(path));
  if (options.engine === 'xs') {
    const binary = findWorkerBinary();
    if ('problem' in binary) throw new CliError(`${binary.problem}: ${binary.remedy}`, EXIT_CODES.engine.code);
  }
  const bundle = await bundleFirmware();
  const failed: string[] = [];
  for (const [i, scenario] of scenarios.entries()) {
    if (i > 0 && !options.json) print('');
    if (!(await play(scenario, bundle, options))) failed.push(scenario.path);
  }
  if (failed.length > 0) {
    const of = scenarios.length === 1 ? '' : ` of ${scenarios.length}`;
    throw new CliError(`${failed.length}${of} failed: ${failed.join(', ')}`, EXIT_CODES.expectation.code);
  }
}

/** @returns whether every expectation held */
async function play(scenario: Scenario, bundle: FirmwareBundle, options: RunOptions): Promise<boolean> {
  const { engine, seed, plot, slot } = options;
  let box: Uint8Array | undefined;
  const keepBox = async ({ client }: Stage): Promise<void> => {
    box = await client.readBox(slot, 0);
  };
  const result = await runScenario({
    scenario,
    engine,
    bundle,
    seed,
    ...(plot === undefined ? {} : { atEnd: keepBox }),
  });
  if (box !== undefined && plot !== undefined) await draw(box, slot, plot);
  if (options.json) printAsJson(scenario, result);
  else printAsText(scenario, result, options);
  if (plot !== undefined && !options.json) print(`black box of slot ${slot}: ${plot}`);
  return result.failed === 0;
}

function printAsText(
  scenario: Scenario,
  { entries, expectations, failed, ns }: ScenarioResult,
  options: RunOptions,
): void {
  const { metadata } = scenario.file;
  const units = scenario.rack.units.length;
  print(colors.bold(`${metadata.name}: ${metadata.title}`));
  print(`${units} ${units === 1 ? 'unit' : 'units'}, engine ${options.engine}, seed ${options.seed}`);
  print('');
  print(TIME_LINE_HEAD);
  for (const entry of entries) print(paint(entry)(entryText(entry)));
  print('');
  const verdict = failed === 0 ? 'all as expected' : `${failed} not as expected`;
  print(
    `${expectations} ${expectations === 1 ? 'expectation' : 'expectations'}, ${verdict}; ${(ns / 1e9).toFixed(3)} s of rack time`,
  );
}

const paint = ({ passed, who }: Entry): ((text: string) => string) => {
  if (passed !== undefined) return passed ? colors.green : colors.red;
  return who.startsWith('slot') ? (text) => text : colors.cyan;
};

function printAsJson({ path, file }: Scenario, { entries, expectations, failed, ns }: ScenarioResult): void {
  const scenario = file.metadata.name;
  for (const { ns: at, who, text, passed } of entries) {
    printJson({ type: 'event', scenario, seconds: at / 1e9, who, text, passed: passed ?? null });
  }
  printJson({ type: 'verdict', scenario, file: path, passed: failed === 0, expectations, failed, seconds: ns / 1e9 });
}

/** Behind the run: what is loaded here takes time of the wall, in which the rack would go on. */
async function draw(box: Uint8Array, slot: number, path: string): Promise<void> {
  const [{ drawSvg }, { traceOfBox }, { BoxError, decodeBox }] = await Promise.all([
    import('../../plot/chart'),
    import('../../black-box/box-trace'),
    import('../../black-box/decode'),
  ]);
  try {
    await writeOutput(path, drawSvg(traceOfBox(decodeBox(box), slot)));
  } catch (error) {
    if (error instanceof BoxError) throw new CliError(`slot ${slot}: ${error.message}`, EXIT_CODES.fault.code);
    throw error;
  }
}

async function list(folder: string, options: { readonly json?: true }): Promise<void> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) throw new CliError(`${folder}: no such folder`, EXIT_CODES.usage.code);
  const rows: Scenario[] = [];
  for (const name of names.filter((file) => file.endsWith('.yaml')).sort())
    rows.push(await readScenario(join(folder, name)));
  if (options.json) {
    for (const { path, file, rack } of rows) {
      const { name, title } = file.metadata;
      printJson({ file: path, name, title, units: rack.units.length, steps: file.steps.length });
    }
    return;
  }
  print(
    table(
      ['FILE', 'WHAT HAPPENS'],
      rows.map(({ path, file }) => [path, file.metadata.title]),
    ),
  );
}

function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(seed <= 0xffff_ffff)) throw new InvalidArgumentError('A seed is a whole number from 0 to 4294967295.');
  return seed;
}
