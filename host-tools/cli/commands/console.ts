// `racklet console [SLOT]`: the console of a BMC, in this terminal. Ctrl-] leaves. The terminal is left as it was found.
import { appendFileSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { SerialPort } from 'serialport';
import { EmulatedAdapter } from '../../client/emulated-adapter';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, parseSlot, withBus } from '../options';

/** Ctrl-]. */
const LEAVE = 0x1d;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
/** A pipe that ended waits for answers until the port was quiet for so long. */
const QUIET_MS = 500;
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

interface ConsoleOptions {
  readonly bus: string;
  readonly port?: string;
  readonly baud: number;
  readonly log?: string;
}

export function consoleCommand(): Command {
  return new Command('console')
    .summary('the console of a BMC, over its serial port')
    .description(
      'Connects this terminal to the console of a BMC. Ctrl-] leaves. Without a terminal it works as a pipe.',
    )
    .argument('[slot]', 'slot of an emulated unit', parseSlot)
    .option('--port <path>', 'serial port of a board')
    .option('--baud <number>', 'speed of the port', parseBaud, 115_200)
    .option('--log <file>', 'keep what comes in this file')
    .addOption(busOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet console 2                              an emulated unit
  racklet console --port /dev/ttyACM0            a board
  echo "status --json" | racklet console 2       a script`,
    )
    .action(async (slot: number | undefined, options: ConsoleOptions) => {
      const path = options.port ?? (await pathOf(slot, options.bus));
      await connect(path, options);
    });
}

async function pathOf(slot: number | undefined, bus: string): Promise<string> {
  if (slot === undefined) throw new CliError('name a slot or a --port', EXIT_CODES.usage.code);
  const path = await withBus(bus, async (adapter) =>
    adapter instanceof EmulatedAdapter
      ? (await adapter.describe()).units.find((unit) => unit.slot === slot)?.console
      : undefined,
  );
  if (path === undefined) throw new CliError(`slot ${slot} has no console here. Name a --port`, EXIT_CODES.absent.code);
  return path;
}

async function connect(path: string, { baud, log }: ConsoleOptions): Promise<void> {
  // Not locked: a lock on a pseudo-terminal would outlive this process.
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false, lock: !path.startsWith('/dev/pts/') });
  await new Promise<void>((resolve, reject) =>
    port.open((error) =>
      error ? reject(new CliError(`cannot open ${path}: ${error.message}`, EXIT_CODES.noBus.code)) : resolve(),
    ),
  );
  const { stdin, stdout } = process;
  if (log !== undefined) writeFileSync(log, '');
  if (stdin.isTTY) {
    stdin.setRawMode(true);
    process.on('exit', () => stdin.setRawMode(false));
  }
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => process.exit(code));
  let quiet: NodeJS.Timeout | undefined;
  let isOver = false;
  await new Promise<void>((resolve, reject) => {
    const leaveWhenQuiet = (): void => {
      clearTimeout(quiet);
      if (isOver) quiet = setTimeout(resolve, QUIET_MS);
    };
    port.on('data', (bytes: Buffer) => {
      stdout.write(bytes);
      if (log !== undefined) appendFileSync(log, bytes);
      leaveWhenQuiet();
    });
    port.on('close', () => reject(new CliError(`${path} has gone`, EXIT_CODES.noBus.code)));
    port.on('error', (error) => reject(new CliError(`${path}: ${error.message}`, EXIT_CODES.noBus.code)));
    stdin.on('data', (bytes: Buffer) => {
      const at = stdin.isTTY ? bytes.indexOf(LEAVE) : -1;
      const typed = at < 0 ? bytes : bytes.subarray(0, at);
      port.write(stdin.isTTY ? typed : typed.map((byte) => (byte === LINE_FEED ? CARRIAGE_RETURN : byte)));
      if (at >= 0) resolve();
    });
    stdin.on('end', () => {
      isOver = true;
      leaveWhenQuiet();
    });
  });
  port.removeAllListeners('close');
  port.close();
  stdin.pause();
}

function parseBaud(text: string): number {
  const baud = /^\d{3,7}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(baud)) throw new InvalidArgumentError('A speed is a number of baud: 115200.');
  return baud;
}
