// Codes of states and faults: on the wire and in logs. A code is added, never changed: a line here is never edited.
import { expect, it } from 'vitest';
import { FAULT_NAMES, Fault } from '../../firmware/power/faults';
import { STATE_CODE, STATE_NAMES } from '../../firmware/power/hot-swap-state';
import { FAULT_OUTCOME_NAMES, FaultOutcome } from '../../firmware/power/power-events';

it.each([
  [0, 'absent'],
  [1, 'settling'],
  [2, 'off'],
  [3, 'starting'],
  [4, 'waiting'],
  [5, 'on'],
  [6, 'faulted'],
  [7, 'delaying'],
  [8, 'retrying'],
  [9, 'stopping'],
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
  [12, 'power-good-lost', Fault.powerGoodLost],
  [13, 'sensor-lost', Fault.sensorLost],
  [14, 'sensor-frozen', Fault.sensorFrozen],
  [15, 'sensor-implausible', Fault.sensorImplausible],
  [16, 'average-over-current', Fault.averageOverCurrent],
  [17, 'current-while-off', Fault.currentWhileOff],
  [18, 'no-current', Fault.noCurrent],
  [19, 'address-conflict', Fault.addressConflict],
  [20, 'strap-fault', Fault.strapFault],
  [21, 'store-fault', Fault.storeFault],
] as const)('fault %i is %s', (code, name, fault) => {
  expect(fault).toBe(code);
  expect(FAULT_NAMES[code]).toBe(name);
});

it.each([
  [0, 'noted', FaultOutcome.noted],
  [1, 'shut down', FaultOutcome.shutDown],
  [2, 'will retry', FaultOutcome.willRetry],
  [3, 'accompanies another', FaultOutcome.accompanies],
] as const)('outcome %i is %s', (code, name, outcome) => {
  expect(outcome).toBe(code);
  expect(FAULT_OUTCOME_NAMES[code]).toBe(name);
});

it('every code has a name', () => {
  expect(STATE_NAMES.length).toBe(Object.keys(STATE_CODE).length);
  expect(FAULT_NAMES.length).toBe(Object.keys(Fault).length);
});
