// The columns that the firmware looks at are those of the table, row by row.
import { describe, expect, it } from 'vitest';
import { ROWS } from '../../firmware/pmbus/commands';
import { decodeNumber, encodeNumber } from '../../firmware/pmbus/number-format';
import * as columns from '../../firmware/pmbus/row-columns';

const BITS = { never: 1, 'write-protect': 2, operation: 4, configuration: 8 };

describe.each(ROWS.map((spec, row) => [spec.name, spec, row] as const))('%s', (_, spec, row) => {
  it('has its code, its width and where its value comes from', () => {
    expect(columns.CODE[row]).toBe(spec.code);
    expect(columns.WIDTH[row]).toBe(spec.read === 'word' ? 2 : 1);
    expect(columns.KIND[row]).toBe(columns.Kind[spec.origin.kind]);
    expect(columns.IS_WRITTEN[row] === 1).toBe(spec.write !== 'none');
    expect(columns.PROTECTION[row]).toBe(BITS[spec.protection]);
    expect(columns.QUESTION[row]).toBe(spec.question ?? 0);
  });

  it('is encoded and decoded as its format and unit say, its first value too', () => {
    const values = [0, 1, 250, 5000, 12_345, ...(spec.range ?? []), columns.INITIAL[row]!];
    for (const value of values) {
      const raw = encodeNumber(spec.format, spec.unit, value);
      expect(columns.encodeRow(row, value)).toBe(raw);
      expect(columns.decodeRow(row, raw)).toBe(decodeNumber(spec.format, spec.unit, raw));
    }
  });
});
