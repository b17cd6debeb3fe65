// Reply bytes back to values: the reader's side of the table, for clients. Allocates; not on the firmware's hot path.
import { getInteger } from './bytes';
import type { CommandSpec, FieldSpec } from './command-spec';
import { decodeNumber } from './number-format';
import { VOUT_MODE_BYTE } from './ulinear16';

export type FieldValue = number | string;
export type DecodedValue = number | string | Readonly<Record<string, FieldValue>>;

/** Value of a reply, PEC gone, blocks with their count byte. Undefined: the bytes are no reply of this row. */
export function decodeReply(spec: CommandSpec, bytes: Uint8Array, voutMode = VOUT_MODE_BYTE): DecodedValue | undefined {
  if (spec.read === 'none') return undefined;
  if (spec.read === 'block' || spec.read === 'process') return decodeBlock(spec, bytes);
  const width = spec.read === 'word' ? 2 : 1;
  if (bytes.length !== width) return undefined;
  const raw = getInteger(bytes, 0, width);
  return decodeNumber(spec.format, spec.unit, raw, voutMode);
}

function decodeBlock(spec: CommandSpec, bytes: Uint8Array): DecodedValue | undefined {
  const count = bytes[0];
  if (count === undefined || bytes.length !== count + 1) return undefined;
  const body = bytes.subarray(1);
  if (spec.format === 'bits') return getInteger(body, 0, count);
  return spec.fields === undefined ? String.fromCharCode(...body) : decodeFields(spec.fields, body);
}

/** Fields that a shorter (older) block lacks are left out; bytes that a longer (newer) one adds are ignored. */
function decodeFields(fields: readonly FieldSpec[], body: Uint8Array): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  let offset = 0;
  for (const field of fields) {
    if (offset + field.bytes > body.length) break;
    values[field.name] = decodeField(field, body, offset);
    offset += field.bytes;
  }
  return values;
}

function decodeField(field: FieldSpec, body: Uint8Array, offset: number): FieldValue {
  if (field.show === 'hex') {
    const digits = Array.from(body.subarray(offset, offset + field.bytes), (byte) =>
      byte.toString(16).padStart(2, '0'),
    );
    return digits.join('');
  }
  const raw = getInteger(body, offset, field.bytes);
  const value = field.signed && raw >= 2 ** (8 * field.bytes - 1) ? raw - 2 ** (8 * field.bytes) : raw;
  return field.values?.[value] ?? value;
}
