// Bug: with a busbar over-voltage standing, `off` pulsed the gate for one tick and only then faulted.
import { expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { step } from '../../firmware/power/hot-swap';
import { Action } from '../../firmware/power/hot-swap-state';
import { milliseconds } from '../../firmware/units/time';
import { decisionIn, hotSwapInputs, hotSwapLimits } from '../support/hot-swap';

const TIMES = hotSwapLimits({ powerGoodMs: 100 });
const INPUTS = hotSwapInputs({ fault: Fault.inputOverVoltage });

it('while a limit calls for a shutdown a unit that is off gets no pulse of the gate', () => {
  const decision = decisionIn({ kind: 'off', arrived: true });
  for (let now = 0; now < 1000; now += 10) {
    step(decision, INPUTS, milliseconds(now), TIMES);
    expect([decision.state.kind, decision.action]).toEqual(['off', Action.none]);
  }
  step(decision, { ...INPUTS, fault: Fault.none }, milliseconds(1000), TIMES);
  expect([decision.state.kind, decision.action]).toEqual(['starting', Action.gateOn]);
});

it('and a unit that waits for its delay goes back to off', () => {
  const decision = decisionIn({ kind: 'delaying', until: milliseconds(50) });
  step(decision, INPUTS, milliseconds(10), TIMES);
  expect([decision.state.kind, decision.action]).toEqual(['off', Action.none]);
});
