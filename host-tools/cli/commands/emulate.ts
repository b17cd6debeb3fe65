// `racklet emulate`: brings up an emulated rack.
import { createWriteStream, openSync, type WriteStream } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { defaultSocketPath } from '../../client/socket-protocol';
import { Emulator, type Speed, type UnitRow } from '../../emulator/emulator';
import { SocketInUse } from '../../emulator/socket-server';
import { bundleFirmware } from '../../engines/bundle';
import type { EngineName } from '../../engines/engine';
import { findWorkerBinary } from '../../engines/xs/worker-binary';
import { readRackFile } from '../../rack/rack-file';
import { type Nanoseconds, seconds } from '../../sim/scheduler';
import { DEFAULT_PORT } from '../../usbip/protocol';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import {
  debuggedSlot,
  engineOption,
  gdbOption,
  type ImageOptions,
  imageOption,
  machineryOf,
  slotsOption,
} from '../image-options';
import { LiveTable } from '../live-table';
import { jsonOption, printJson } from '../options';
import { cannotWrite } from '../output-file';

const DEFAULT_FILE = 'examples/rack.yaml';
const SECONDS_PER = { ms: 1e-3, s: 1, m: 60, h: 3600 } as const;
const FORCE_EXIT_AFTER = 2;
const LOOPBACK = '127.0.0.1';
const LOOPBACKS: ReadonlySet<string> = new Set([LOOPBACK, '::1', 'localhost']);

interface EmulateOptions extends ImageOptions {
  readonly duration?: Nanoseconds;
  readonly speed: Speed;
  readonly seed: number;
  readonly json?: true;
  readonly socket?: string;
  readonly trace?: string;
  readonly console: boolean;
  readonly usbip?: number;
  readonly usbipHost: string;
  readonly gdb?: number;
}

export function emulateCommand(): Command {
  return new Command('emulate')
    .summary('bring up an emulated rack')
    .description('Brings up an emulated rack. Durations are rack time. Ctrl-C ends it.')
    .argument('[file]', 'rack file', DEFAULT_FILE)
    .addOption(engineOption())
    .addOption(imageOption())
    .addOption(slotsOption())
    .addOption(gdbOption(parsePort))
    .option('--duration <time>', 'end after this rack time: 500ms, 10s, 2m, 1h', parseDuration)
    .addOption(
      new Option(
        '--speed <speed>',
        'realtime: 1:1 with the clock; max: as fast as possible, no clients; auto: fast until a client comes',
      )
        .choices(['auto', 'realtime', 'max'])
        .default('auto'),
    )
    .option('--seed <number>', 'seed of all chance in the rack', parseSeed, 1)
    .option('--socket <path>', `where clients connect (default: ${defaultSocketPath()})`)
    .option('--trace <file>', 'write all that goes over the bus to this file (read it with racklet trace)')
    .addOption(
      new Option('--usbip [port]', 'show the bus as a USB-to-I2C adapter over USB/IP, for a real Linux')
        .argParser(parsePort)
        .preset(DEFAULT_PORT),
    )
    .option('--no-console', "leave out the pseudo-terminals at the units' serial ports")
    .option('--usbip-host <address>', 'where the adapter listens; USB/IP has no authentication', LOOPBACK)
    .addOption(jsonOption().default(undefined))
    .addHelpText(
      'after',
      `
With --json one object per unit and line is printed at the end, and nothing else.

Examples:
  racklet emulate examples/rack.yaml
  racklet emulate examples/rack.yaml --engine node --duration 10s --json
  racklet emulate examples/rack.yaml --engine rp2040 --image build/board/pico-bench.uf2 --slots 1
  racklet emulate examples/rack.yaml --engine rp2040 --image build/board/pico-bench.uf2 --slots 1 --gdb 3333
                                      then: gdb-multiarch build/board/pico-bench.elf -ex 'target remote :3333'
  racklet emulate examples/rack.yaml --usbip       then, as root: modprobe vhci-hcd; usbip attach -r 127.0.0.1 -b 1-2`,
    )
    .action(emulate);
}

async function emulate(path: string, options: EmulateOptions): Promise<void> {
  if (options.speed === 'max' && options.duration === undefined) {
    throw new CliError(
      '--speed max never ends without --duration: add, for example, --duration 10s',
      EXIT_CODES.usage.code,
    );
  }
  if (options.usbip !== undefined && options.speed === 'max') {
    throw new CliError('--usbip needs the clock: leave --speed max out', EXIT_CODES.usage.code);
  }
  const file = await readRackFile(path);
  const machinery = machineryOf(options, file);
  if (file.units.some(({ slot }) => !machinery.images?.has(slot))) assertEngine(machinery.engine);
  const socketPath = options.speed === 'max' ? undefined : (options.socket ?? defaultSocketPath());
  const view = options.json ? undefined : new LiveTable(process.stdout);
  const traceFile = options.trace === undefined ? undefined : openTrace(options.trace);
  let traceTrouble: Error | undefined;
  const emulator = new Emulator({
    file,
    ...machinery,
    bundle: await bundleFirmware(),
    seed: options.seed,
    speed: options.speed,
    ...(options.duration === undefined ? {} : { duration: options.duration }),
    ...(socketPath === undefined ? {} : { socketPath }),
    consoles: socketPath !== undefined && !options.json && options.console,
    ...(options.gdb === undefined ? {} : { gdb: { slot: debuggedSlot(machinery), port: options.gdb } }),
    ...(options.usbip === undefined ? {} : { usbip: { host: options.usbipHost, port: options.usbip } }),
    onNote: (text) => (view ? view.note(text) : process.stderr.write(`racklet: ${text}\n`)),
    ...(traceFile ? { onTrace: (line: string) => traceFile.write(`${line}\n`) } : {}),
    ...(view ? { onReports: (rows) => view.show(rows, emulator.rack.scheduler.now) } : {}),
  });
  traceFile?.on('error', (error) => {
    traceTrouble ??= error;
    emulator.stop();
  });
  await listen(emulator, socketPath, options);
  view?.begin(file.metadata.name, options.engine, socketPath);
  if (emulator.usbipPort !== undefined) tellAdapter(options.usbipHost, emulator.usbipPort, view);
  if (emulator.gdbPort !== undefined) tellDebugger(emulator.gdbPort, debuggedSlot(machinery), view);
  const release = stopOnSignals(() => emulator.stop());
  try {
    const rows = await emulator.run();
    if (options.json) for (const row of rows) printJson(summaryOf(row));
    else view?.end(rows, emulator.rack.scheduler.now);
  } finally {
    release();
    await emulator.close();
    if (traceFile !== undefined) await closed(traceFile);
  }
  if (traceTrouble !== undefined) throw cannotWrite(options.trace!, traceTrouble.message);
}

const closed = (file: WriteStream): Promise<void> =>
  new Promise((resolve) => (file.closed ? resolve() : file.once('close', resolve).end()));

/** @throws CliError where the file cannot be written */
function openTrace(path: string): WriteStream {
  try {
    return createWriteStream(path, { fd: openSync(path, 'w') });
  } catch (error) {
    throw cannotWrite(path, (error as Error).message);
  }
}

async function listen(emulator: Emulator, path: string | undefined, options: EmulateOptions): Promise<void> {
  try {
    await emulator.listen();
  } catch (error) {
    await emulator.close();
    if (error instanceof SocketInUse) {
      throw new CliError(
        `socket ${path} is in use: another emulator runs. Stop it, or use --socket PATH`,
        EXIT_CODES.socketInUse.code,
      );
    }
    throw new CliError(listenTrouble(error as ListenError, path, options), EXIT_CODES.socketInUse.code);
  }
}

type ListenError = NodeJS.ErrnoException & { address?: string; port?: number; hostname?: string };

/** Of the socket, the USB adapter's port or the debugger's: where, what, what to do. */
function listenTrouble(error: ListenError, path: string | undefined, { gdb }: EmulateOptions): string {
  const { code, syscall, address, port = -1, hostname, message } = error;
  if (syscall === 'getaddrinfo')
    return `cannot listen at ${hostname}: no such host (${code}). Use --usbip-host ADDRESS`;
  // A Unix socket has the port -1.
  if (port < 0) return `cannot listen at ${path}: ${message}. Use --socket PATH`;
  const option = code === 'EADDRNOTAVAIL' ? '--usbip-host ADDRESS' : `${port === gdb ? '--gdb' : '--usbip'} PORT`;
  return `cannot listen at ${address} port ${port}: ${message}. Use ${option}`;
}

/** How to get at the adapter, and what it means where it is not for this machine alone. */
function tellAdapter(host: string, port: number, view: LiveTable | undefined): void {
  const tell = (text: string): void => (view ? view.note(text) : void process.stderr.write(`racklet: ${text}\n`));
  const where = port === DEFAULT_PORT ? '' : `--tcp-port ${port} `;
  tell(`USB/IP at ${host} port ${port}. As root: modprobe vhci-hcd; usbip ${where}attach -r ${host} -b 1-2`);
  if (!LOOPBACKS.has(host)) tell('warning: USB/IP has no authentication: who reaches this port owns the bus');
}

function tellDebugger(port: number, slot: number, view: LiveTable | undefined): void {
  const text = `slot ${slot} for gdb-multiarch, with the image's ELF file: target remote :${port}`;
  if (view) view.note(text);
  else process.stderr.write(`racklet: ${text}\n`);
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 0xffff)) throw new InvalidArgumentError('A port is a number from 0 (any that is free) to 65535.');
  return port;
}

function assertEngine(engine: EngineName): void {
  if (engine !== 'xs') return;
  const binary = findWorkerBinary();
  if ('problem' in binary) throw new CliError(`${binary.problem}: ${binary.remedy}`, EXIT_CODES.engine.code);
}

/** The line of a unit in `--json`. Fields are added, never given another meaning. */
function summaryOf({ unit, report }: UnitRow) {
  return {
    slot: unit.slot,
    address: unit.address,
    engine: unit.engineName,
    state: report?.state ?? (unit.tray.isInserted ? 'silent' : 'removed'),
    fault: report?.fault ?? null,
    inputMillivolts: report?.inputMillivolts ?? null,
    outputMillivolts: report?.outputMillivolts ?? null,
    outputMilliamps: report?.outputMilliamps ?? null,
    energyMillijoules: report?.energyMillijoules ?? null,
    faults: report?.faults ?? null,
    transactions: unit.transactions,
    busErrors: unit.busErrors,
    compute: unit.meter?.compute ?? null,
    plant: unit.plantTruth(),
  };
}

/** Ctrl-C ends the run in order; pressed again it ends at once. So does a terminal that is closed. */
function stopOnSignals(stop: () => void): () => void {
  let asked = 0;
  const handler = (): void => {
    if (++asked >= FORCE_EXIT_AFTER) process.exit(130);
    stop();
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  process.on('SIGHUP', handler);
  return () => {
    process.off('SIGINT', handler);
    process.off('SIGTERM', handler);
    process.off('SIGHUP', handler);
  };
}

function parseDuration(text: string): Nanoseconds {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (!match) throw new InvalidArgumentError('A duration is a number with ms, s, m or h: 500ms, 10s.');
  return seconds(Number(match[1]) * SECONDS_PER[match[2] as keyof typeof SECONDS_PER]);
}

function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(seed <= 0xffff_ffff)) throw new InvalidArgumentError('A seed is a whole number from 0 to 4294967295.');
  return seed;
}
