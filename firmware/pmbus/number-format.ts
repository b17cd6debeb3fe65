// The number formats of the table as one pair of functions: what the firmware holds, to and from the raw word.
import type { Format } from './command-spec';
import { decodeLinear11, encodeLinear11 } from './linear11';
import { decodeUlinear16, encodeUlinear16 } from './ulinear16';

/** Milliseconds are the wire's own unit; all else stands in thousandths of it. */
const isWireUnit = (unit: string): boolean => unit === 'ms';

/** `value` in the unit of the row to the raw byte or word. Allocates nothing. */
export function encodeNumber(format: Format, unit: string, value: number): number {
  if (format === 'linear11') return encodeLinear11(isWireUnit(unit) ? value * 1000 : value);
  return format === 'ulinear16' ? encodeUlinear16(value) : value;
}

/** A raw byte or word to a value in the unit of the row. */
export function decodeNumber(format: Format, unit: string, raw: number, voutMode?: number): number {
  if (format === 'linear11') return isWireUnit(unit) ? Math.round(decodeLinear11(raw) / 1000) : decodeLinear11(raw);
  return format === 'ulinear16' ? decodeUlinear16(raw, voutMode) : raw;
}
