// Writes of the console, composed as the bus sends them: the unit takes or refuses them by the same rules.
import { putInteger } from '../../pmbus/bytes';
import { type CommandName, ROWS, rowOfName } from '../../pmbus/commands';
import { encodeNumber } from '../../pmbus/number-format';
import { Cml } from '../../pmbus/status-bits';
import { error, type Outcome, SHOW } from '../command-spec';
import type { Desk } from '../desk';

const PROTECTED = error("refused: the unit is write-protected ('power' shows how)");
const NOT_TAKEN = error("refused: no value for it ('config NAME' shows what it takes)");
const NOT_KEPT = error("refused: nothing is stored, or it cannot be now ('store' tells)");
const BLOCK_BYTES = 4;
const LARGEST = { byte: 0xff, word: 0xffff } as const;

/** A register, in the unit of its row. */
export function writeRegister(desk: Desk, row: number, value: number): Outcome {
  const { range, format, unit, write } = ROWS[row]!;
  if (Number.isNaN(value) || (range !== undefined && (value < range[0] || value > range[1]))) return NOT_TAKEN;
  const width = write === 'word' ? 2 : 1;
  const raw = encodeNumber(format, unit, value);
  if (raw < 0 || raw > (width === 2 ? LARGEST.word : LARGEST.byte)) return NOT_TAKEN;
  return send(desk, row, raw, width);
}

export const writeByte = (desk: Desk, name: CommandName, value: number): Outcome =>
  send(desk, rowOfName(name), value, 1);

/** A command without data. */
export const sendCode = (desk: Desk, name: CommandName): Outcome => send(desk, rowOfName(name), 0, 0);

/** A block of four bytes. */
export function writeBlock(desk: Desk, name: CommandName, value: number): Outcome {
  desk.write[2] = BLOCK_BYTES;
  putInteger(desk.write, 3, value, BLOCK_BYTES);
  return carryOut(desk, rowOfName(name), BLOCK_BYTES + 1);
}

function send(desk: Desk, row: number, raw: number, width: number): Outcome {
  if (width > 0) putInteger(desk.write, 2, raw, width);
  return carryOut(desk, row, width);
}

/** @param length bytes behind the code */
function carryOut(desk: Desk, row: number, length: number): Outcome {
  desk.write[0] = length + 1;
  desk.write[1] = ROWS[row]!.code;
  const refused = desk.unit.write(desk.write, desk.now);
  if (refused === 0) return SHOW;
  if ((refused & Cml.memoryFault) !== 0) return NOT_KEPT;
  return (refused & Cml.invalidCommand) !== 0 ? PROTECTED : NOT_TAKEN;
}
