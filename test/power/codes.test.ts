// Codes of states and faults: on the wire and in logs. A code is added, never changed: a line here is never edited.
import { expect, it } from 'vitest';
import { FAULT_NAMES, Fault } from '../../firmware/power/faults';
import { STATE_CODE, STATE_NAMES } from '../../firmware/power/hot-swap-state';

it.each([
  [0, 'absent'],
  [1, 'settling'],
  [2, 'off'],
  [3, 'starting'],
  [4, 'waiting'],
  [5, 'on'],
  [6, 'faulted'],
  [7, 'delaying'],
] as const)('state %i is %s', (code, name) => {
  expect(STATE_CODE[name]).toBe(code);
  expect(STATE_NAMES[code]).toBe(name);
});

it.each([
  [0, 'none', Fault.none],
  [1, 'over-current', Fault.overCurrent],
  [2, 'power-good-timeout', Fault.powerGoodTimeout],
  [3, 'tripped', Fault.tripped],
  [4, 'output-over-voltage', Fault.outputOverVoltage],
  [5, 'output-under-voltage', Fault.outputUnderVoltage],
  [6, 'input-over-voltage', Fault.inputOverVoltage],
  [7, 'input-under-voltage', Fault.inputUnderVoltage],
  [8, 'input-over-current', Fault.inputOverCurrent],
  [9, 'output-over-power', Fault.outputOverPower],
  [10, 'over-temperature', Fault.overTemperature],
  [11, 'input-over-power', Fault.inputOverPower],
] as const)('fault %i is %s', (code, name, fault) => {
  expect(fault).toBe(code);
  expect(FAULT_NAMES[code]).toBe(name);
});

it('every code has a name', () => {
  expect(STATE_NAMES.length).toBe(Object.keys(STATE_CODE).length);
  expect(FAULT_NAMES.length).toBe(Object.keys(Fault).length);
});
