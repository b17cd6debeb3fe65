// The command table beside PMBus Part II 1.3.1, Table 31: check the rows below against it line by line.
import { describe, expect, it } from 'vitest';
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { COMMANDS, type CommandName, NOT_SUPPORTED, ROW_OF_CODE, rowOfName } from '../../firmware/pmbus/commands';

const SPECS: readonly CommandSpec[] = COMMANDS;
const specOf = (name: CommandName): CommandSpec => SPECS[rowOfName(name)]!;

/** Table 31: code, name, write transaction, read transaction, data bytes. -1: variable. */
// biome-ignore format: laid out as the table of the specification
const TABLE_31 = [
  [0x01, 'OPERATION',           'Write Byte',  'Read Byte',   1],
  [0x03, 'CLEAR_FAULTS',        'Send Byte',   'N/A',         0],
  [0x10, 'WRITE_PROTECT',       'Write Byte',  'Read Byte',   1],
  [0x19, 'CAPABILITY',          'N/A',         'Read Byte',   1],
  [0x20, 'VOUT_MODE',           'Write Byte',  'Read Byte',   1],
  [0x78, 'STATUS_BYTE',         'Write Byte',  'Read Byte',   1],
  [0x79, 'STATUS_WORD',         'Write Word',  'Read Word',   2],
  [0x7a, 'STATUS_VOUT',         'Write Byte',  'Read Byte',   1],
  [0x7b, 'STATUS_IOUT',         'Write Byte',  'Read Byte',   1],
  [0x7c, 'STATUS_INPUT',        'Write Byte',  'Read Byte',   1],
  [0x7d, 'STATUS_TEMPERATURE',  'Write Byte',  'Read Byte',   1],
  [0x7e, 'STATUS_CML',          'Write Byte',  'Read Byte',   1],
  [0x7f, 'STATUS_OTHER',        'Write Byte',  'Read Byte',   1],
  [0x80, 'STATUS_MFR_SPECIFIC', 'Write Byte',  'Read Byte',   1],
  [0x88, 'READ_VIN',            'N/A',         'Read Word',   2],
  [0x89, 'READ_IIN',            'N/A',         'Read Word',   2],
  [0x8b, 'READ_VOUT',           'N/A',         'Read Word',   2],
  [0x8d, 'READ_TEMPERATURE_1',  'N/A',         'Read Word',   2],
  [0x97, 'READ_PIN',            'N/A',         'Read Word',   2],
  [0x98, 'PMBUS_REVISION',      'N/A',         'Read Byte',   1],
  [0x99, 'MFR_ID',              'Block Write', 'Block Read', -1],
  [0x9a, 'MFR_MODEL',           'Block Write', 'Block Read', -1],
  [0x9b, 'MFR_REVISION',        'Block Write', 'Block Read', -1],
  [0x9e, 'MFR_SERIAL',          'Block Write', 'Block Read', -1],
] as const;

/** Where our write differs from Table 31, and why. */
const DEVIATIONS: Readonly<Record<string, readonly [write: string, reason: string]>> = {
  VOUT_MODE: ['none', 'the exponent of this firmware is fixed'],
  STATUS_WORD: ['byte-or-word', 'the pmbus driver of Linux writes the low byte alone'],
  MFR_ID: ['none', 'identity is built in'],
  MFR_MODEL: ['none', 'identity is built in'],
  MFR_REVISION: ['none', 'identity is built in'],
  MFR_SERIAL: ['none', 'identity is built in'],
};

const SHAPE = {
  'N/A': 'none',
  'Send Byte': 'send',
  'Write Byte': 'byte',
  'Write Word': 'word',
  'Block Write': 'block',
  'Read Byte': 'byte',
  'Read Word': 'word',
  'Block Read': 'block',
} as const;
const BYTES_OF_READ = { none: 0, byte: 1, word: 2, block: -1 } as const;

describe('Table 31', () => {
  it.each(TABLE_31)('0x%x %s: %s, %s, %i', (code, name, write, read, bytes) => {
    const spec = specOf(name);
    expect(spec.code).toBe(code);
    expect(spec.read).toBe(SHAPE[read]);
    expect(spec.write).toBe(DEVIATIONS[name]?.[0] ?? SHAPE[write]);
    expect(BYTES_OF_READ[spec.read]).toBe(bytes);
  });

  it('holds every command of ours that is not manufacturer specific', () => {
    const ours = SPECS.filter(({ code }) => code < 0xd0).map(({ name }) => name);
    expect(ours).toEqual(TABLE_31.map(([, name]) => name));
  });

  it('keeps our own within MFR_SPECIFIC, 0xD0 to 0xFD', () => {
    const own = SPECS.filter(({ name }) => !TABLE_31.some(([, known]) => known === name));
    expect(own.map(({ code, name }) => [code, name])).toEqual([
      [0xd0, 'MFR_WIRE'],
      [0xd1, 'MFR_HARDWARE'],
      [0xd2, 'MFR_UNIT_STATE'],
      [0xd3, 'MFR_ENERGY_TOTAL'],
    ]);
  });

  it.each([
    [0x00, 'PAGE: the pmbus driver of Linux would assume 32 rails'],
    [0x0f, 'free in PMBus, taken by MCTP'],
  ])('0x%x stays unused: %s', (code) => {
    expect(ROW_OF_CODE[code]).toBe(NOT_SUPPORTED);
  });
});

describe('formats: READ_VOUT in ULINEAR16 (section 8.4.1), all other readings in LINEAR11 (section 7.3)', () => {
  it.each([
    ['READ_VIN', 'linear11', 'mV'],
    ['READ_IIN', 'linear11', 'mA'],
    ['READ_VOUT', 'ulinear16', 'mV'],
    ['READ_TEMPERATURE_1', 'linear11', 'mdegC'],
    ['READ_PIN', 'linear11', 'mW'],
  ] as const)('%s: %s, %s', (name, format, unit) => {
    expect([specOf(name).format, specOf(name).unit]).toEqual([format, unit]);
  });
});

describe('constants, bit by bit', () => {
  it.each([
    // 7 PEC, 6:5 = 01 400 kHz, 4 no SMBALERT#, 3 not IEEE half precision, 2 no AVSBus
    ['CAPABILITY', '10100000', 'section 11.12'],
    // 7 absolute, 6:5 = 00 ULINEAR16, 4:0 = -12
    ['VOUT_MODE', '00010100', 'section 8.3'],
    // 7:4 part I = 1.3, 3:0 part II = 1.3
    ['PMBUS_REVISION', '00110011', 'section 22.1'],
  ] as const)('%s = %s, %s', (name, bits, _section) => {
    const { origin } = specOf(name);
    expect(origin).toEqual({ kind: 'constant', value: Number.parseInt(bits, 2) });
  });
});

describe('the table is whole', () => {
  it('codes rise, names are unique', () => {
    const codes = SPECS.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
    expect(new Set(SPECS.map(({ name }) => name)).size).toBe(SPECS.length);
  });

  it('ROW_OF_CODE finds each row by its code and nothing else', () => {
    const found = [...ROW_OF_CODE].map((row) => (row === NOT_SUPPORTED ? undefined : SPECS[row]!.code));
    const expected = [...Array(256).keys()].map((code) =>
      SPECS.some((spec) => spec.code === code) ? code : undefined,
    );
    expect(found).toEqual(expected);
  });

  it('rowOfName throws on a name that the table lacks', () => {
    expect(() => rowOfName('READ_FAN_SPEED_1' as CommandName)).toThrow(RangeError);
  });

  it.each(SPECS.filter(({ fields }) => fields).map((spec) => [spec.name, spec] as const))(
    '%s: the fields fill the largest reply',
    (_, spec) => {
      expect(spec.fields!.reduce((sum, field) => sum + field.bytes, 0)).toBe(spec.largest);
    },
  );

  it('a row of blocks says how large it may be, within one SMBus 2 block', () => {
    for (const spec of SPECS.filter(({ read }) => read === 'block')) {
      expect(spec.largest).toBeGreaterThan(0);
      expect(spec.largest).toBeLessThanOrEqual(32);
    }
  });

  it('every row names its source', () => {
    expect(SPECS.filter(({ source, purpose }) => source === '' || purpose === '')).toEqual([]);
  });
});
