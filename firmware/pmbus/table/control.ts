// Commands that switch, protect and describe. PMBus Part II 1.3.1.
import { type CommandSpec, II } from '../command-spec';
import { VOUT_MODE_BYTE } from '../ulinear16';

/** OPERATION, section 12.1: bit 7 on; bit 6 soft off, which a single gate treats as off. */
export const Operation = { immediateOff: 0x00, softOff: 0x40, on: 0x80 } as const;
/** ON_OFF_CONFIG, section 12.2. There is no CONTROL pin. */
export const OnOffConfig = { always: 0x00, operation: 0x18 } as const;
/** WRITE_PROTECT, section 11.1. */
export const WriteProtect = { none: 0x00, allButOperation: 0x40, all: 0x80 } as const;

const constant = <const N extends string>(code: number, name: N, value: number, purpose: string, source: string) =>
  ({ code, name, read: 'byte', write: 'none', format: 'bits', unit: '', origin: { kind: 'constant', value }, protection: 'configuration', purpose, source }) as const; // biome-ignore format: a row

// biome-ignore format: a table is read by column
export const CONTROL = [
  { code: 0x01, name: 'OPERATION', read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'register', initial: Operation.immediateOff }, protection: 'operation', wish: true, values: [0x00, 0x40, 0x80], purpose: 'Turns the unit on (0x80) or off (0x00, 0x40)', source: `${II} 12.1` },
  { code: 0x02, name: 'ON_OFF_CONFIG', read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'register', initial: OnOffConfig.operation }, protection: 'configuration', wish: true, values: [0x00, 0x18], purpose: 'On by OPERATION (0x18) or whenever present (0x00)', source: `${II} 12.2` },
  { code: 0x03, name: 'CLEAR_FAULTS', read: 'none', write: 'send', format: 'bits', unit: '', origin: { kind: 'action' }, protection: 'never', purpose: 'Clears all status bits whose condition no longer lasts', source: `${II} 15.1` },
  { code: 0x10, name: 'WRITE_PROTECT', read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'register', initial: WriteProtect.all }, protection: 'write-protect', values: [0x00, 0x40, 0x80], purpose: 'Refuses writes: 0x80 all, 0x40 all but OPERATION, 0x00 none', source: `${II} 11.1` },
  { code: 0x15, name: 'STORE_USER_ALL', read: 'none', write: 'send', format: 'bits', unit: '', origin: { kind: 'action' }, protection: 'configuration', purpose: 'Keeps limits, responses and times in flash. Carried out within a second: MFR_LOG_STATE tells when', source: `${II} 11.4` },
  { code: 0x16, name: 'RESTORE_USER_ALL', read: 'none', write: 'send', format: 'bits', unit: '', origin: { kind: 'action' }, protection: 'configuration', purpose: 'Back to what was stored', source: `${II} 11.5` },
  constant(0x19, 'CAPABILITY', 0xa0, 'PEC, 400 kHz, no SMBALERT#', `${II} 11.12`),
  { code: 0x1a, name: 'QUERY', read: 'process', write: 'none', format: 'bits', unit: '', origin: { kind: 'question' }, protection: 'never', question: 2, largest: 1, purpose: 'What this unit does with a code: bit 7 known, 6 written, 5 read, 4:2 format', source: `${II} 11.13` },
  { code: 0x1b, name: 'SMBALERT_MASK', read: 'process', write: 'word', format: 'bits', unit: '', origin: { kind: 'question' }, protection: 'configuration', question: 2, largest: 1, purpose: 'Status bits that do not alert: written as status code and mask, asked for by status code', source: `${II} 15.38` },
  constant(0x20, 'VOUT_MODE', VOUT_MODE_BYTE, 'ULINEAR16, exponent -12', `${II} 8.3`),
] as const satisfies readonly CommandSpec[];
