// What goes over the bus for a command, and what came back, judged by its packet error code. No bus here.
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { addressOfSlot } from '../../firmware/smbus/limits';
import { addressByte, pecByte, pecOf } from '../../firmware/smbus/pec';
import type { TransferMessage, TransferResult } from './transfer';

const IDLE_BYTE = 0xff;
/** Beside the data: the PEC; of a block the count, too. */
const BYTES_OF_READ: Readonly<Record<string, number>> = { byte: 2, word: 3, block: 2 };

/** Nobody drives the bus: how a refused read begins on a unit that cannot refuse a byte. */
export const beginsIdle = ({ read }: TransferResult): boolean => read[0]?.[0] === IDLE_BYTE;

/** A block of 255 bytes where none is so long: the whole of such a read. */
export const isPoison = (result: TransferResult): boolean => result.status === 'protocol' && beginsIdle(result);

const written = (slot: number, bytes: Uint8Array): number =>
  pecOf(pecByte(0, addressByte(addressOfSlot(slot), false)), bytes, 0, bytes.length);

/** What was read behind `sent`, without its PEC; undefined where that is wrong. */
function checked(slot: number, sent: Uint8Array, { read }: TransferResult): Uint8Array | undefined {
  const bytes = read[0] ?? new Uint8Array(0);
  const head = pecByte(written(slot, sent), addressByte(addressOfSlot(slot), true));
  return pecOf(head, bytes, 0, bytes.length - 1) === bytes.at(-1) ? bytes.subarray(0, -1) : undefined;
}

export function readMessages(slot: number, spec: CommandSpec): readonly TransferMessage[] {
  const address = addressOfSlot(slot);
  return [
    { address, write: Uint8Array.of(spec.code) },
    { address, read: BYTES_OF_READ[spec.read]!, block: spec.read === 'block' },
  ];
}

/** Reply bytes, count of a block included; undefined where the PEC is wrong. */
export const replyOf = (slot: number, spec: CommandSpec, result: TransferResult): Uint8Array | undefined =>
  checked(slot, Uint8Array.of(spec.code), result);

const question = (spec: CommandSpec, subject: number): Uint8Array => Uint8Array.of(spec.code, 1, subject);

/** A process call whose question is one byte. */
export function questionMessages(slot: number, spec: CommandSpec, subject: number): readonly TransferMessage[] {
  const address = addressOfSlot(slot);
  return [
    { address, write: question(spec, subject) },
    { address, read: 2, block: true },
  ];
}

/** The one byte of its answer; undefined where the length or the PEC is wrong. */
export function answerOf(slot: number, spec: CommandSpec, subject: number, result: TransferResult): number | undefined {
  const bytes = checked(slot, question(spec, subject), result);
  return bytes?.length === 2 ? bytes[1] : undefined;
}

export function writeMessages(slot: number, spec: CommandSpec, data: readonly number[]): readonly TransferMessage[] {
  const bytes = Uint8Array.of(spec.code, ...data);
  return [{ address: addressOfSlot(slot), write: Uint8Array.of(...bytes, written(slot, bytes)) }];
}
