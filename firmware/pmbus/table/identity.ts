// Who a unit is. PMBus Part II 1.3.1, section 22.
import { type CommandSpec, II } from '../command-spec';

const text = <const N extends string>(code: number, name: N, purpose: string, source: string) =>
  ({ code, name, read: 'block', write: 'none', format: 'text', unit: '', origin: { kind: 'identity' }, protection: 'configuration', largest: 32, purpose, source }) as const; // biome-ignore format: a row

// biome-ignore format: a table is read by column
export const IDENTITY = [
  { code: 0x98, name: 'PMBUS_REVISION', read: 'byte', write: 'none', format: 'bits', unit: '', origin: { kind: 'constant', value: 0x33 }, protection: 'configuration', purpose: 'Parts I and II, 1.3', source: `${II} 22.1` },
  text(0x99, 'MFR_ID', 'Manufacturer', `${II} 22.2.1`),
  text(0x9a, 'MFR_MODEL', 'Board', `${II} 22.2.2`),
  text(0x9b, 'MFR_REVISION', 'Version of the firmware', `${II} 22.2.3`),
  text(0x9c, 'MFR_LOCATION', 'Slot of the tray', `${II} 22.2.4`),
  text(0x9d, 'MFR_DATE', 'Date of the board revision, YYMMDD', `${II} 22.2.5`),
  text(0x9e, 'MFR_SERIAL', 'Unique id of the hardware', `${II} 22.2.6`),
  text(0xad, 'IC_DEVICE_ID', 'Microcontroller', `${II} 22.3.1`),
  text(0xae, 'IC_DEVICE_REV', 'Its revision', `${II} 22.3.2`),
] as const satisfies readonly CommandSpec[];
