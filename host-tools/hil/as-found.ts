// Leaves a unit as it was found: its registers, whether it is on, its protection. Taken before the first check, put back after the
// last one, also after a failure or Ctrl-C.
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { ROWS } from '../../firmware/pmbus/commands';
import { findCommand } from '../client/pmbus-client';
import { reach } from './operate';
import type { Place } from './place';

/** Put back by name, in an order of its own. */
const APART = ['OPERATION', 'WRITE_PROTECT'];
const WRITE_PROTECT = findCommand('WRITE_PROTECT')!;
const OPERATION = findCommand('OPERATION')!;
const REGISTERS = ROWS.filter(
  ({ origin, name, read }) => origin.kind === 'register' && read !== 'none' && !APART.includes(name),
);

export interface AsFound {
  readonly words: ReadonlyMap<CommandSpec, number>;
  readonly operation: number;
  readonly protection: number;
  readonly isOn: boolean;
}

export async function rememberUnit(place: Place): Promise<AsFound> {
  const { client, slot } = place;
  const words = new Map<CommandSpec, number>();
  for (const spec of REGISTERS) {
    const known = await wordOf(place, spec);
    if (known !== undefined) words.set(spec, known);
  }
  const { gateOn } = await client.readFields(slot, 'MFR_UNIT_STATE');
  return {
    words,
    operation: (await wordOf(place, OPERATION)) ?? 0,
    protection: (await wordOf(place, WRITE_PROTECT)) ?? 0,
    isOn: gateOn === 1,
  };
}

/** @returns what could not be put back, a line each; empty: all is as it was */
export async function restoreUnit(place: Place, found: AsFound): Promise<readonly string[]> {
  const left: string[] = [];
  if (place.isClosed) return left;
  const put = async (spec: CommandSpec, value: number): Promise<void> => {
    try {
      if ((await wordOf(place, spec)) !== value) await place.client.write(place.slot, spec, value);
    } catch (error) {
      left.push(`${spec.name}: ${(error as Error).message}`);
    }
  };
  await put(WRITE_PROTECT, 0);
  for (const [spec, value] of found.words) await put(spec, value);
  try {
    await reach(place, found.isOn ? 'on' : 'off');
  } catch (error) {
    left.push((error as Error).message);
  }
  await put(OPERATION, found.operation);
  await put(WRITE_PROTECT, found.protection);
  return left;
}

/** As on the wire; undefined where an older firmware lacks the command. */
async function wordOf({ client, slot }: Place, spec: CommandSpec): Promise<number | undefined> {
  try {
    const bytes = await client.readBytes(slot, spec);
    return bytes.length > 1 ? bytes[0]! | (bytes[1]! << 8) : bytes[0]!;
  } catch {
    return undefined;
  }
}
