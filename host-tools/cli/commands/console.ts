// `racklet console [SLOT]`: the console of a BMC, in this terminal. Ctrl-] leaves. The terminal is left as it was found.
import { closeSync, openSync, writeSync } from 'node:fs';
import { Command } from 'commander';
import colors from 'picocolors';
import type { SerialPort } from 'serialport';
import { EmulatedAdapter } from '../../client/emulated-adapter';
import { openSerial } from '../../client/serial-line';
import { LineTint } from '../console/line-tint';
import { pipeThrough } from '../console/pipe';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, DEFAULT_BAUD, parseBaud, parseSlot, withBus } from '../options';

/** Ctrl-]. */
const LEAVE = 0x1d;
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
      'Connects this terminal to the console of a BMC. Ctrl-] leaves. Without a terminal it works as a pipe: a line goes in when the one before it was answered.',
    )
    .argument('[slot]', 'slot of an emulated unit', parseSlot)
    .option('--port <path>', 'serial port of a board')
    .option('--baud <number>', 'speed of the port', parseBaud, DEFAULT_BAUD)
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
      const keep = keeperOf(options.log);
      const port = await openSerial(path, options.baud);
      try {
        if (process.stdin.isTTY) await talk(port, keep);
        else await pipeThrough(port, process.stdin, process.stdout, keep);
      } finally {
        port.removeAllListeners('close');
        await new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
        process.stdin.pause();
      }
    });
}

async function pathOf(slot: number | undefined, bus: string): Promise<string> {
  if (slot === undefined) throw new CliError('name a slot or a --port', EXIT_CODES.usage.code);
  const path = await withBus(bus, async (adapter) =>
    adapter instanceof EmulatedAdapter ? adapter.consoleOf(slot) : undefined,
  );
  if (path === undefined) throw new CliError(`slot ${slot} has no console here. Name a --port`, EXIT_CODES.absent.code);
  return path;
}

/** Keeps what comes. @throws CliError where the file cannot be written */
function keeperOf(log: string | undefined): (bytes: Uint8Array) => void {
  if (log === undefined) return () => {};
  try {
    const file = openSync(log, 'w');
    process.on('exit', () => closeSync(file));
    return (bytes) => void writeSync(file, bytes);
  } catch (error) {
    throw new CliError(
      `--log ${log}: ${(error as NodeJS.ErrnoException).code}. Name a file that can be written`,
      EXIT_CODES.usage.code,
    );
  }
}

/** With a person: keys go as they are typed, the unit's own lines are dim. */
async function talk(port: SerialPort, keep: (bytes: Uint8Array) => void): Promise<void> {
  const { stdin, stdout } = process;
  stdin.setRawMode(true);
  process.on('exit', () => stdin.setRawMode(false));
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => process.exit(code));
  stdout.write(colors.dim(`${port.path}, ${port.baudRate} baud. Ctrl-] leaves.\r\n`));
  const tint = new LineTint(colors.isColorSupported);
  await new Promise<void>((resolve, reject) => {
    port.on('data', (bytes: Buffer) => {
      keep(bytes);
      stdout.write(tint.paint(bytes.toString('latin1')), 'latin1');
    });
    port.on('close', () => reject(new CliError(`${port.path} has gone`, EXIT_CODES.noBus.code)));
    port.on('error', (error) => reject(new CliError(`${port.path}: ${error.message}`, EXIT_CODES.noBus.code)));
    stdin.on('data', (bytes: Buffer) => {
      const at = bytes.indexOf(LEAVE);
      port.write(at < 0 ? bytes : bytes.subarray(0, at));
      if (at >= 0) resolve();
    });
    stdin.on('end', resolve);
  });
  stdin.setRawMode(false);
  stdout.write('\r\n');
}
