// Restart of the BMC: `adopt` takes the gate as it is. And a whole start across the wrap of the clock.
import { describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { adopt, step } from '../../firmware/power/hot-swap';
import { Action } from '../../firmware/power/hot-swap-state';
import { after as later, milliseconds } from '../../firmware/units/time';
import { hotSwapInputs, hotSwapLimits } from '../support/hot-swap';

const LIMITS = hotSwapLimits();
const inputs = hotSwapInputs;
const START = milliseconds(0);

describe('adopt', () => {
  it.each([
    // present, gate, state
    [true, true, 'on'],
    [true, false, 'absent'],
    [false, true, 'absent'],
    [false, false, 'absent'],
  ])('present=%s gate=%s: %s, and the gate is not touched', (present, gateOn, kind) => {
    expect(adopt(inputs({ present, gateOn }), START)).toEqual({
      state: kind === 'on' ? { kind, stableAt: 0 } : { kind },
      action: Action.none,
      retriesUsed: 0,
    });
  });

  it.each([
    // present, gate, was on, latched fault, state
    [true, true, false, Fault.tripped, { kind: 'on', stableAt: 0 }],
    [true, false, true, Fault.none, { kind: 'on', stableAt: 0 }],
    [true, false, false, Fault.overCurrent, { kind: 'faulted', fault: Fault.overCurrent }],
    [false, false, true, Fault.none, { kind: 'absent' }],
    [false, false, false, Fault.overCurrent, { kind: 'absent' }],
  ])('present=%s gate=%s, and before it on=%s with fault %i: %o', (present, gateOn, wasOn, latched, state) => {
    const { state: found, action } = adopt(inputs({ present, gateOn }), START, { wasOn, latched });
    expect([found, action]).toEqual([state, Action.none]);
  });

  it('a unit that was on and whose gate is open has tripped: the first step says so, and does not set the gate', () => {
    const decision = adopt(inputs({}), START, { wasOn: true, latched: Fault.none });
    step(decision, inputs({}), START, LIMITS);
    expect([decision.state, decision.action]).toEqual([{ kind: 'faulted', fault: Fault.tripped }, Action.gateOff]);
  });

  it('a unit that is powered and wanted stays powered: no glitch in the steps that follow', () => {
    const decision = adopt(inputs({ gateOn: true, powerGood: false }), START);
    for (let tick = 0; tick < 100; tick++) {
      step(decision, inputs({ gateOn: true }), milliseconds(tick * 10), LIMITS);
      expect(decision).toEqual({ state: { kind: 'on', stableAt: 0 }, action: Action.none, retriesUsed: 0 });
    }
  });

  it('a gate that is on with no unit behind it is turned off by the first step', () => {
    const decision = adopt(inputs({ present: false, gateOn: true }), START);
    step(decision, inputs({ present: false, gateOn: true }), milliseconds(0), LIMITS);
    expect(decision.action).toBe(Action.gateOff);
  });

  it('a unit that is present and not powered is debounced like a new one', () => {
    const decision = adopt(inputs({}), START);
    step(decision, inputs({}), milliseconds(0), LIMITS);
    expect(decision).toEqual({ state: { kind: 'settling', until: 100 }, action: Action.none, retriesUsed: 0 });
  });
});

describe('a start across the wrap of the 32-bit clock', () => {
  /** Ticks of 10 ms from `start`; the moment of each new state after it. */
  function timesOf(start: number): Record<string, number> {
    const decision = adopt(inputs({ present: false }), START);
    const times: Record<string, number> = {};
    let gateOn = false;
    for (let ms = 0; ms <= 400; ms += 10) {
      const before = decision.state.kind;
      step(decision, inputs({ gateOn }), later(milliseconds(start), ms), LIMITS);
      if (decision.action !== Action.none) gateOn = decision.action === Action.gateOn;
      if (decision.state.kind !== before) times[decision.state.kind] = ms;
    }
    return times;
  }

  /** By hand: 100 ms of debounce, one tick in off, 20 ms of soft start, 70 ms from the gate until power-good is overdue. */
  const EXPECTED = { settling: 0, off: 100, starting: 110, waiting: 130, faulted: 180 };

  it.each([
    ['from 0', 0],
    ['wrap while settling', 2 ** 31 - 50],
    ['wrap during the soft start', 2 ** 31 - 120],
    ['wrap while waiting for power-good', 2 ** 31 - 150],
    ['through 0', 2 ** 32 - 105],
  ])('%s', (_, start) => {
    expect(timesOf(start)).toEqual(EXPECTED);
  });

  it('a bounce begins the debounce anew', () => {
    const decision = adopt(inputs({ present: false }), START);
    const kinds: [string, number][] = [];
    for (let ms = 0; ms <= 200; ms += 10) {
      step(decision, inputs({ present: ms !== 90, wanted: false }), milliseconds(ms), LIMITS);
      if (decision.state.kind !== kinds.at(-1)?.[0]) kinds.push([decision.state.kind, ms]);
    }
    expect(kinds).toEqual([
      ['settling', 0],
      ['absent', 90],
      ['settling', 100],
      ['off', 200],
    ]);
  });
});
