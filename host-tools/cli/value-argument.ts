// The value of a write as people type it: raw (60000, 0xEA60), or with a unit (500ms, 2.5A), which is put into the row's format.
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { encodeNumber } from '../../firmware/pmbus/number-format';
import { CliError } from './errors';
import { EXIT_CODES } from './exit-codes';

/** By the unit of a row: what people may write behind a number, and how many of the row's unit that is. */
const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  mV: { V: 1000, mV: 1 },
  mA: { A: 1000, mA: 1 },
  mW: { W: 1000, mW: 1 },
  mdegC: { degC: 1000, C: 1000 },
  ms: { s: 1000, ms: 1 },
};
const LARGEST: Readonly<Record<string, number>> = { byte: 0xff, word: 0xffff, 'byte-or-word': 0xffff };

const usage = (text: string): CliError => new CliError(text, EXIT_CODES.usage.code);

/** The raw value of a write. @throws CliError that says what the row takes */
export function rawValueOf(spec: CommandSpec, text: string): number {
  const typed = /^0x/i.test(text) ? null : /^(-?\d+(?:\.\d+)?)([a-z]+)$/i.exec(text);
  if (typed !== null) return withUnit(spec, Number(typed[1]), typed[2]!);
  const largest = LARGEST[spec.write] ?? 0xffff;
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value <= largest)) {
    const raw = `a raw value from 0 to 0x${largest.toString(16).toUpperCase()}`;
    throw usage(`${spec.name} takes ${raw}${UNITS[spec.unit] ? `, or a number with ${unitsOf(spec)}` : ''}`);
  }
  return value;
}

function withUnit(spec: CommandSpec, number: number, unit: string): number {
  const known = UNITS[spec.unit];
  if (known === undefined) throw usage(`${spec.name} has no unit: write it raw, for example 0x80`);
  const name = Object.keys(known).find((each) => each === unit) ?? Object.keys(known).find(sameLetters(unit));
  if (name === undefined) throw usage(`${spec.name} is in ${unitsOf(spec)}, not in ${unit}`);
  const value = Math.round(number * known[name]!);
  const [least, most] = spec.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (value < least || value > most) {
    const shown = (end: number): string => `${end / known[Object.keys(known)[0]!]!}`;
    throw usage(`${spec.name} takes ${shown(least)} to ${shown(most)} ${Object.keys(known)[0]}`);
  }
  return encodeNumber(spec.format, spec.unit, value);
}

const sameLetters =
  (unit: string) =>
  (each: string): boolean =>
    each.toLowerCase() === unit.toLowerCase();

const unitsOf = (spec: CommandSpec): string => Object.keys(UNITS[spec.unit]!).join(' or ');
