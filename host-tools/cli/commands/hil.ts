// `racklet hil run`: one suite against an emulated unit, an image on an emulated chip, or a board on the bench.
import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { SLOT_COUNT } from '../../../firmware/smbus/limits';
import type { BusAdapter } from '../../client/bus-adapter';
import { EmulatedAdapter } from '../../client/emulated-adapter';
import { PmbusClient } from '../../client/pmbus-client';
import { type Check, SUITES, type SuiteName } from '../../hil/check';
import type { ConsoleLine } from '../../hil/console-line';
import { clockOf, openPlace, type Place } from '../../hil/place';
import { FORMATS, type Format, REPORTS } from '../../hil/report/report';
import { outcomeLine } from '../../hil/report/text';
import { runChecks } from '../../hil/run-suite';
import { openSerialConsole } from '../../hil/serial-console';
import { checksOf } from '../../hil/suites/all';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, DEFAULT_BAUD, parseBaud, parseSlot, withBus } from '../options';

interface HilOptions {
  readonly bus: string;
  readonly slot?: number;
  readonly suite: readonly SuiteName[];
  readonly format: Format;
  readonly yes?: true;
  readonly console?: string;
  readonly baud: number;
}

const note = (text: string): void => void process.stderr.write(`${text}\n`);

export function hilCommand(): Command {
  return new Command('hil')
    .summary('hardware in the loop: prove a unit')
    .description('Hardware in the loop: proves a unit, emulated or on the bench. docs/hil.md describes a bench.')
    .addCommand(runCommand())
    .addHelpText('after', '\nExample:\n  racklet hil run --slot 1 --suite bus');
}

function runCommand(): Command {
  return new Command('run')
    .summary('run the suite against a unit')
    .description(
      'Runs one suite against a unit: emulated, an image on an emulated chip, or a board on the bench. Says first what it will switch, leaves the unit as it was found.',
    )
    .option('--slot <slot>', 'slot of the unit; not needed where there is just one', parseSlot)
    .option('--suite <names>', `what to check: ${SUITES.join(', ')}`, parseSuites, [...SUITES])
    .addOption(new Option('--format <format>', 'report on stdout').choices(FORMATS).default('text'))
    .option('--console <path>', 'serial port of the unit; an emulated one is found by itself')
    .option('--baud <number>', 'speed of the serial port', parseBaud, DEFAULT_BAUD)
    .option('-y, --yes', 'do not ask before something is switched')
    .addOption(busOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet hil run --slot 1                                      the emulated rack that runs here
  racklet hil run --bus i2c:/dev/i2c-1 --yes --format junit     a board on the bench, for a CI server
  racklet hil run --slot 2 --suite bus                          reads alone: switches nothing

Exit code ${EXIT_CODES.hil.code}: a check failed. docs/hil.md describes a bench.`,
    )
    .action((options: HilOptions) => withBus(options.bus, (bus) => run(bus, options)));
}

async function run(bus: BusAdapter, options: HilOptions): Promise<void> {
  const slot = options.slot ?? (await onlySlot(bus));
  const console = await openConsole(bus, slot, options);
  try {
    await prove(await openPlace(bus, slot, console), options);
  } finally {
    await console?.close();
  }
}

/** The one that was named, or that of an emulated unit. @throws BusUnavailable */
async function openConsole(bus: BusAdapter, slot: number, options: HilOptions): Promise<ConsoleLine | undefined> {
  if (!options.suite.includes('console')) return undefined;
  const path = options.console ?? (bus instanceof EmulatedAdapter ? await bus.consoleOf(slot) : undefined);
  return path === undefined ? undefined : openSerialConsole(path, options.baud, clockOf(bus));
}

async function prove(place: Place, options: HilOptions): Promise<void> {
  const { bus, slot } = place;
  const checks = checksOf(options.suite);
  announce(place, checks);
  if (checks.some((check) => isSwitching(check, place)) && options.yes !== true) await agree();
  const interrupted = new AbortController();
  const stop = (): void => {
    note('interrupted: putting the unit back as it was found');
    interrupted.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const { outcomes, left } = await runChecks(place, checks, {
      onOutcome: (outcome) =>
        options.format === 'text' ? process.stdout.write(`${outcomeLine(outcome)}\n`) : note(outcomeLine(outcome)),
      signal: interrupted.signal,
    });
    process.stdout.write(REPORTS[options.format]({ bus: bus.name, slot, engine: place.engine, outcomes, left }));
    const failed = outcomes.filter(({ status }) => status === 'failed').length;
    if (interrupted.signal.aborted) throw new CliError('interrupted', EXIT_CODES.hil.code);
    if (failed > 0) throw new CliError(`slot ${slot}: ${failed} checks failed`, EXIT_CODES.hil.code);
    if (left.length > 0)
      throw new CliError(`slot ${slot}: could not be put back: ${left.join('; ')}`, EXIT_CODES.hil.code);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

const isSwitching = ({ switches, missing }: Check, place: Place): boolean =>
  switches !== undefined && missing?.(place) === undefined;

function announce(place: Place, checks: readonly Check[]): void {
  note(`Unit in slot ${place.slot} on ${place.bus.name}, engine ${place.engine}: ${checks.length} checks.`);
  const switching = checks.filter((check) => isSwitching(check, place));
  if (switching.length === 0) {
    note('Nothing will be switched.');
    return;
  }
  note('This will be done to the unit:');
  for (const { suite, name, switches } of switching) note(`  ${suite}: ${name}: ${switches}`);
}

/** @throws CliError where nobody can be asked, or says no: by a word, Ctrl-C or Ctrl-D */
export async function agree(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean } = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<void> {
  if (!input.isTTY) {
    throw new CliError(
      'the unit would be switched and nobody can be asked: add --yes, or --suite bus',
      EXIT_CODES.usage.code,
    );
  }
  const terminal = createInterface({ input, output, terminal: true });
  const answer = await terminal.question('Go on? [y/N] ').catch(() => '\n');
  terminal.close();
  if (answer === '\n') output.write('\n');
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('nothing was done', EXIT_CODES.usage.code);
}

/** @throws CliError where there is not just one unit */
async function onlySlot(bus: BusAdapter): Promise<number> {
  const client = new PmbusClient(bus);
  const present: number[] = [];
  for (let slot = 0; slot < SLOT_COUNT; slot++) if (await client.isPresent(slot)) present.push(slot);
  if (present.length === 1) return present[0]!;
  throw new CliError(
    present.length === 0
      ? `${bus.name}: no unit answers`
      : `${bus.name}: units in slots ${present.join(', ')} answer. Name one with --slot`,
    present.length === 0 ? EXIT_CODES.absent.code : EXIT_CODES.usage.code,
  );
}

/** Names, separated by commas. */
function parseSuites(text: string): readonly SuiteName[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !SUITES.includes(name as SuiteName));
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is no suite. Suites: ${SUITES.join(', ')}.`);
  return names as readonly SuiteName[];
}
