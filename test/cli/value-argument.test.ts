// Values as people type them: raw, or with a unit. Words are those of the formats' sections 7.3 and 8.4.1, worked out apart from the firmware.
import { describe, expect, it } from 'vitest';
import { CliError } from '../../host-tools/cli/errors';
import { rawValueOf } from '../../host-tools/cli/value-argument';
import { findCommand } from '../../host-tools/client/pmbus-client';
import { linear11Word } from '../support/pmbus-formats';

const raw = (name: string, text: string): number => rawValueOf(findCommand(name)!, text);

describe('a value', () => {
  it.each([
    // command, typed, raw
    ['TON_DELAY', '500ms', linear11Word(500)],
    ['TON_DELAY', '0.5s', linear11Word(500)],
    ['TON_DELAY', '60s', linear11Word(60_000)],
    ['IOUT_OC_FAULT_LIMIT', '2.5A', linear11Word(2.5)],
    ['IOUT_OC_FAULT_LIMIT', '2500mA', linear11Word(2.5)],
    ['OT_WARN_LIMIT', '-10C', linear11Word(-10)],
    ['OT_WARN_LIMIT', '70degC', linear11Word(70)],
    ['PIN_OP_WARN_LIMIT', '20w', linear11Word(20)],
    ['VOUT_OV_FAULT_LIMIT', '5.5V', 5.5 * 4096],
    ['VIN_OV_FAULT_LIMIT', '5500mV', linear11Word(5.5)],
    // Raw, whatever it means.
    ['TON_DELAY', '60000', 60_000],
    ['TON_DELAY', '0xEA60', 0xea60],
    ['OPERATION', '0x80', 0x80],
    ['OPERATION', '128', 128],
    ['STATUS_WORD', '0xFFFF', 0xffff],
  ])('%s %s', (name, text, expected) => {
    expect(raw(name, text)).toBe(expected);
  });

  it.each([
    ['TON_DELAY', '5V', 'TON_DELAY is in s or ms, not in V'],
    ['TON_DELAY', '2m', 'TON_DELAY is in s or ms, not in m'],
    ['TON_DELAY', '62s', 'TON_DELAY takes 0 to 61.44 s'],
    ['OT_WARN_LIMIT', '-41C', 'OT_WARN_LIMIT takes -40 to 150 degC'],
    ['OPERATION', '1ms', 'OPERATION has no unit: write it raw, for example 0x80'],
    ['OPERATION', '256', 'OPERATION takes a raw value from 0 to 0xFF'],
    ['TON_DELAY', '70000', 'TON_DELAY takes a raw value from 0 to 0xFFFF, or a number with s or ms'],
    ['TON_DELAY', '-1', 'TON_DELAY takes a raw value from 0 to 0xFFFF, or a number with s or ms'],
    ['TON_DELAY', 'soon', 'TON_DELAY takes a raw value from 0 to 0xFFFF, or a number with s or ms'],
  ])('%s %s is refused', (name, text, message) => {
    expect(() => raw(name, text)).toThrow(new CliError(message, 2));
  });
});
