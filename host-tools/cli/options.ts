// Options and arguments that several commands share.
import { InvalidArgumentError, Option } from 'commander';
import { SLOT_COUNT } from '../../firmware/smbus/limits';
import type { BusAdapter } from '../client/bus-adapter';
import { openBus } from '../client/open-bus';

export const JSON_VERSION = 1;

export const jsonOption = (): Option => new Option('--json', 'print JSON for programs');
export const busOption = (): Option =>
  new Option('--bus <bus>', 'bus to use: emulated, emulated:SOCKET, i2c:/dev/i2c-N').default('emulated');

/** Argument parser: a slot number. */
export function parseSlot(text: string): number {
  const slot = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(slot < SLOT_COUNT)) throw new InvalidArgumentError(`A slot is a number from 0 to ${SLOT_COUNT - 1}.`);
  return slot;
}

export const DEFAULT_BAUD = 115_200;

/** Argument parser: speed of a serial port. */
export function parseBaud(text: string): number {
  const baud = /^\d{3,7}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(baud)) throw new InvalidArgumentError('A speed is a number of baud: 115200.');
  return baud;
}

/** Opens the bus, runs `use`, closes it again. */
export async function withBus<T>(name: string, use: (bus: BusAdapter) => Promise<T>): Promise<T> {
  const bus = await openBus(name);
  try {
    return await use(bus);
  } finally {
    await bus.close();
  }
}

/** One JSON object on a line, with the version of its layout. */
export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify({ version: JSON_VERSION, ...value })}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
