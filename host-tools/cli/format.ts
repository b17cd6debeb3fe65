// Numbers and tables for people.
import Table from 'cli-table3';
import colors from 'picocolors';
import type { Reading } from '../client/pmbus-client';

const MISSING = '-';

/** Thousandths as a decimal number with its unit; `-` where there is no value. */
export const milli = (value: number | null | undefined, unit: string, digits = 3): string =>
  value === null || value === undefined ? MISSING : `${(value / 1000).toFixed(digits)} ${unit}`;

export const hexByte = (value: number): string => `0x${value.toString(16).padStart(2, '0').toUpperCase()}`;

/** A reading as people see it; `isBits`: in hexadecimal. */
export function readingText({ value, unit }: Reading, isBits: boolean): string {
  if (typeof value === 'object') {
    const width = Math.max(...Object.keys(value).map((name) => name.length));
    return Object.entries(value)
      .map(([name, field]) => `${name.padEnd(width)}  ${field}`)
      .join('\n');
  }
  if (typeof value === 'number' && isBits)
    return value > 0xff ? `0x${value.toString(16).padStart(4, '0').toUpperCase()}` : hexByte(value);
  return unit === '' ? String(value) : `${value} ${unit}`;
}

/** A state as people see it: green on, red in a fault. Colours only where the terminal has them. */
export function stateText(state: string, fault: string): string {
  if (state === 'faulted') return colors.red(`fault: ${fault}`);
  return state === 'on' ? colors.green(state) : colors.yellow(state);
}

const NO_FRAME = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

/** A table without a frame. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: [...head],
    chars: NO_FRAME,
    style: { head: colors.isColorSupported ? ['bold'] : [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) made.push([...row]);
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
