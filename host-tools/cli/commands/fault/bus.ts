// `racklet fault bus KIND`: disturbs the emulated bus, to see what a controller makes of it.
import { Argument, Command } from 'commander';
import type { WireFault } from '../../../client/socket-protocol';
import { busOption, jsonOption } from '../../options';
import { disturb } from './disturb';
import { number } from './number';

const KINDS = [
  'flip',
  'nack',
  'stuck-scl',
  'stuck-sda',
  'arbitration',
  'short',
] as const satisfies readonly WireFault['kind'][];

interface BusFaultOptions {
  readonly byte: number;
  readonly mask: number;
  readonly ms: number;
  readonly count: number;
  readonly heal?: true;
  readonly bus: string;
  readonly json?: true;
}

export function faultBusCommand(): Command {
  return new Command('bus')
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
    .option('--heal', 'undo: faults that have not struck yet are taken back, of whatever kind')
    .addOption(busOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      "\nThe polls of the emulator's own table are disturbed as well: use --count.\n\nExample:\n  racklet fault bus flip --byte 4 --mask 0x80 --count 50; racklet read 1 READ_VIN",
    )
    .action(inject);
}

async function inject(kind: WireFault['kind'], options: BusFaultOptions): Promise<void> {
  if (options.heal) {
    await disturb(options, { heal: 'bus' }, (bus) => bus.healBus());
    return;
  }
  const fault: WireFault = {
    kind,
    byte: options.byte,
    ...(kind === 'flip' ? { mask: options.mask } : {}),
    ...(kind === 'stuck-scl' ? { milliseconds: options.ms } : {}),
  };
  await disturb(options, { fault, count: options.count }, (bus) => bus.injectFault(fault, options.count));
}
