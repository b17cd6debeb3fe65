// What a write carries behind its code, as the row of the command table says.
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { UnitError } from './unit-error';

/** A block of four bytes. */
export function integerOf(value: number): readonly number[] {
  const data = Buffer.alloc(5);
  data[0] = 4;
  data.writeUInt32LE(value, 1);
  return [...data];
}

/** Bytes behind the code; none for a send byte. @throws UnitError where the row cannot be written */
export function dataOf(spec: CommandSpec, value: number): readonly number[] {
  switch (spec.write) {
    case 'send':
      return [];
    case 'byte':
      return [value & 0xff];
    case 'word':
    case 'byte-or-word':
      return [value & 0xff, value >> 8];
    default:
      throw new UnitError('refused', `${spec.name} cannot be written`);
  }
}
