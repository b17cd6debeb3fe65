// The hot-swap machine: pure, one step per tick. Intended behaviour and the transition table: README.md of this folder.
// Restart: `adopt` takes over a gate that is on, so that a BMC that restarts never glitches its unit.
// Safe default: what the table does not name turns the gate off; only `off` with a wish for power turns it on.
import { after, isDue, type Milliseconds } from '../units/time';
import { Fault } from './faults';
import { Action, type Decision, type HotSwapInputs, type HotSwapLimits, type HotSwapState } from './hot-swap-state';

const ABSENT: HotSwapState = Object.freeze({ kind: 'absent' });
const OFF: HotSwapState = Object.freeze({ kind: 'off' });
const ON: HotSwapState = Object.freeze({ kind: 'on' });

/** First decision after a reset: a unit that is present and powered is taken as it is; all else starts as absent. */
export function adopt(inputs: HotSwapInputs): Decision {
  return { state: inputs.present && inputs.gateOn ? ON : ABSENT, action: Action.none };
}

/** Advance one step. Pure: the same (decision, inputs, now) always writes the same decision. Allocates only on a transition. */
export function step(
  decision: Decision,
  inputs: HotSwapInputs,
  now: Milliseconds,
  limits: Readonly<HotSwapLimits>,
): void {
  decision.action = Action.none;
  if (!inputs.present) {
    if (inputs.gateOn) decision.action = Action.gateOff;
    if (decision.state.kind !== 'absent') {
      decision.state = ABSENT;
      decision.action = Action.gateOff;
    }
    return;
  }
  const state = decision.state;
  switch (state.kind) {
    case 'absent':
      enter(decision, { kind: 'settling', until: after(now, limits.debounceMs) }, keepOff(inputs));
      return;
    case 'settling':
      if (isDue(now, state.until)) enter(decision, OFF, keepOff(inputs));
      else decision.action = keepOff(inputs);
      return;
    case 'off':
      stepOff(decision, inputs, now, limits);
      return;
    case 'delaying':
      if (inputs.gateOn || !mayStart(inputs)) enter(decision, OFF, keepOff(inputs));
      else if (isDue(now, state.until)) switchOn(decision, now, limits);
      return;
    case 'starting':
      if (stopPowered(decision, inputs)) return;
      if (isDue(now, state.until)) enter(decision, { kind: 'waiting', powerGoodBy: state.powerGoodBy }, Action.none);
      return;
    case 'waiting':
      if (stopPowered(decision, inputs)) return;
      if (inputs.powerGood) enter(decision, ON, Action.none);
      else if (limits.powerGoodMs > 0 && isDue(now, state.powerGoodBy)) fault(decision, Fault.powerGoodTimeout);
      return;
    case 'on':
      stopPowered(decision, inputs);
      return;
    case 'faulted':
      if (inputs.wanted) decision.action = keepOff(inputs);
      else enter(decision, OFF, keepOff(inputs));
      return;
    default:
      state satisfies never;
  }
}

function stepOff(decision: Decision, inputs: HotSwapInputs, now: Milliseconds, limits: Readonly<HotSwapLimits>): void {
  if (inputs.gateOn) decision.action = Action.gateOff;
  else if (!mayStart(inputs)) return;
  else if (limits.onDelayMs > 0)
    enter(decision, { kind: 'delaying', until: after(now, limits.onDelayMs) }, Action.none);
  else switchOn(decision, now, limits);
}

function switchOn(decision: Decision, now: Milliseconds, limits: Readonly<HotSwapLimits>): void {
  const until = after(now, limits.softStartMs);
  enter(decision, { kind: 'starting', until, powerGoodBy: after(until, limits.powerGoodMs) }, Action.gateOn);
}

/** The ways out of every state in which the gate is on. True when one was taken. */
function stopPowered(decision: Decision, inputs: HotSwapInputs): boolean {
  if (!inputs.wanted) enter(decision, OFF, Action.gateOff);
  else if (!inputs.gateOn) fault(decision, Fault.tripped);
  else if (inputs.fault !== Fault.none) fault(decision, inputs.fault);
  else return false;
  return true;
}

function fault(decision: Decision, cause: Fault): void {
  enter(decision, { kind: 'faulted', fault: cause }, Action.gateOff);
}

function enter(decision: Decision, state: HotSwapState, action: Action): void {
  decision.state = state;
  decision.action = action;
}

/** Wanted, and no limit is exceeded that would switch the unit off again: not even one pulse of the gate then. */
const mayStart = (inputs: HotSwapInputs): boolean => inputs.wanted && inputs.fault === Fault.none;

/** A gate that is on where it must be off is turned off. */
const keepOff = (inputs: HotSwapInputs): Action => (inputs.gateOn ? Action.gateOff : Action.none);
