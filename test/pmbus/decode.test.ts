// The reader's side: reply bytes to values. Shorter blocks of older firmware, longer ones of newer, bytes that are no reply.
import { describe, expect, it } from 'vitest';
import { getInteger } from '../../firmware/pmbus/bytes';
import type { CommandSpec } from '../../firmware/pmbus/command-spec';
import { COMMANDS, type CommandName, rowOfName } from '../../firmware/pmbus/commands';
import { type DecodedValue, decodeReply } from '../../firmware/pmbus/decode';

const decode = (name: CommandName, hex: string, voutMode?: number): DecodedValue | undefined => {
  const spec: CommandSpec = COMMANDS[rowOfName(name)]!;
  return decodeReply(spec, Uint8Array.from(Buffer.from(hex, 'hex')), voutMode);
};

describe('scalars', () => {
  it.each([
    ['CAPABILITY', 'a0', 0xa0],
    ['STATUS_WORD', '4008', 0x0840],
    ['READ_VIN', '80d2', 10_000], //  0xD280: LTC2978 data sheet, 10 V
    ['READ_TEMPERATURE_1', 'c0ea', 88_000], // 0xEAC0: Artesyn iHP manual, page 173
    ['READ_IIN', '00be', -1000],
    ['READ_VOUT', '0050', 5000],
  ] as const)('%s %s', (name, hex, value) => {
    expect(decode(name, hex)).toBe(value);
  });

  it('READ_VOUT with the exponent that the device gave', () => {
    expect(decode('READ_VOUT', '0098', 0x13)).toBe(4750); // 0x9800: LTC2978 data sheet
  });

  it.each([
    ['CAPABILITY', ''],
    ['CAPABILITY', 'a000'],
    ['READ_VIN', 'd2'],
    ['READ_VIN', '80d200'],
  ] as const)('%s of %j: the wrong number of bytes is no reply', (name, hex) => {
    expect(decode(name, hex)).toBeUndefined();
  });
});

it.each(['', '00', '0000'])('CLEAR_FAULTS has no reply: %j is none (bug: one byte was taken as its value)', (hex) => {
  expect(decode('CLEAR_FAULTS', hex)).toBeUndefined();
});

describe('text', () => {
  it.each([
    ['075261636b6c6574', 'Racklet'],
    ['00', ''],
  ])('%s', (hex, text) => {
    expect(decode('MFR_ID', hex)).toBe(text);
  });

  it.each(['', '02', '0261', '02616263'])('%j: the count does not fit', (hex) => {
    expect(decode('MFR_ID', hex)).toBeUndefined();
  });
});

describe('fields', () => {
  it('0xD0 of this version', () => {
    expect(decode('MFR_WIRE', '0701030000802008')).toEqual({
      wireVersion: 1,
      features: 0x8000_0003,
      largestBlock: 32,
      queueDepth: 8,
    });
  });

  it('0xD1 of this version: the id in the order of the wire, the cause by name', () => {
    expect(decode('MFR_HARDWARE', '0de66058380a0f12340403020101')).toEqual({
      uniqueId: 'e66058380a0f1234',
      bootCount: 0x0102_0304,
      resetCause: 'watchdog',
    });
  });

  it('0xD2 of this version: codes by name', () => {
    expect(decode('MFR_UNIT_STATE', '06060300010201')).toEqual({
      state: 'faulted',
      fault: 'tripped',
      gateOn: 0,
      security: 'closed',
      faultCount: 0x0102,
    });
  });

  it('0xD3 of this version: 64 bits of energy', () => {
    expect(decode('MFR_ENERGY_TOTAL', '0c010000000100000000e1f505')).toEqual({
      energy: 0x1_0000_0001,
      epoch: 100_000_000,
    });
  });

  it('codes that this version has no name for stay numbers', () => {
    expect(decode('MFR_UNIT_STATE', '0663ff00070000')).toMatchObject({ state: 0x63, fault: 0xff, security: 7 });
  });

  it('a shorter block (older firmware): the fields that it lacks are left out', () => {
    expect(decode('MFR_UNIT_STATE', '03050001')).toEqual({ state: 'on', fault: 'none', gateOn: 1 });
    expect(decode('MFR_UNIT_STATE', '00')).toEqual({});
  });

  it('a field that is cut in two is left out, not guessed', () => {
    expect(decode('MFR_UNIT_STATE', '050500010001')).toEqual({
      state: 'on',
      fault: 'none',
      gateOn: 1,
      security: 'open',
    });
  });

  it('a longer block (newer firmware): what it adds is ignored', () => {
    expect(decode('MFR_WIRE', '09020100000020080000')).toEqual({
      wireVersion: 2,
      features: 1,
      largestBlock: 32,
      queueDepth: 8,
    });
  });

  it.each(['', '06050001', '0305000100'])('%j: the count does not fit', (hex) => {
    expect(decode('MFR_UNIT_STATE', hex)).toBeUndefined();
  });
});

describe('answers and signs', () => {
  it('a process call is answered with a block of bits', () => {
    expect(decode('QUERY', '01a0')).toBe(0xa0);
    expect(decode('QUERY', '02a0')).toBeUndefined();
  });

  it('MFR_READINGS: 32 bits with their sign, and reasons by name', () => {
    const hex = `1e${'88130000'}${'06ffffff'}${'1efbffff'}${'00000000'}${'c063ffff'}${'ffffff7f'}000102030405`;
    expect(decode('MFR_READINGS', hex)).toMatchObject({
      inputVoltage: 5000,
      inputCurrent: -250,
      inputPower: -1250,
      temperature: -40_000,
      outputPower: 0x7fff_ffff,
      inputVoltageStatus: 'valid',
      inputCurrentStatus: 'not-yet',
      outputPowerStatus: 'implausible',
    });
  });
});

describe('getInteger: little-endian, unsigned', () => {
  it.each([
    ['ff', 0xff],
    ['0102', 0x0201],
    ['00000080', 0x8000_0000],
    ['ffffffff', 0xffff_ffff],
    ['ffffffffffff1f00', Number.MAX_SAFE_INTEGER],
  ])('%s', (hex, value) => {
    expect(getInteger(Buffer.from(hex, 'hex'), 0, hex.length / 2)).toBe(value);
  });
});
