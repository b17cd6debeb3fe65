// Status registers: sticky, asserted again while the condition lasts, write one to clear (PMBus Part II 1.3.1, section 10.2),
// and every bit of STATUS_WORD (sections 17.1 and 17.2).
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { StatusRegister } from '../../firmware/pmbus/status-bits';
import { StatusRegisters } from '../../firmware/pmbus/status-registers';

const { vout, iout, input, temperature, cml, other, manufacturer } = StatusRegister;
const REGISTERS = Object.entries(StatusRegister);
let status: StatusRegisters;

beforeEach(() => {
  status = new StatusRegisters();
  status.setOutput(false, true);
});

describe('a bit stays until it is cleared', () => {
  it.each(REGISTERS)('%s', (_, register) => {
    status.raise(register, 0x80);
    status.raise(register, 0x01);
    expect(status.read(register)).toBe(0x81);
    status.clearBits(register, 0x80);
    expect(status.read(register)).toBe(0x01);
    status.clearAll();
    expect(status.read(register)).toBe(0);
  });

  it.each(REGISTERS)('%s alone changes', (_, register) => {
    for (const [, each] of REGISTERS) status.raise(each, 0xff);
    status.clearBits(register, 0xff);
    const left = REGISTERS.filter(([, each]) => status.read(each) !== 0).map(([, each]) => each);
    expect(left).toEqual(REGISTERS.map(([, each]) => each).filter((each) => each !== register));
  });
});

describe('a condition that lasts', () => {
  it('asserts again at once, whatever clears it', () => {
    status.hold(manufacturer, 0x40, true);
    status.raise(manufacturer, 0x80);
    status.clearBits(manufacturer, 0xff);
    expect(status.read(manufacturer)).toBe(0x40);
    status.clearAll();
    expect(status.read(manufacturer)).toBe(0x40);
  });

  it('that has ended leaves its bit until it is cleared', () => {
    status.hold(input, 0x10, true);
    status.hold(input, 0x10, false);
    expect(status.read(input)).toBe(0x10);
    status.clearAll();
    expect(status.read(input)).toBe(0);
  });

  it('that ends does not end another of its register', () => {
    status.hold(input, 0x10, true);
    status.hold(input, 0x08, true);
    status.hold(input, 0x10, false);
    status.clearAll();
    expect(status.read(input)).toBe(0x08);
  });
});

/** Section 17.2, table of STATUS_WORD: what a bit of a register sets besides. 0x0001 is NONE OF THE ABOVE. */
const WORD_OF_BIT = [
  // register, its bit, STATUS_WORD
  [vout, 0x80, 0x8000 | 0x0020, 'VOUT_OV_FAULT'],
  [vout, 0x40, 0x8000 | 0x0001, 'VOUT_OV_WARNING'],
  [vout, 0x20, 0x8000 | 0x0001, 'VOUT_UV_WARNING'],
  [vout, 0x10, 0x8000 | 0x0001, 'VOUT_UV_FAULT'],
  [vout, 0x08, 0x8000 | 0x0001, 'VOUT_MAX_MIN warning'],
  [vout, 0x04, 0x8000 | 0x0001, 'TON_MAX_FAULT'],
  [vout, 0x02, 0x8000 | 0x0001, 'TOFF_MAX_WARNING'],
  [vout, 0x01, 0x8000 | 0x0001, 'VOUT tracking error'],
  [iout, 0x80, 0x4000 | 0x0010, 'IOUT_OC_FAULT'],
  [iout, 0x40, 0x4000 | 0x0001, 'IOUT_OC_LV_FAULT'],
  [iout, 0x20, 0x4000 | 0x0001, 'IOUT_OC_WARNING'],
  [iout, 0x10, 0x4000 | 0x0001, 'IOUT_UC_FAULT'],
  [iout, 0x02, 0x4000 | 0x0001, 'POUT_OP_FAULT'],
  [iout, 0x01, 0x4000 | 0x0001, 'POUT_OP_WARNING'],
  [input, 0x80, 0x2000 | 0x0001, 'VIN_OV_FAULT'],
  [input, 0x40, 0x2000 | 0x0001, 'VIN_OV_WARNING'],
  [input, 0x20, 0x2000 | 0x0001, 'VIN_UV_WARNING'],
  [input, 0x10, 0x2000 | 0x0008, 'VIN_UV_FAULT'],
  [input, 0x08, 0x2000 | 0x0001, 'unit off for low input voltage'],
  [input, 0x04, 0x2000 | 0x0001, 'IIN_OC_FAULT'],
  [input, 0x02, 0x2000 | 0x0001, 'IIN_OC_WARNING'],
  [input, 0x01, 0x2000 | 0x0001, 'PIN_OP_WARNING'],
  [temperature, 0x80, 0x0004, 'OT_FAULT'],
  [temperature, 0x40, 0x0004, 'OT_WARNING'],
  [temperature, 0x20, 0x0004, 'UT_WARNING'],
  [temperature, 0x10, 0x0004, 'UT_FAULT'],
  [cml, 0x80, 0x0002, 'invalid command'],
  [cml, 0x40, 0x0002, 'invalid data'],
  [cml, 0x20, 0x0002, 'packet error check failed'],
  [cml, 0x02, 0x0002, 'other communication fault'],
  [other, 0x01, 0x0200 | 0x0001, 'first to assert SMBALERT#'],
  [manufacturer, 0x80, 0x1000 | 0x0001, 'ours: gate tripped'],
  [manufacturer, 0x40, 0x1000 | 0x0001, 'ours: sensor lost'],
] as const;

describe('STATUS_WORD follows the registers', () => {
  it('is 0 while nothing is wrong', () => {
    expect(status.word()).toBe(0);
  });

  it.each(WORD_OF_BIT)('register %i bit %i -> %i: %s', (register, bit, word) => {
    status.raise(register, bit);
    expect(status.word()).toBe(word);
    status.clearBits(register, bit);
    expect(status.word()).toBe(0);
  });

  it('adds up: the word of two bits is that of each, together', () => {
    const row = fc.constantFrom(...WORD_OF_BIT);
    fc.assert(
      fc.property(row, row, (a, b) => {
        const both = new StatusRegisters();
        both.setOutput(false, true);
        both.raise(a[0], a[1]);
        both.raise(b[0], b[1]);
        expect(both.word()).toBe(a[2] | b[2]);
      }),
    );
  });
});

describe('bits of STATUS_WORD that no register holds', () => {
  it.each([
    // off, power good, STATUS_WORD: bit 6 OFF, bit 11 POWER_GOOD#
    [true, false, 0x0840],
    [true, true, 0x0040],
    [false, false, 0x0800],
    [false, true, 0x0000],
  ])('off=%s powerGood=%s', (off, powerGood, word) => {
    status.setOutput(off, powerGood);
    expect(status.word()).toBe(word);
    status.clearAll();
    expect(status.word()).toBe(word);
  });

  it('a unit that has just started is off and not good', () => {
    expect(new StatusRegisters().word()).toBe(0x0840);
  });

  it('BUSY (bit 7) sticks; CLEAR_FAULTS or a one written to it clears it', () => {
    status.raiseBusy();
    status.clearWord(0xff7f);
    expect(status.word()).toBe(0x0080);
    status.clearWord(0x0080);
    expect(status.word()).toBe(0);
    status.raiseBusy();
    status.clearAll();
    expect(status.word()).toBe(0);
  });

  it('a one written to STATUS_WORD clears nothing but BUSY', () => {
    status.raise(cml, 0x80);
    status.clearWord(0xffff);
    expect(status.word()).toBe(0x0002);
  });
});
