// The command table beside PMBus Part II 1.3.1, Table 31: check the rows below against it line by line.
import { describe, expect, it } from 'vitest';
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import {
  COMMANDS,
  type CommandName,
  NOT_SUPPORTED,
  RESERVED,
  ROW_OF_CODE,
  rowOfName,
} from '../../firmware/pmbus/commands';
import { withHex } from '../support/hex';
import { DEVIATIONS, OUR_POWER, OURS, TABLE_31 } from '../support/table-31';

const SPECS: readonly CommandSpec[] = COMMANDS;
const specOf = (name: CommandName): CommandSpec => SPECS[rowOfName(name)]!;

const SHAPE = {
  'N/A': 'none',
  'Send Byte': 'send',
  'Write Byte': 'byte',
  'Write Word': 'word',
  'Block Write': 'block',
  'Read Byte': 'byte',
  'Read Word': 'word',
  'Block Read': 'block',
  'Process Call': 'process',
} as const;
const BYTES_OF_READ = { none: 0, byte: 1, word: 2, block: -1, process: 1 } as const;

describe('Table 31', () => {
  it.each(withHex([...TABLE_31, ...OUR_POWER]))('%s (%i) %s: %s, %s, %i', (_, code, name, write, read, bytes) => {
    const spec = specOf(name);
    expect(spec.code).toBe(code);
    expect(spec.read).toBe(SHAPE[read]);
    expect(spec.write).toBe(DEVIATIONS[name]?.[0] ?? SHAPE[write]);
    if (read === 'N/A' && write === 'Write Byte') expect(spec.values?.every((value) => value < 256)).toBe(true);
    else expect(spec.fields === undefined ? BYTES_OF_READ[spec.read] : spec.largest).toBe(bytes);
  });

  it('holds every command of ours that is not manufacturer specific', () => {
    const ours = SPECS.filter(({ code }) => code < 0xd0).map(({ name }) => name);
    expect(ours).toEqual(TABLE_31.map(([, name]) => name));
  });

  it('keeps our own within MFR_SPECIFIC, 0xD0 to 0xFD', () => {
    const own = SPECS.filter(({ name }) => !TABLE_31.some(([, known]) => known === name));
    expect(own.map(({ code, name }) => [code, name])).toEqual([
      ...OURS,
      ...OUR_POWER.map(([code, name]) => [code, name]),
    ]);
  });

  it.each(
    withHex([
      [0x00, 'PAGE: the pmbus driver of Linux would assume 32 rails'],
      [0x0f, 'free in PMBus, taken by MCTP'],
      ...RESERVED.map(({ code, purpose }) => [code, purpose] as const),
    ]),
  )('%s (%i) stays unused: %s', (_, code) => {
    expect(ROW_OF_CODE[code]).toBe(NOT_SUPPORTED);
  });
});

describe('formats: voltages of the output in ULINEAR16 (section 8.4.1), all other numbers in LINEAR11 (section 7.3)', () => {
  /** Unit of the wire by the row's subject: PMBus gives V, A, W, degrees Celsius and, for times, ms. */
  const UNIT_OF = [
    [/^(VIN|VOUT|READ_VIN|READ_VOUT|POWER_GOOD)/, 'mV'],
    [/^(IOUT|IIN|READ_IOUT|READ_IIN)/, 'mA'],
    [/^(POUT|PIN|READ_POUT|READ_PIN)/, 'mW'],
    [/^(OT|READ_TEMPERATURE)/, 'mdegC'],
    [/^TON/, 'ms'],
  ] as const;
  const words = TABLE_31.filter(([, name, , read]) => read === 'Read Word' && name !== 'STATUS_WORD');

  it.each(words.map(([, name]) => name))('%s', (name) => {
    const isOutputVoltage = /VOUT|POWER_GOOD/.test(name);
    const unit = UNIT_OF.find(([pattern]) => pattern.test(name))![1];
    expect([specOf(name).format, specOf(name).unit]).toEqual([isOutputVoltage ? 'ulinear16' : 'linear11', unit]);
  });

  it('bytes and STATUS_WORD are bits', () => {
    const bits = TABLE_31.filter(([, name, , read]) => read === 'Read Byte' || name === 'STATUS_WORD');
    expect(bits.filter(([, name]) => specOf(name).format !== 'bits')).toEqual([]);
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
    for (const spec of SPECS.filter(({ read, write }) => [read, write].includes('block') || read === 'process')) {
      expect(spec.largest).toBeGreaterThan(0);
      expect(spec.largest).toBeLessThanOrEqual(32);
    }
  });

  it('every row names its source', () => {
    expect(SPECS.filter(({ source, purpose }) => source === '' || purpose === '')).toEqual([]);
  });
});
