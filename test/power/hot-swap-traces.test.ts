// The hot-swap machine under random traces: whatever the pins do, the gate is never set where it must not be.
// The gate is modelled as on the board: a latch that follows the actions and that the eFuse may clear at any time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { adopt, STABLE_MS, step } from '../../firmware/power/hot-swap';
import {
  Action,
  Cycle,
  type Decision,
  type HotSwapInputs,
  type HotSwapLimits,
  type StateKind,
} from '../../firmware/power/hot-swap-state';
import { after as later, type Milliseconds, milliseconds } from '../../firmware/units/time';
import { hotSwapInputs, hotSwapLimits, retrying as retryLimits } from '../support/hot-swap';

const LIMITS = hotSwapLimits();
const RETRY_MS = 30;
const LONGEST_STEP_MS = 25;
const MAY_BE_ON: readonly StateKind[] = ['starting', 'waiting', 'on', 'stopping'];
/** Longer than any machine may hold a unit that is not wanted. */
const SHUTDOWN_MS = 300;

/** What the world does for a number of steps. */
interface Stretch {
  readonly present: boolean;
  readonly wanted: boolean;
  readonly powerGood: boolean;
  readonly fault: Fault;
  readonly graceful: boolean;
  readonly halted: boolean;
  readonly cycle: Cycle;
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
  graceful: mostly(true, 2),
  halted: mostly(false, 6),
  cycle: mostly(true, 5).chain((none) =>
    none ? fc.constant<Cycle>(Cycle.none) : fc.constantFrom<Cycle>(...Object.values(Cycle)),
  ),
  trip: mostly(false, 6),
  steps: fc.integer({ min: 1, max: 40 }),
  stepMs: fc.integer({ min: 1, max: LONGEST_STEP_MS }),
});
const limits = fc
  .record({
    onDelayMs: fc.constantFrom(0, 0, 15, 200),
    staggerMs: fc.constantFrom(0, 50),
    shutdownMs: fc.constantFrom(0, SHUTDOWN_MS),
    cycleOffMs: fc.constantFrom(0, 40),
    retries: fc.constantFrom(0, 0, 2, 7),
  })
  .map(({ retries, ...times }) => hotSwapLimits({ ...times, ...retryLimits(retries, RETRY_MS) }));
const trace = fc.array(stretch, { minLength: 60, maxLength: 200, size: 'max' });
/** Clocks that wrap within the trace among them. */
const start = fc.constantFrom(0, 2 ** 31 - 200, 2 ** 31 - 5000, 2 ** 32 - 300, 123_456).map(milliseconds);

/** The tray and the latch, with what a bystander remembers of them: nothing here looks at the machine's state. */
class Bystander {
  on = false;
  present = false;
  #presentFor = 0;
  /** How long the gate has been off although the unit was there and wanted on, or -1. */
  #faultedFor = -1;
  #retries = 0;
  /** How long the unit has been powered though it is not wanted. */
  unwantedFor = 0;
  #onFor = 0;
  /** Since a cycle was asked for, or the unit was not wanted: a unit that halts is then switched off and on. */
  #cycleAge = Number.POSITIVE_INFINITY;
  readonly #limits: HotSwapLimits;

  constructor(limits: HotSwapLimits) {
    this.#limits = limits;
  }

  before(inputs: HotSwapInputs, passed: number): void {
    this.#presentFor = inputs.present && this.present ? this.#presentFor + passed : 0;
    if (this.#faultedFor >= 0) this.#faultedFor += passed;
    if (this.on && !inputs.gateOn) this.#fault();
    this.present = inputs.present;
    this.unwantedFor = inputs.wanted || !inputs.gateOn ? 0 : this.unwantedFor + passed;
    this.#onFor = inputs.gateOn ? this.#onFor + passed : 0;
    if (this.#onFor >= STABLE_MS) this.#retries = 0;
    this.#cycleAge = inputs.cycle === Cycle.none && inputs.wanted ? this.#cycleAge + passed : 0;
    // The operator ends a fault: off, or a cycle.
    if (!inputs.present || !inputs.wanted || inputs.cycle !== Cycle.none) {
      this.#faultedFor = -1;
      this.#retries = 0;
    }
  }

  #fault(): void {
    this.#faultedFor = 0;
  }

  apply(action: Action, inputs: HotSwapInputs): void {
    if (action === Action.gateOn) {
      must(inputs.present, 'set while the unit is absent');
      must(inputs.wanted, 'set while nobody wants it');
      must(this.#presentFor >= LIMITS.debounceMs, 'set before the debounce ended');
      must(inputs.fault === Fault.none, 'set over a limit');
      if (this.#faultedFor >= 0) {
        const allowed = this.#limits.retries[Fault.tripped]!;
        must(allowed === 7 || this.#retries < allowed, 'tried again more often than its response says');
        must(this.#faultedFor >= RETRY_MS, 'tried again too early');
        this.#retries++;
        this.#faultedFor = -1;
      }
    }
    const isCycle = inputs.fault === Fault.none && this.#cycleAge <= SHUTDOWN_MS + LONGEST_STEP_MS;
    if (action === Action.gateOff && inputs.gateOn && inputs.present && inputs.wanted && !isCycle) this.#fault();
    this.on = action === Action.gateOn || (inputs.gateOn && action === Action.none);
  }
}

/** Not `expect`: it runs hundreds of thousands of times. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function checkAfter(
  decision: Decision,
  inputs: HotSwapInputs,
  wasOn: boolean,
  isOn: boolean,
  unwantedFor: number,
): void {
  must(inputs.present || !isOn, 'on without a unit');
  must(inputs.wanted || !isOn || unwantedFor <= SHUTDOWN_MS + LONGEST_STEP_MS, 'on against the operator');
  must(
    inputs.wanted || !isOn || inputs.graceful || decision.state.kind !== 'stopping',
    'on, and nobody asked for grace',
  );
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
  const bystander = new Bystander(times);
  let now = from;
  for (const { steps, stepMs, trip, ...levels } of stretches) {
    for (let i = 0; i < steps; i++) {
      const gateOn = bystander.on && !(trip && i === 0);
      const inputs = Object.freeze({ ...levels, gateOn });
      now = later(now, stepMs);
      bystander.before(inputs, stepMs);
      step(decision, inputs, now, times);
      bystander.apply(decision.action, inputs);
      checkAfter(decision, inputs, gateOn, bystander.on, bystander.unwantedFor);
      seen.add(decision.state.kind);
    }
  }
}

const nothing = hotSwapInputs({ present: false, wanted: false });
const START = milliseconds(0);

describe('any trace of the pins', () => {
  it('never sets the gate without a unit, before the debounce ended, unwanted, or with a latched fault', () => {
    const seen = new Set<StateKind>();
    fc.assert(
      fc.property(trace, start, limits, (stretches, from, times) =>
        play(stretches, from, adopt(nothing, START), times, seen),
      ),
      { numRuns: 60 },
    );
    expect([...seen].sort(), 'the traces reach every state').toEqual([
      'absent',
      'delaying',
      'faulted',
      'off',
      'on',
      'retrying',
      'settling',
      'starting',
      'stopping',
      'waiting',
    ]);
  });

  it('is pure: the same state, inputs and time always give the same decision, and the inputs stay as they are', () => {
    fc.assert(
      fc.property(trace, start, limits, (stretches, from, times) => {
        const [a, b] = [adopt(nothing, START), adopt(nothing, START)];
        play(stretches, from, a, times, new Set());
        play(stretches, from, b, times, new Set());
        expect(a).toEqual(b);
      }),
      { numRuns: 10 },
    );
  });
});
