// Status: sticky registers, written back to clear, and their summary. PMBus Part II 1.3.1, section 17.
import { type CommandSpec, II } from '../command-spec';
import { StatusRegister } from '../status-bits';

const status = <const N extends string>(code: number, name: N, register: StatusRegister, purpose: string, source: string) =>
  ({ code, name, read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'status', register }, protection: 'never', purpose, source }) as const; // biome-ignore format: a row

// biome-ignore format: a table is read by column
export const STATUS = [
  { code: 0x78, name: 'STATUS_BYTE', read: 'byte', write: 'byte', format: 'bits', unit: '', origin: { kind: 'summary' }, protection: 'never', purpose: 'Low byte of STATUS_WORD', source: `${II} 17.1` },
  { code: 0x79, name: 'STATUS_WORD', read: 'word', write: 'byte-or-word', format: 'bits', unit: '', origin: { kind: 'summary' }, protection: 'never', purpose: 'Summary of all status registers', source: `${II} 17.2` },
  status(0x7a, 'STATUS_VOUT', StatusRegister.vout, 'Output voltage', `${II} 17.3`),
  status(0x7b, 'STATUS_IOUT', StatusRegister.iout, 'Output current and power', `${II} 17.4`),
  status(0x7c, 'STATUS_INPUT', StatusRegister.input, 'Busbar side', `${II} 17.5`),
  status(0x7d, 'STATUS_TEMPERATURE', StatusRegister.temperature, 'Temperature', `${II} 17.6`),
  status(0x7e, 'STATUS_CML', StatusRegister.cml, 'Communication, memory, logic', `${II} 17.7`),
  status(0x7f, 'STATUS_OTHER', StatusRegister.other, 'What fits nowhere else', `${II} 17.8`),
  status(0x80, 'STATUS_MFR_SPECIFIC', StatusRegister.manufacturer, 'Bit 7 gate tripped, bit 6 sensor lost, bit 5 two BMCs at this address, bit 4 slot straps unreadable, bit 3 flash does not keep what it is given, bit 2 current while off or none while on, bit 1 average over-current', `${II} 17.9`),
] as const satisfies readonly CommandSpec[];
