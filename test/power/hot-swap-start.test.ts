// Bug: with a busbar over-voltage standing, `off` pulsed the gate for one tick and only then faulted.
import { expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { step } from '../../firmware/power/hot-swap';
import { Action, type Decision, type HotSwapInputs } from '../../firmware/power/hot-swap-state';
import { milliseconds } from '../../firmware/units/time';

const TIMES = { debounceMs: 100, onDelayMs: 0, softStartMs: 20, powerGoodMs: 100 };
const INPUTS: HotSwapInputs = {
  present: true,
  gateOn: false,
  powerGood: false,
  wanted: true,
  fault: Fault.inputOverVoltage,
};

it('while a limit calls for a shutdown a unit that is off gets no pulse of the gate', () => {
  const decision: Decision = { state: { kind: 'off' }, action: Action.none };
  for (let now = 0; now < 1000; now += 10) {
    step(decision, INPUTS, milliseconds(now), TIMES);
    expect([decision.state.kind, decision.action]).toEqual(['off', Action.none]);
  }
  step(decision, { ...INPUTS, fault: Fault.none }, milliseconds(1000), TIMES);
  expect([decision.state.kind, decision.action]).toEqual(['starting', Action.gateOn]);
});

it('and a unit that waits for its delay goes back to off', () => {
  const decision: Decision = { state: { kind: 'delaying', until: milliseconds(50) }, action: Action.none };
  step(decision, INPUTS, milliseconds(10), TIMES);
  expect([decision.state.kind, decision.action]).toEqual(['off', Action.none]);
});
