// What lasts for weeks: the clock wraps after 49.7 days, and a moment 24 days ago seems to lie ahead.
import { describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { step } from '../../firmware/power/hot-swap';
import { Action, type HotSwapState } from '../../firmware/power/hot-swap-state';
import { milliseconds } from '../../firmware/units/time';
import { decisionIn, hotSwapInputs, hotSwapLimits, retrying } from '../support/hot-swap';

const HOUR_MS = 3_600_000;
const LIMITS = hotSwapLimits(retrying(7, 60_000));
const RETRYING: HotSwapState = { kind: 'retrying', fault: Fault.inputOverVoltage, until: milliseconds(60_000) };

describe('a retry whose fault lasts', () => {
  it.each([1, 10, 13, 24, 25, 30, 49, 60])(
    '%i days: the gate stays off, and is turned on in the step in which the fault is over',
    (days) => {
      const decision = decisionIn(RETRYING, 1);
      for (let hour = 1; hour <= days * 24; hour++) {
        step(decision, hotSwapInputs({ fault: Fault.inputOverVoltage }), milliseconds(hour * HOUR_MS), LIMITS);
        expect([decision.state.kind, decision.action]).toEqual(['retrying', Action.none]);
      }
      step(decision, hotSwapInputs(), milliseconds((days * 24 + 1) * HOUR_MS), LIMITS);
      expect([decision.state.kind, decision.action]).toEqual(['starting', Action.gateOn]);
    },
  );

  it('for less than twelve days stays the same object: nothing is allocated', () => {
    const decision = decisionIn(RETRYING, 1);
    for (let hour = 1; hour < 298; hour++) {
      step(decision, hotSwapInputs({ fault: Fault.inputOverVoltage }), milliseconds(hour * HOUR_MS), LIMITS);
      expect(decision.state).toBe(RETRYING);
    }
  });
});

describe('retries', () => {
  it('are forgotten once the unit has been on for a minute, and not a step before', () => {
    const decision = decisionIn({ kind: 'on', stableAt: milliseconds(60_000) }, 3);
    const on = hotSwapInputs({ gateOn: true, powerGood: true });
    step(decision, on, milliseconds(59_999), LIMITS);
    expect(decision.retriesUsed).toBe(3);
    step(decision, on, milliseconds(60_000), LIMITS);
    expect([decision.retriesUsed, decision.state.kind, decision.action]).toEqual([0, 'on', Action.none]);
  });

  it.each([
    ['turned off', { wanted: false }],
    ['cycled', { cycle: 1 }],
    ['pulled', { present: false }],
  ] as const)('are forgotten once the unit was %s, in every state', (_, differs) => {
    const until = milliseconds(1000);
    const states: readonly HotSwapState[] = [
      { kind: 'starting', until, powerGoodBy: until },
      { kind: 'waiting', powerGoodBy: until },
      { kind: 'on', stableAt: until },
      { kind: 'stopping', until, restart: true },
      { kind: 'faulted', fault: Fault.tripped },
      { kind: 'retrying', fault: Fault.tripped, until },
    ];
    for (const state of states) {
      const isOff = state.kind === 'faulted' || state.kind === 'retrying';
      const decision = decisionIn(state, 3);
      const inputs = hotSwapInputs({ gateOn: !isOff, ...differs });
      step(decision, inputs, milliseconds(0), LIMITS);
      expect([state.kind, decision.retriesUsed]).toEqual([state.kind, 0]);
    }
  });

  it('are counted to 7, which is for ever, and no further', () => {
    const decision = decisionIn({ kind: 'on', stableAt: milliseconds(60_000) }, 7);
    step(decision, hotSwapInputs({ gateOn: true, fault: Fault.overTemperature }), milliseconds(0), LIMITS);
    expect([decision.state.kind, decision.retriesUsed]).toEqual(['retrying', 7]);
  });
});
