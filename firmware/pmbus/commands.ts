// The command table: the one place where a code, its shape, format, unit, range and source are written (table/).
// Dispatch, replies, QUERY, client, emulator and docs derive from it.
import type { CommandSpec } from './command-spec';
import { CONTROL } from './table/control';
import { IDENTITY } from './table/identity';
import { LIMITS } from './table/limits';
import { MANUFACTURER } from './table/manufacturer';
import { POWER } from './table/power';
import { READINGS } from './table/readings';
import { STATUS } from './table/status';

export { OnOffConfig, Operation, WriteProtect } from './table/control';
export { RESERVED, RESET_CAUSES, SECURITY_MODES } from './table/manufacturer';
export { PowerCycle, RESET_UNIT, RestorePolicy } from './table/power';

/** Version of all that is visible on the bus. Raised when a reader of the old one would misread. */
export const WIRE_VERSION = 1;

/** Feature bits of 0xD0. A bit is added, never given another meaning. */
export const Feature = { energyTotal: 1 << 0, poisonRefusal: 1 << 1, alertResponse: 1 << 2 } as const;

export const COMMANDS = [
  ...CONTROL,
  ...LIMITS,
  ...STATUS,
  ...READINGS,
  ...IDENTITY,
  ...MANUFACTURER,
  ...POWER,
] as const;

export type CommandRow = (typeof COMMANDS)[number];
export type CommandName = CommandRow['name'];

/** Rows as the columns are read: with every optional column. */
export const ROWS: readonly CommandSpec[] = COMMANDS;

export const NOT_SUPPORTED = 0xff;
/** Row of a code, or NOT_SUPPORTED. Read-only once built. */
export const ROW_OF_CODE = new Uint8Array(256).fill(NOT_SUPPORTED);
COMMANDS.forEach((command, row) => {
  ROW_OF_CODE[command.code] = row;
});

/** Row of a name. Looks through all rows: for where the firmware is put together, and for the console. Throws on a name that the table lacks:
 * a mistake in the code, found at start. */
export function rowOfName(name: CommandName): number {
  for (let row = 0; row < ROWS.length; row++) if (ROWS[row]!.name === name) return row;
  throw new RangeError(`no command ${name}`);
}

/** Rows whose value comes from there, in order. */
export const rowsOfKind = (...kinds: readonly CommandSpec['origin']['kind'][]): Uint8Array =>
  Uint8Array.from(ROWS.keys()).filter((row) => kinds.includes(ROWS[row]!.origin.kind));
