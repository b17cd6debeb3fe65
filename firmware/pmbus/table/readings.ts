// Readings of the standard: LINEAR11 but for the output voltage. PMBus Part II 1.3.1, section 18.
import { Channel } from '../../snapshot/channels';
import { type CommandSpec, II } from '../command-spec';

const reading = <const N extends string>(code: number, name: N, unit: string, channel: Channel, purpose: string, source: string) =>
  ({ code, name, read: 'word', write: 'none', format: name === 'READ_VOUT' ? 'ulinear16' : 'linear11', unit, origin: { kind: 'channel', channel }, protection: 'configuration', purpose, source }) as const; // biome-ignore format: a row

/** Accumulator, rollovers and samples of READ_EIN and READ_EOUT. A step is 1/16 W times a sample. */
const ACCUMULATOR_FIELDS = [
  { name: 'accumulator', bytes: 2, unit: '1/16 W' },
  { name: 'rollovers', bytes: 1 },
  { name: 'samples', bytes: 3 },
] as const;

const accumulator = <const N extends string>(code: number, name: N, purpose: string, source: string) =>
  ({ code, name, read: 'block', write: 'none', format: 'fields', unit: '', origin: { kind: 'block' }, protection: 'configuration', largest: 6, fields: ACCUMULATOR_FIELDS, purpose, source }) as const; // biome-ignore format: a row

// biome-ignore format: a table is read by column
export const READINGS = [
  accumulator(0x86, 'READ_EIN', 'Input energy: sum of the power of each sample, 0 to 0x7FFF, and how often it rolled over', `${II} 18.13`),
  accumulator(0x87, 'READ_EOUT', 'Output energy, likewise', `${II} 18.14`),
  reading(0x88, 'READ_VIN', 'mV', Channel.inputVoltage, 'Busbar voltage', `${II} 18.1`),
  reading(0x89, 'READ_IIN', 'mA', Channel.inputCurrent, 'Current through the shunt', `${II} 18.2`),
  reading(0x8b, 'READ_VOUT', 'mV', Channel.outputVoltage, 'Voltage behind the gate', `${II} 18.4`),
  reading(0x8c, 'READ_IOUT', 'mA', Channel.inputCurrent, 'Current into the unit: all that the shunt carries', `${II} 18.5`),
  reading(0x8d, 'READ_TEMPERATURE_1', 'mdegC', Channel.temperature, 'Temperature of the BMC', `${II} 18.6`),
  reading(0x96, 'READ_POUT', 'mW', Channel.outputPower, 'Power into the unit', `${II} 18.11`),
  reading(0x97, 'READ_PIN', 'mW', Channel.inputPower, 'Power drawn from the busbar', `${II} 18.12`),
] as const satisfies readonly CommandSpec[];
