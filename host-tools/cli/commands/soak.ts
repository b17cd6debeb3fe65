// `racklet soak`: random faults into emulated racks in virtual time, and an oracle outside the firmware that judges what came of each.
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { bundleFirmware } from '../../engines/bundle';
import { ENGINE_NAMES } from '../../engines/create-engine';
import type { EngineName } from '../../engines/engine';
import { findWorkerBinary } from '../../engines/xs/worker-binary';
import { KINDS } from '../../soak/kinds';
import type { Objection } from '../../soak/rack-soak';
import { runSoak, type SoakResult } from '../../soak/run-soak';
import { kindRows, objectionText, soakJson, summaryText } from '../../soak/summary';
import { bundleWorker } from '../../soak/worker-bundle';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { table } from '../format';
import { jsonOption, print, printJson } from '../options';

interface SoakCommandOptions {
  readonly units: number;
  readonly hours: number;
  readonly seed: number;
  readonly gap: number;
  readonly only?: readonly string[];
  readonly jobs: number;
  readonly engine: EngineName;
  readonly json?: true;
}

const MOST_UNITS = 10_000;
const MOST_HOURS = 1000;
/** A terminal sees each step; a file, one line now and then. */
const PROGRESS_MS = { terminal: 500, file: 15_000 };

export function soakCommand(): Command {
  return new Command('soak')
    .summary('random faults into emulated racks, and an oracle that judges each')
    .description(
      `Injects random faults of plant, bus and BMC into emulated racks, in virtual time, and holds what becomes of each against what was done. Exit code ${EXIT_CODES.soak.code} where the oracle objects. docs/soak.md says what is injected, what is demanded, and how to read an objection.`,
    )
    .option('--units <number>', 'units, sixteen to a rack', parseUnits, 32)
    .option('--hours <number>', 'hours of rack time', parseHours, 0.1)
    .option('--seed <number>', 'seed of all chance', parseSeed, 1)
    .option('--gap <seconds>', 'between two faults of a unit, on average', parseGap, 20)
    .option('--only <names>', 'kinds of fault, separated by semicolons; all unless given', parseKinds)
    .option('--jobs <number>', 'processes; the result does not depend on them', parseJobs, availableParallelism())
    .addOption(new Option('--engine <name>', 'what runs the firmware').choices([...ENGINE_NAMES]).default('node'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Progress goes to stderr. With --json one object is printed for each objection, one for each kind of fault, and one for the whole.

Examples:
  racklet soak                                     32 units for six minutes
  racklet soak --units 40 --hours 0.2 --seed 2026  as CI does it
  racklet soak --only 'short; BMC reset' --gap 5   two kinds, often
  racklet soak --units 8 --engine xs --json        the real engine, one process per unit
  racklet soak --units 1000 --hours 1 --jobs 2     the long one`,
    )
    .action(soak);
}

async function soak(options: SoakCommandOptions): Promise<void> {
  if (options.engine === 'xs') {
    const binary = findWorkerBinary();
    if ('problem' in binary) throw new CliError(`${binary.problem}: ${binary.remedy}`, EXIT_CODES.engine.code);
  }
  const [bundle, worker] = await Promise.all([bundleFirmware(), bundleWorker()]);
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const progress = new Progress(options);
  let result: SoakResult;
  try {
    result = await runSoak({
      ...options,
      bundle,
      worker,
      onProgress: (share, sofar) => progress.show(share, sofar),
      onObjection: (objection) => {
        progress.clear();
        show(objection, options);
      },
      signal: interrupted.signal,
    });
  } finally {
    progress.clear();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
  if (options.json) for (const row of soakJson(result, options, interrupted.signal.aborted)) printJson(row);
  else {
    print(table(...kindRows(result.tally, options.only)));
    print('');
    print(summaryText(result, options, progress.seconds));
  }
  const error = verdictOf(result, interrupted.signal.aborted);
  if (error !== undefined) throw error;
}

/** Undefined: the soak was done, and nothing was wrong. */
export function verdictOf({ objected }: Pick<SoakResult, 'objected'>, isInterrupted: boolean): CliError | undefined {
  const { code } = EXIT_CODES.soak;
  const times = objected === 1 ? 'time' : 'times';
  if (objected > 0)
    return new CliError(`the oracle objects ${objected} ${times}: docs/soak.md says how to read it`, code);
  return isInterrupted ? new CliError('interrupted: the racks that were done are shown', code) : undefined;
}

function show(objection: Objection, { json }: SoakCommandOptions): void {
  if (json) printJson({ type: 'objection', ...objection });
  else print(objectionText(objection));
}

/** On stderr: how far it is, and how long it will take. */
class Progress {
  readonly #options: SoakCommandOptions;
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #startedMs = performance.now();
  #shownMs = Number.NEGATIVE_INFINITY;
  #isOnLine = false;

  constructor(options: SoakCommandOptions) {
    this.#options = options;
  }

  /** Since the start, of the wall's clock. */
  get seconds(): number {
    return (performance.now() - this.#startedMs) / 1000;
  }

  show(share: number, { tally, objected }: SoakResult): void {
    const now = performance.now();
    if (now - this.#shownMs < (this.#isTerminal ? PROGRESS_MS.terminal : PROGRESS_MS.file)) return;
    this.#shownMs = now;
    const { units, hours } = this.#options;
    const faults = Object.values(tally).reduce((sum, { injected }) => sum + injected, 0);
    const left = (this.seconds * (1 - share)) / share;
    const text = `${(share * 100).toFixed(1)} % of ${units * hours} unit-hours, ${faults} faults judged, ${objected} objections, ${clockText(left)} left`;
    process.stderr.write(this.#isTerminal ? `\r\x1b[K${text}` : `${text}\n`);
    this.#isOnLine = this.#isTerminal;
  }

  clear(): void {
    if (this.#isOnLine) process.stderr.write('\r\x1b[K');
    this.#isOnLine = false;
  }
}

const clockText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')} min`;

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function parseUnits(text: string): number {
  const units = wholeNumber(text, 1, MOST_UNITS);
  if (units === undefined) throw new InvalidArgumentError(`Units are a whole number from 1 to ${MOST_UNITS}.`);
  return units;
}

function parseHours(text: string): number {
  const hours = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(hours >= LEAST_HOURS && hours <= MOST_HOURS))
    throw new InvalidArgumentError(`Hours are a number from ${LEAST_HOURS} to ${MOST_HOURS}.`);
  return hours;
}
const LEAST_HOURS = 0.005;

function parseSeed(text: string): number {
  const seed = wholeNumber(text, 0, 0xffff_ffff);
  if (seed === undefined) throw new InvalidArgumentError('A seed is a whole number from 0 to 4294967295.');
  return seed;
}

function parseGap(text: string): number {
  const gap = wholeNumber(text, 1, 3600);
  if (gap === undefined) throw new InvalidArgumentError('A gap is a whole number of seconds from 1 to 3600.');
  return gap;
}

function parseKinds(text: string): readonly string[] {
  const names = text.split(';').map((name) => name.trim());
  const unknown = names.find((name) => !KINDS.some((kind) => kind.name === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is no kind. Kinds: ${KINDS.map(({ name }) => name).join('; ')}.`);
  return names;
}

function parseJobs(text: string): number {
  const jobs = wholeNumber(text, 1, 256);
  if (jobs === undefined) throw new InvalidArgumentError('Jobs are a whole number from 1 to 256.');
  return jobs;
}
