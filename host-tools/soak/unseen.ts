// What no controller can tell: a message that was damaged on the wire and has a right PEC all the same. The check of eight bits finds every
// damage within one byte of a message that is as long as it was (SMBus 3.2, section 6.4.1). It is met by one message in 256 where more is wrong.

import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import type { BusFault } from '../bus/bus-fault';
import { findCommand } from '../client/pmbus-client';

/** Bytes of a transaction: address, command, address again, and of a block its count. */
const COMMAND_BYTE = 1;
const COUNT_BYTE = 3;

const countOf = (raw: string): number => Number.parseInt(raw.slice(0, 2), 16);

/**
 * Whether a read that was disturbed may show this, and nobody notice:
 * - SDA held low from a byte on makes zeros of the rest and of the PEC, and the right PEC of these zeros may be zero;
 * - a command that became another one, whose reply is longer or shorter: a byte of data stands where the PEC is looked for;
 * - the count of a block that became another one: as before.
 * @param raw what was read, as hexadecimal digits, the count byte included
 * @param right what is right, in the same form
 */
export function mayPassUnseen(fault: BusFault, spec: CommandSpec, raw: string, right: string): boolean {
  if (fault.kind === 'stuck-sda') return raw.endsWith('00');
  if (fault.kind !== 'flip') return false;
  if (fault.byte === COMMAND_BYTE) {
    const other = findCommand(String(spec.code ^ fault.mask));
    return other !== undefined && other.read !== spec.read;
  }
  if (fault.byte === COUNT_BYTE) return spec.read === 'block' && countOf(raw) === (countOf(right) ^ fault.mask);
  return false;
}
