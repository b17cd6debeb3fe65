// Every state, every combination of inputs, before and at its time, with and without retries: what one step may lead to, and that
// there is a way out of everything. Nothing here looks into the machine: the rules are those of the folder's README.
import { expect, it } from 'vitest';
import { FAULT_COUNT, Fault } from '../../firmware/power/faults';
import { step } from '../../firmware/power/hot-swap';
import {
  Action,
  Cycle,
  type Decision,
  type HotSwapInputs,
  type HotSwapState,
} from '../../firmware/power/hot-swap-state';
import { milliseconds } from '../../firmware/units/time';
import { hotSwapInputs, hotSwapLimits, retrying } from '../support/hot-swap';

const NOW = 100_000;
const at = milliseconds;
const LIMITS = [0, 2, 7].flatMap((retries) =>
  [0, 30].map((onDelayMs) =>
    hotSwapLimits({ onDelayMs, staggerMs: 50, shutdownMs: 500, cycleOffMs: 70, ...retrying(retries, 400) }),
  ),
);
const POWERED = ['starting', 'waiting', 'on', 'stopping'];
/** From these alone the gate may be turned on. */
const MAY_START = ['off', 'delaying', 'retrying'];

/** Each kind of state, due and not yet due. */
function* states(): Generator<HotSwapState> {
  for (const until of [at(NOW), at(NOW + 1)]) {
    yield { kind: 'settling', until };
    yield { kind: 'delaying', until };
    yield { kind: 'starting', until, powerGoodBy: at(NOW + 50) };
    yield { kind: 'waiting', powerGoodBy: until };
    yield { kind: 'on', stableAt: until };
    for (const restart of [false, true]) yield { kind: 'stopping', until, restart };
    for (let fault = 1; fault < FAULT_COUNT; fault++) yield { kind: 'retrying', fault: fault as Fault, until };
  }
  yield { kind: 'absent' };
  for (const arrived of [false, true]) yield { kind: 'off', arrived };
  for (let fault = 1; fault < FAULT_COUNT; fault++) yield { kind: 'faulted', fault: fault as Fault };
}

function* inputs(): Generator<HotSwapInputs> {
  const both = [false, true];
  for (const present of both)
    for (const gateOn of both)
      for (const powerGood of both)
        for (const wanted of both)
          for (const graceful of both)
            for (const halted of both)
              for (const cycle of Object.values(Cycle))
                for (let fault = 0; fault < FAULT_COUNT; fault++)
                  yield { present, gateOn, powerGood, wanted, graceful, halted, cycle, fault: fault as Fault };
}

const must = (holds: boolean, what: string, ...about: unknown[]): void => {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(about)}`);
};
/** The latch after the action. */
const gateAfter = (action: Action, gateOn: boolean): boolean =>
  action === Action.none ? gateOn : action === Action.gateOn;

function checkStep(before: HotSwapState, used: number, input: HotSwapInputs, after: Decision): void {
  const isOn = gateAfter(after.action, input.gateOn);
  const about = [before, used, input, after];
  must(input.present || !isOn, 'on and absent', ...about);
  must(input.present || after.state.kind === 'absent', 'absent, and the machine does not say so', ...about);
  must(isOn === POWERED.includes(after.state.kind), 'the gate is not what the state says', ...about);
  must(input.fault === Fault.none || !isOn, 'on beyond a limit', ...about);
  if (after.action === Action.gateOn) {
    must(MAY_START.includes(before.kind) && input.wanted && !input.gateOn, 'turned on without a reason', ...about);
  }
  const isLatched = before.kind === 'faulted' && input.wanted && input.cycle === Cycle.none && input.present;
  must(!isLatched || (after.state === before && !isOn), 'a latched fault let go by itself', ...about);
  if (!input.wanted && isOn)
    must(after.state.kind === 'stopping' && input.graceful, 'on against the operator', ...about);
  must(after.retriesUsed <= 7, 'retries beyond the response', ...about);
}

it('no step is wrong', () => {
  let count = 0;
  const all = [...inputs()];
  for (const limits of LIMITS) {
    for (const state of states()) {
      Object.freeze(state);
      for (const used of [0, 1, 2]) {
        for (const input of all) {
          const decision: Decision = { state, action: Action.gateOff, retriesUsed: used };
          step(decision, input, at(NOW), limits);
          checkStep(state, used, input, decision);
          count++;
        }
      }
    }
  }
  process.stdout.write(`hot-swap machine: ${count} steps from every state with every input, none wrong\n`);
  expect(count).toBe(LIMITS.length * [...states()].length * 3 * all.length);
});

it('there is a way out of everything: off and on again brings every present, healthy unit up', () => {
  for (const limits of LIMITS) {
    for (const state of states()) {
      const decision: Decision = { state, action: Action.none, retriesUsed: 2 };
      let gateOn = POWERED.includes(state.kind);
      for (let ms = 0; ms < 3000; ms += 10) {
        const input = hotSwapInputs({ gateOn, powerGood: gateOn, wanted: ms >= 500 });
        step(decision, input, at(NOW + ms), limits);
        gateOn = gateAfter(decision.action, gateOn);
      }
      expect([state.kind, decision.state.kind, gateOn]).toEqual([state.kind, 'on', true]);
    }
  }
});
