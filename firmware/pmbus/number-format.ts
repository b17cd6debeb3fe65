// The number formats of the table as one pair of functions: what the firmware holds, to and from the raw word.
import type { Format } from './command-spec';
import { decodeLinear11, encodeLinear11 } from './linear11';
import { decodeUlinear16, encodeUlinear16, VOUT_MODE_BYTE } from './ulinear16';

/** What the bytes of a number mean. `milli`: LINEAR11 of what is held in thousandths; `whole`: of what is held in the wire's own unit. */
export const Encoding = { raw: 0, milli: 1, whole: 2, ulinear16: 3 } as const;
export type Encoding = (typeof Encoding)[keyof typeof Encoding];

/** Milliseconds are the wire's own unit; all else stands in thousandths of it. */
export function encodingOf(format: Format, unit: string): Encoding {
  if (format === 'linear11') return unit === 'ms' ? Encoding.whole : Encoding.milli;
  return format === 'ulinear16' ? Encoding.ulinear16 : Encoding.raw;
}

/** What the firmware holds, as the raw byte or word. Allocates nothing. */
export function encodeAs(encoding: number, value: number): number {
  switch (encoding) {
    case Encoding.milli:
      return encodeLinear11(value);
    case Encoding.whole:
      return encodeLinear11(value * 1000);
    case Encoding.ulinear16:
      return encodeUlinear16(value);
    default:
      return value;
  }
}

/** A raw byte or word as what the firmware holds. */
export function decodeAs(encoding: number, raw: number, voutMode: number = VOUT_MODE_BYTE): number {
  switch (encoding) {
    case Encoding.milli:
      return decodeLinear11(raw);
    case Encoding.whole:
      return Math.round(decodeLinear11(raw) / 1000);
    case Encoding.ulinear16:
      return decodeUlinear16(raw, voutMode);
    default:
      return raw;
  }
}

/** `value` in the unit of the row to the raw byte or word. Allocates nothing. */
export const encodeNumber = (format: Format, unit: string, value: number): number =>
  encodeAs(encodingOf(format, unit), value);

/** A raw byte or word to a value in the unit of the row. */
export const decodeNumber = (format: Format, unit: string, raw: number, voutMode?: number): number =>
  decodeAs(encodingOf(format, unit), raw, voutMode);
