// The hot-swap machine under random traces: whatever the pins do, the gate is never set where it must not be.
// The gate is modelled as on the board: a latch that follows the actions and that the eFuse may clear at any time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { adopt, step } from '../../firmware/power/hot-swap';
import {
  Action,
  type Decision,
  type HotSwapInputs,
  type HotSwapLimits,
  type StateKind,
} from '../../firmware/power/hot-swap-state';
import { after as later, type Milliseconds, milliseconds } from '../../firmware/units/time';

const LIMITS = { debounceMs: 100, onDelayMs: 0, softStartMs: 20, powerGoodMs: 50 };
const MAY_BE_ON: readonly StateKind[] = ['starting', 'waiting', 'on'];

/** What the world does for a number of steps. */
interface Stretch {
  readonly present: boolean;
  readonly wanted: boolean;
  readonly powerGood: boolean;
  readonly fault: Fault;
  /** The eFuse clears the latch before the first step. */
  readonly trip: boolean;
  readonly steps: number;
  readonly stepMs: number;
}

const mostly = (often: boolean, outOf: number): fc.Arbitrary<boolean> =>
  fc.nat(outOf - 1).map((n) => (n === 0 ? !often : often));
const fault = fc.constantFrom<Fault>(...Object.values(Fault));
const stretch: fc.Arbitrary<Stretch> = fc.record({
  present: mostly(true, 6),
  wanted: mostly(true, 4),
  powerGood: mostly(true, 4),
  fault: mostly(false, 8).chain((is) => (is ? fault : fc.constant<Fault>(Fault.none))),
  trip: mostly(false, 6),
  steps: fc.integer({ min: 1, max: 40 }),
  stepMs: fc.integer({ min: 1, max: 25 }),
});
const limits = fc.constantFrom(0, 0, 15, 200).map((onDelayMs) => ({ ...LIMITS, onDelayMs }));
const trace = fc.array(stretch, { minLength: 60, maxLength: 200, size: 'max' });
/** Clocks that wrap within the trace among them. */
const start = fc.constantFrom(0, 2 ** 31 - 200, 2 ** 31 - 5000, 2 ** 32 - 300, 123_456).map(milliseconds);

/** The tray and the latch, with what a bystander remembers of them: nothing here looks at the machine's state. */
class Bystander {
  on = false;
  present = false;
  #presentFor = 0;
  /** The gate went off although the unit was there and wanted on: until it is pulled or not wanted, it must stay off. */
  #latchedFault = false;

  before(inputs: HotSwapInputs, passed: number): void {
    this.#presentFor = inputs.present && this.present ? this.#presentFor + passed : 0;
    if (this.on && !inputs.gateOn) this.#latchedFault = true;
    this.present = inputs.present;
    if (!inputs.present || !inputs.wanted) this.#latchedFault = false;
  }

  apply(action: Action, inputs: HotSwapInputs): void {
    if (action === Action.gateOn) {
      must(inputs.present, 'set while the unit is absent');
      must(inputs.wanted, 'set while nobody wants it');
      must(this.#presentFor >= LIMITS.debounceMs, 'set before the debounce ended');
      must(!this.#latchedFault, 'set with a latched fault');
    }
    if (action === Action.gateOff && inputs.gateOn && inputs.present && inputs.wanted) this.#latchedFault = true;
    this.on = action === Action.gateOn || (inputs.gateOn && action === Action.none);
  }
}

/** Not `expect`: it runs hundreds of thousands of times. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function checkAfter(decision: Decision, inputs: HotSwapInputs, wasOn: boolean, isOn: boolean): void {
  must(inputs.present || !isOn, 'on without a unit');
  must(inputs.wanted || !isOn, 'on against the operator');
  must(!(inputs.fault !== Fault.none && wasOn && isOn), 'on over the limit');
  must(isOn === MAY_BE_ON.includes(decision.state.kind), `gate ${isOn} in ${decision.state.kind}`);
}

/** Plays `stretches`; returns the states that were seen. */
function play(
  stretches: readonly Stretch[],
  from: Milliseconds,
  decision: Decision,
  times: HotSwapLimits,
  seen: Set<StateKind>,
): void {
  const bystander = new Bystander();
  let now = from;
  for (const { steps, stepMs, trip, ...levels } of stretches) {
    for (let i = 0; i < steps; i++) {
      const gateOn = bystander.on && !(trip && i === 0);
      const inputs = Object.freeze({ ...levels, gateOn });
      now = later(now, stepMs);
      bystander.before(inputs, stepMs);
      step(decision, inputs, now, times);
      bystander.apply(decision.action, inputs);
      checkAfter(decision, inputs, gateOn, bystander.on);
      seen.add(decision.state.kind);
    }
  }
}

const nothing: HotSwapInputs = { present: false, gateOn: false, powerGood: false, wanted: false, fault: Fault.none };

describe('any trace of the pins', () => {
  it('never sets the gate without a unit, before the debounce ended, unwanted, or with a latched fault', () => {
    const seen = new Set<StateKind>();
    fc.assert(
      fc.property(trace, start, limits, (stretches, from, times) => play(stretches, from, adopt(nothing), times, seen)),
      { numRuns: 60 },
    );
    expect([...seen].sort(), 'the traces reach every state').toEqual([
      'absent',
      'delaying',
      'faulted',
      'off',
      'on',
      'settling',
      'starting',
      'waiting',
    ]);
  });

  it('is pure: the same state, inputs and time always give the same decision, and the inputs stay as they are', () => {
    fc.assert(
      fc.property(trace, start, limits, (stretches, from, times) => {
        const [a, b] = [adopt(nothing), adopt(nothing)];
        play(stretches, from, a, times, new Set());
        play(stretches, from, b, times, new Set());
        expect(a).toEqual(b);
      }),
      { numRuns: 10 },
    );
  });
});
