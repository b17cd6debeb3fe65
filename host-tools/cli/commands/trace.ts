// `racklet trace`: what went over the bus, in words, live or from a file; and as waves for PulseView.
import { type FileHandle, open } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { EmulatedAdapter } from '../../client/emulated-adapter';
import { openBus } from '../../client/open-bus';
import { type Explanation, explain } from '../../trace/explain';
import { parseHeader, parseTraceLine, type TraceTransaction } from '../../trace/trace-line';
import { toVcd } from '../../trace/vcd';
import { commandOf } from '../command-argument';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, jsonOption, parseSlot, print, printJson } from '../options';
import { assertPlaceFor, writeOutput } from '../output-file';

interface TraceOptions {
  readonly bus: string;
  readonly slot?: number;
  readonly command?: string;
  readonly vcd?: string;
  readonly count?: number;
  readonly json?: true;
}

export function traceCommand(): Command {
  return new Command('trace')
    .summary('show what goes over the bus')
    .description(
      'Shows what goes over the bus of a running emulated rack, or what a trace file holds (racklet emulate --trace FILE).',
    )
    .argument('[file]', 'trace file; live without it')
    .option('--slot <slot>', 'this slot alone', parseSlot)
    .option('--command <name>', 'this command alone, name or code')
    .option('--count <number>', 'end after so many transactions', parseCount)
    .option('--vcd <file>', 'write the lines SCL and SDA for PulseView or GTKWave')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet trace --slot 2                       follow unit 2
  racklet trace rack.trace --command READ_VIN  one command out of a file
  racklet trace rack.trace --vcd rack.vcd      look at it in PulseView`,
    )
    .action(trace);
}

async function trace(file: string | undefined, options: TraceOptions): Promise<void> {
  const wanted = filterOf(options);
  if (options.vcd !== undefined) await assertPlaceFor(options.vcd);
  const kept: TraceTransaction[] = [];
  let isTrace = false;
  let hz = 0;
  let shown = 0;
  const most = options.count ?? Number.POSITIVE_INFINITY;
  /** Lines come in bundles: some may come behind the last that is wanted. */
  const take = (line: string): boolean => {
    if (shown >= most) return false;
    hz = parseHeader(line) ?? hz;
    const transaction = parseTraceLine(line);
    isTrace ||= hz > 0 || transaction !== undefined;
    const explanation = transaction && explain(transaction);
    if (!transaction || !explanation || !wanted(explanation)) return true;
    if (options.vcd !== undefined) kept.push(transaction);
    if (options.json) printJson(explanation);
    else if (options.vcd === undefined) print(asText(explanation));
    return ++shown < most;
  };
  if (file === undefined) await follow(options.bus, take);
  else await readLines(file, take);
  if (file !== undefined && !isTrace) throw noTrace(file, 'is no trace of a bus');
  if (options.vcd === undefined) return;
  if (hz === 0)
    throw new CliError(`${file ?? options.bus}: the trace does not name its frequency`, EXIT_CODES.usage.code);
  await writeOutput(options.vcd, toVcd(kept, hz));
  print(`${options.vcd}: ${kept.length} transactions`);
}

function parseCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError('A count is a whole number from 1 on.');
  return count;
}

function filterOf({ slot, command }: TraceOptions): (explanation: Explanation) => boolean {
  const name = command === undefined ? undefined : commandOf(command).name;
  return (explanation) =>
    (slot === undefined || explanation.slot === slot) && (name === undefined || explanation.command === name);
}

/** Lines of a running rack until `take` has enough or Ctrl-C. */
async function follow(bus: string, take: (line: string) => boolean): Promise<void> {
  const adapter = await openBus(bus);
  if (!(adapter instanceof EmulatedAdapter)) {
    await adapter.close();
    throw new CliError(`${adapter.name} cannot be traced: only an emulated bus can`, EXIT_CODES.usage.code);
  }
  await new Promise<void>((resolve, reject) => {
    process.once('SIGINT', () => resolve());
    adapter
      .follow((line) => {
        if (!take(line)) resolve();
      })
      .catch(reject);
    adapter.onLost(() => resolve());
  });
  await adapter.close();
}

async function readLines(path: string, take: (line: string) => boolean): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    for await (const line of file.readLines()) if (!take(line)) return;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw noTrace(path, code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`);
  } finally {
    await file?.close();
  }
}

const noTrace = (path: string, what: string): CliError =>
  new CliError(`${path}: ${what}. Make one with: racklet emulate --trace FILE`, EXIT_CODES.usage.code);

function asText({ timeUs, slot, address, kind, command, value, outcome, stretchedUs }: Explanation): string {
  const who = slot === undefined ? `0x${address.toString(16)}` : `slot ${slot}`;
  const stretched = stretchedUs > 0 ? ` (stretched ${(stretchedUs / 1000).toFixed(3)} ms)` : '';
  const result = outcome === 'ok' ? value : outcome;
  return `${(timeUs / 1e6).toFixed(6).padStart(12)} s  ${who.padEnd(7)}  ${kind.padEnd(12)}  ${(command ?? '').padEnd(20)}  ${result}${stretched}`;
}
