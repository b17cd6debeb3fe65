// Registers: the table's values at start, what the board says instead, what is refused, and a version that tells of changes.
import { describe, expect, it } from 'vitest';
import { COMMANDS, type CommandName, rowOfName } from '../../firmware/pmbus/commands';
import { Registers } from '../../firmware/pmbus/registers';
import { BYTE_ROWS, LINEAR_ROWS, type NumberRow, VOLT_ROWS } from '../support/register-rows';

const NUMBERS: readonly NumberRow[] = [...VOLT_ROWS, ...LINEAR_ROWS];
/** The firmware holds thousandths of the wire's unit; milliseconds as they are. */
const held = (name: string, value: number): number =>
  /^TON|TIME|STAGGER/.test(name) ? value : Math.round(value * 1000);
const rowOf = (name: string): number => rowOfName(name as CommandName);

it('the tables of the tests hold every register', () => {
  const registers = COMMANDS.filter(({ origin }) => origin.kind === 'register').map(({ code }) => code as number);
  const tested = [...NUMBERS, ...BYTE_ROWS].map(([code]) => code);
  expect(tested.sort((a, b) => a - b)).toEqual(registers);
});

describe('at start', () => {
  it.each([...NUMBERS.map(([, name, initial]) => [name, held(name, initial)] as const)])('%s is %i', (name, value) => {
    expect(new Registers({}).get(rowOf(name))).toBe(value);
  });

  it.each(BYTE_ROWS.map(([, name, initial]) => [name, initial] as const))('%s is %i', (name, value) => {
    expect(new Registers({}).get(rowOf(name))).toBe(value);
  });

  it('what the board says instead, and nothing else with it', () => {
    const [plain, board] = [new Registers({}), new Registers({ TON_RISE: 35, VOUT_OV_FAULT_LIMIT: 5500 })];
    const changed = COMMANDS.map((_, row) => row).filter((row) => plain.get(row) !== board.get(row));
    expect(changed.map((row) => [COMMANDS[row]!.name, board.get(row)])).toEqual([
      ['VOUT_OV_FAULT_LIMIT', 5500],
      ['TON_RISE', 35],
    ]);
  });

  it('a register that the board leaves undefined is that of the table', () => {
    const values = { TON_RISE: undefined } as unknown as { TON_RISE: number };
    expect(new Registers(values).get(rowOf('TON_RISE'))).toBe(20);
  });
});

describe('range', () => {
  it.each(NUMBERS.map(([, name, , low, high]) => [name, held(name, low), held(name, high)] as const))(
    '%s takes %i and %i, and nothing beyond',
    (name, low, high) => {
      const registers = new Registers({});
      const row = rowOf(name);
      for (const value of [low, high]) {
        expect(registers.set(row, value)).toBe(true);
        expect(registers.get(row)).toBe(value);
      }
      for (const value of [low - 1, high + 1]) expect(registers.set(row, value)).toBe(false);
      expect(registers.get(row)).toBe(high);
    },
  );

  it.each(BYTE_ROWS.map(([, name, , taken]) => [name, taken] as const))('%s takes %j alone', (name, taken) => {
    const registers = new Registers({});
    const values = [...Array(256).keys()].filter((value) => registers.set(rowOf(name), value));
    expect(values).toEqual(taken);
  });

  it.each([
    ['TON_DELAY', 61_441],
    ['TON_DELAY', -1],
    ['OT_FAULT_LIMIT', -40_001],
    ['IOUT_OC_FAULT_RESPONSE', 0x80],
    ['VOUT_OV_FAULT_RESPONSE', 0xc0],
    ['WRITE_PROTECT', 0x20],
  ] as const)('a board that says %s is %i does not start', (name, value) => {
    expect(() => new Registers({ [name]: value })).toThrow(new RangeError(`board: ${name} cannot be ${value}`));
  });
});

describe('version', () => {
  it('rises with every value that is taken, and with no other', () => {
    const registers = new Registers({});
    const { version } = registers;
    registers.set(rowOf('TON_RISE'), 61_441);
    expect(registers.version).toBe(version);
    registers.set(rowOf('TON_RISE'), 21);
    expect(registers.version).toBe(version + 1);
  });
});
