// Which register moves which status bit: all ten limits, warning and fault, from the wire's registers to the status registers.
// Bits and codes: PMBus Part II 1.3.1, sections 15 and 17.3 to 17.6. Nominal: 5 V, 2 A, 10 W, 25 degC, over no default limit.
import { beforeEach, describe, expect, it } from 'vitest';
import { loadLimits, showLimits } from '../../firmware/fault-wiring';
import { type CommandName, rowOfName } from '../../firmware/pmbus/commands';
import { Registers } from '../../firmware/pmbus/registers';
import { STATUS_REGISTER_COUNT, type StatusRegister } from '../../firmware/pmbus/status-bits';
import { StatusRegisters } from '../../firmware/pmbus/status-registers';
import { Fault } from '../../firmware/power/faults';
import { LimitMonitor } from '../../firmware/power/limit-monitor';
import { LIMIT_COUNT } from '../../firmware/power/limit-table';
import { Channel, type Channel as ChannelIndex } from '../../firmware/snapshot/channels';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { NO_LEVELS } from '../support/no-levels';

const [VOUT, IOUT, INPUT, TEMPERATURE] = [0, 1, 2, 3];
const { inputVoltage, inputCurrent, inputPower, outputVoltage, temperature, outputPower } = Channel;
const NOMINAL = [5000, 2000, 10_000, 5000, 25_000, 10_000, 2000];
/** Beyond any hysteresis. */
const FAR = 2000;
/** Longer than any delay. */
const DELAY_MS = 200;
let nowMs = 0;

/** Name of the limits, channel, side, fault limit at start, status register, fault bit, warning bit, shut down at start. */
// biome-ignore format: laid out as a table
const WIRES = [
  ['VOUT_OV', outputVoltage, +1, 6000,   VOUT,        0x80, 0x40, true,  Fault.outputOverVoltage],
  ['VOUT_UV', outputVoltage, -1, 4250,   VOUT,        0x10, 0x20, false, Fault.outputUnderVoltage],
  ['IOUT_OC', inputCurrent,  +1, 5000,   IOUT,        0x80, 0x20, true,  Fault.overCurrent],
  ['POUT_OP', outputPower,   +1, 27_000, IOUT,        0x02, 0x01, true,  Fault.outputOverPower],
  ['VIN_OV',  inputVoltage,  +1, 6000,   INPUT,       0x80, 0x40, true,  Fault.inputOverVoltage],
  ['VIN_UV',  inputVoltage,  -1, 4300,   INPUT,       0x10, 0x20, false, Fault.inputUnderVoltage],
  ['IIN_OC',  inputCurrent,  +1, 5500,   INPUT,       0x04, 0x02, true,  Fault.inputOverCurrent],
  ['OT',      temperature,   +1, 85_000, TEMPERATURE, 0x80, 0x40, true,  Fault.overTemperature],
] as const;

let [registers, status, monitor, snapshot] = [
  new Registers({}),
  new StatusRegisters(),
  new LimitMonitor(NO_LEVELS),
  new Snapshot(),
];
const set = (name: string, value: number): void => {
  expect(registers.set(rowOfName(name as CommandName), value), `${name} = ${value}`).toBe(true);
  loadLimits(monitor, registers);
};
/** Two looks, a delay apart. @returns the fault that shuts down, and all status registers as they stand after CLEAR_FAULTS. */
function tick(): [Fault, number[]] {
  monitor.update(snapshot, true, milliseconds(nowMs), 0);
  nowMs += DELAY_MS;
  const fault = monitor.update(snapshot, true, milliseconds(nowMs), 0);
  showLimits(status, monitor);
  status.clearAll();
  return [fault, Array.from({ length: STATUS_REGISTER_COUNT }, (_, i) => status.read(i as StatusRegister))];
}
const only = (register: number, bits: number): number[] =>
  Array.from({ length: STATUS_REGISTER_COUNT }, (_, i) => (i === register ? bits : 0));
const NONE = only(0, 0);

beforeEach(() => {
  [registers, status, monitor, snapshot] = [
    new Registers({}),
    new StatusRegisters(),
    new LimitMonitor(NO_LEVELS),
    new Snapshot(),
  ];
  for (const [channel, value] of NOMINAL.entries()) snapshot.set(channel as ChannelIndex, value, milliseconds(0));
  loadLimits(monitor, registers);
});

it('the table has every limit; PIN_OP has a warning alone, the average a fault alone', () => {
  expect(WIRES.length + 2).toBe(LIMIT_COUNT);
  expect(tick()).toEqual([Fault.none, NONE]);
});

describe.each(WIRES)('%s', (name, channel, side, initial, register, faultBit, warnBit, shutsDown, fault) => {
  const reading = NOMINAL[channel]!;
  const [faultLimit, warnLimit, response] = [`${name}_FAULT_LIMIT`, `${name}_WARN_LIMIT`, `${name}_FAULT_RESPONSE`];
  const shutDown = ['IOUT_OC', 'IIN_OC', 'POUT_OP'].includes(name) ? 0xc0 : 0x80;

  it('the warning limit moves the warning bit, and no other', () => {
    set(warnLimit, reading);
    expect(tick()).toEqual([Fault.none, NONE]);
    set(warnLimit, reading - side);
    expect(tick()).toEqual([Fault.none, only(register, warnBit)]);
    set(warnLimit, reading + side * FAR);
    expect(tick()).toEqual([Fault.none, NONE]);
  });

  it('the fault limit moves the fault bit, and no other', () => {
    set(response, 0x00);
    set(faultLimit, reading);
    expect(tick()).toEqual([Fault.none, NONE]);
    set(faultLimit, reading - side);
    expect(tick()).toEqual([Fault.none, only(register, faultBit)]);
    set(faultLimit, reading + side * FAR);
    expect(tick()).toEqual([Fault.none, NONE]);
  });

  it('the response says whether the unit shuts down', () => {
    set(faultLimit, reading - side);
    expect(tick()[0]).toBe(shutsDown ? fault : Fault.none);
    set(response, 0x00);
    expect(tick()[0]).toBe(Fault.none);
    set(response, shutDown);
    expect(tick()).toEqual([fault, only(register, faultBit)]);
  });

  it(`is at ${initial} at start`, () => {
    set('IOUT_OC_FAULT_RESPONSE', 0x00); // the same shunt as IIN_OC, and the lower limit
    set(response, shutDown);
    snapshot.set(channel, initial, milliseconds(0));
    expect(tick()[0]).toBe(Fault.none);
    snapshot.set(channel, initial + side, milliseconds(0));
    expect(tick()[0]).toBe(fault);
  });
});

describe('the average current', () => {
  it('MFR_IOUT_AVERAGE_LIMIT moves STATUS_MFR_SPECIFIC bit 1; its response shuts down', () => {
    set('MFR_IOUT_AVERAGE_LIMIT', 2000);
    expect(tick()).toEqual([Fault.none, NONE]);
    set('MFR_IOUT_AVERAGE_LIMIT', 1999);
    expect(tick()).toEqual([Fault.averageOverCurrent, only(6, 0x02)]);
    set('MFR_IOUT_AVERAGE_RESPONSE', 0x00);
    expect(tick()).toEqual([Fault.none, only(6, 0x02)]);
  });
});

describe('PIN_OP', () => {
  it('the warning limit moves the warning bit; nothing shuts down', () => {
    set('PIN_OP_WARN_LIMIT', NOMINAL[inputPower]! - 1);
    expect(tick()).toEqual([Fault.none, only(INPUT, 0x01)]);
    snapshot.set(inputPower, 1_000_000, milliseconds(0));
    expect(tick()).toEqual([Fault.none, only(INPUT, 0x01)]);
  });
});

it('bits stay after their cause is gone, until they are cleared (section 10.2)', () => {
  set('OT_WARN_LIMIT', 24_000);
  tick();
  set('OT_WARN_LIMIT', 30_000);
  monitor.update(snapshot, true, milliseconds(nowMs), 0);
  showLimits(status, monitor);
  expect(status.read(TEMPERATURE as StatusRegister)).toBe(0x40);
  expect(tick()[1]).toEqual(NONE);
});
