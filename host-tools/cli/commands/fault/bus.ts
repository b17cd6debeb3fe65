// `racklet fault bus KIND`: disturbs the emulated bus, to see what a controller makes of it.
import { Argument, Command, InvalidArgumentError } from 'commander';
import { EmulatedAdapter } from '../../client/emulated-adapter';
import type { WireFault } from '../../client/socket-protocol';
import { CliError } from '../errors';
import { EXIT_CODES } from '../exit-codes';
import { busOption, jsonOption, print, printJson, withBus } from '../options';

const KINDS = [
  'flip',
  'nack',
  'stuck-scl',
  'stuck-sda',
  'arbitration',
  'short',
] as const satisfies readonly WireFault['kind'][];

interface FaultOptions {
  readonly byte: number;
  readonly mask: number;
  readonly ms: number;
  readonly count: number;
  readonly bus: string;
  readonly json?: true;
}

export function faultCommand(): Command {
  const bus = new Command('bus')
    .summary('disturb the next transactions of the bus')
    .description(
      `Disturbs the next transactions of the emulated bus:
  flip         bits of a byte are inverted on the wire
  nack         the controller sees no acknowledgement
  stuck-scl    SCL is held low; 25 ms and more is a time-out
  stuck-sda    SDA is held low from the byte on
  arbitration  the controller loses arbitration and leaves the bus
  short        the controller sends STOP in place of the byte`,
    )
    .addArgument(new Argument('<kind>', 'what happens').choices(KINDS))
    .option('--byte <number>', 'at this byte of the transaction, the first address byte is 0', number(0, 300), 2)
    .option('--mask <number>', 'bits that flip', number(1, 0xff), 1)
    .option('--ms <number>', 'how long SCL is held low', number(1, 1000), 30)
    .option('--count <number>', 'for so many transactions', number(1, 1000), 1)
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      "\nThe polls of the emulator's own table are disturbed as well: use --count.\n\nExample:\n  racklet fault bus flip --byte 4 --mask 0x80 --count 50; racklet read 1 READ_VIN",
    )
    .action(inject);
  return new Command('fault')
    .summary('disturb the emulated rack')
    .description('Disturbs the emulated rack.')
    .addCommand(bus);
}

async function inject(kind: WireFault['kind'], options: FaultOptions): Promise<void> {
  const fault: WireFault = {
    kind,
    byte: options.byte,
    ...(kind === 'flip' ? { mask: options.mask } : {}),
    ...(kind === 'stuck-scl' ? { milliseconds: options.ms } : {}),
  };
  const done = await withBus(options.bus, (bus) => {
    if (bus instanceof EmulatedAdapter) return bus.injectFault(fault, options.count);
    throw new CliError(`${bus.name} is no emulated rack: it cannot be disturbed from here`, EXIT_CODES.plant.code);
  });
  if (options.json) printJson({ fault, count: options.count, done });
  else print(done);
}

/** Argument parser: a whole number within bounds, decimal or 0x hexadecimal. */
function number(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
    if (!(value >= low && value <= high)) throw new InvalidArgumentError(`A whole number from ${low} to ${high}.`);
    return value;
  };
}
