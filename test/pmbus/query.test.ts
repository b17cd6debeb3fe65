// QUERY, row by row. PMBus Part II 1.3.1, section 11.13, table of the returned byte: 7 supported, 6 write, 5 read, 4:2 format:
// 000 linear, 001 signed 16 bits, 011 direct, 100 unsigned 8 bits, 101 VID, 110 manufacturer's, 111 not numeric, or a block.
import { describe, expect, it } from 'vitest';
import { queryByte } from '../../firmware/pmbus/query';
import { hex } from '../support/hex';
import { DEVIATIONS, OUR_POWER, OURS, TABLE_31 } from '../support/table-31';

const LINEAR = 0b000 << 2;
const NOT_NUMERIC = 0b111 << 2;

/** From the columns of Table 31: words are numbers, but for STATUS_WORD; bytes are bits; all else is blocks or nothing. */
function expected([, name, write, read]: (typeof TABLE_31)[number] | (typeof OUR_POWER)[number]): number {
  const isWritten = (DEVIATIONS[name]?.[0] ?? write) !== 'none' && write !== 'N/A';
  const isNumber = read === 'Read Word' && name !== 'STATUS_WORD';
  return 0x80 | (isWritten ? 0x40 : 0) | (read === 'N/A' ? 0 : 0x20) | (isNumber ? LINEAR : NOT_NUMERIC);
}

describe('by hand', () => {
  it.each([
    ['OPERATION', 0x01, '11111100'],
    ['CLEAR_FAULTS', 0x03, '11011100'],
    ['CAPABILITY', 0x19, '10111100'],
    ['QUERY', 0x1a, '10111100'],
    ['SMBALERT_MASK', 0x1b, '11111100'],
    ['VOUT_OV_FAULT_LIMIT', 0x40, '11100000'],
    ['TON_RISE', 0x61, '11100000'],
    ['STATUS_WORD', 0x79, '11111100'],
    ['READ_EIN', 0x86, '10111100'],
    ['READ_VOUT', 0x8b, '10100000'],
    ['MFR_ID', 0x99, '10111100'],
    ['MFR_TIME', 0xd6, '11111100'],
    ['PAGE, which we have not', 0x00, '00000000'],
    ['MCTP, which we have not', 0x0f, '00000000'],
  ])('%s (%i): %s (bug: bits were called numbers of 8 bits, blocks a format of our own)', (_, code, bits) => {
    expect(queryByte(code).toString(2).padStart(8, '0')).toBe(bits);
  });
});

describe('every code', () => {
  it.each([...TABLE_31, ...OUR_POWER].map((row) => [row[1], row] as const))('%s', (_, row) => {
    expect(hex(queryByte(row[0]))).toBe(hex(expected(row)));
  });

  it.each(OURS)(
    '%i %s: a block that is read; MFR_TIME, MFR_LOG_RECORD, MFR_BLACK_BOX are written too',
    (code, name) => {
      expect(hex(queryByte(code))).toBe(
        ['MFR_TIME', 'MFR_LOG_RECORD', 'MFR_BLACK_BOX'].includes(name) ? '0xfc' : '0xbc',
      );
    },
  );

  it('of all others nothing is known', () => {
    const known = [...TABLE_31, ...OUR_POWER, ...OURS].map(([code]) => code as number);
    const others = [...Array(256).keys()].filter((code) => !known.includes(code));
    expect(others.filter((code) => queryByte(code) !== 0)).toEqual([]);
  });
});
