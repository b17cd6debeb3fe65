// The hot-swap machine: pure, one step per tick. Intended behaviour and the transition table: README.md of this folder.
// Restart: `adopt` takes over a gate that is on, so that a BMC that restarts never glitches its unit.
// Safe default: what the table does not name turns the gate off; only a wish for power without a fault turns it on.
import { after, elapsed, isDue, type Milliseconds } from '../units/time';
import { Fault } from './faults';
import {
  Action,
  Cycle,
  type Decision,
  type HotSwapInputs,
  type HotSwapLimits,
  type HotSwapState,
} from './hot-swap-state';
import { NOTHING_BEFORE, type PowerBefore } from './power-before';
import { RETRY_FOR_EVER } from './response';

type Limits = Readonly<HotSwapLimits>;

const ABSENT: HotSwapState = Object.freeze({ kind: 'absent' });
const OFF: HotSwapState = Object.freeze({ kind: 'off', arrived: false });
const ARRIVED: HotSwapState = Object.freeze({ kind: 'off', arrived: true });

/** A unit that has been on for so long has recovered: its retries are forgotten. */
export const STABLE_MS = 60_000;
/** A retry that has been due for so long, its fault lasting, is due anew: after 24 days it would seem to lie ahead. */
const LONG_DUE_MS = 2 ** 30;

/**
 * First decision after a reset: a unit that is present and powered is taken as it is, and so is a fault that keeps one off. One that was on
 * is taken as on though its gate is open: the first step finds that it tripped. All else starts as absent.
 */
export function adopt(inputs: HotSwapInputs, now: Milliseconds, before: PowerBefore = NOTHING_BEFORE): Decision {
  let state = ABSENT;
  if (inputs.present && (inputs.gateOn || before.wasOn)) state = { kind: 'on', stableAt: now };
  else if (inputs.present && before.latched !== Fault.none) state = { kind: 'faulted', fault: before.latched };
  return { state, action: Action.none, retriesUsed: 0 };
}

/** Advance one step. Pure: the same (decision, inputs, now) always writes the same decision. Allocates only on a transition. */
export function step(decision: Decision, inputs: HotSwapInputs, now: Milliseconds, limits: Limits): void {
  decision.action = Action.none;
  if (!inputs.present) {
    if (inputs.gateOn) decision.action = Action.gateOff;
    if (decision.state.kind === 'absent') return;
    decision.retriesUsed = 0;
    enter(decision, ABSENT, Action.gateOff);
    return;
  }
  const state = decision.state;
  switch (state.kind) {
    case 'absent':
      enter(decision, { kind: 'settling', until: after(now, limits.debounceMs) }, keepOff(inputs));
      return;
    case 'settling':
      if (isDue(now, state.until)) enter(decision, ARRIVED, keepOff(inputs));
      else decision.action = keepOff(inputs);
      return;
    case 'off':
      stepOff(decision, inputs, now, limits, state.arrived);
      return;
    case 'delaying':
      if (inputs.gateOn || !mayStart(inputs)) enter(decision, OFF, keepOff(inputs));
      else if (isDue(now, state.until)) switchOn(decision, now, limits);
      return;
    case 'starting':
      if (stopPowered(decision, inputs, now, limits)) return;
      if (isDue(now, state.until)) enter(decision, { kind: 'waiting', powerGoodBy: state.powerGoodBy }, Action.none);
      return;
    case 'waiting':
      if (stopPowered(decision, inputs, now, limits)) return;
      if (inputs.powerGood) enter(decision, { kind: 'on', stableAt: after(now, STABLE_MS) }, Action.none);
      else if (limits.powerGoodMs > 0 && isDue(now, state.powerGoodBy))
        fail(decision, Fault.powerGoodTimeout, now, limits);
      return;
    case 'on':
      if (stopPowered(decision, inputs, now, limits)) return;
      if (isDue(now, state.stableAt)) decision.retriesUsed = 0;
      return;
    case 'stopping':
      stepStopping(decision, inputs, now, limits, state);
      return;
    case 'retrying':
      if (!inputs.wanted || inputs.cycle !== Cycle.none) giveUp(decision, inputs);
      else if (inputs.gateOn || inputs.fault !== Fault.none || !isDue(now, state.until)) {
        decision.action = keepOff(inputs);
        if (elapsed(now, state.until) >= LONG_DUE_MS) decision.state = { ...state, until: now };
      } else switchOn(decision, now, limits);
      return;
    case 'faulted':
      if (inputs.wanted && inputs.cycle === Cycle.none) decision.action = keepOff(inputs);
      else giveUp(decision, inputs);
      return;
    default:
      state satisfies never;
  }
}

function stepOff(decision: Decision, inputs: HotSwapInputs, now: Milliseconds, limits: Limits, arrived: boolean): void {
  if (inputs.gateOn) {
    decision.action = Action.gateOff;
    return;
  }
  if (!inputs.wanted) {
    if (arrived) decision.state = OFF;
    return;
  }
  if (inputs.fault !== Fault.none) return;
  const delay = limits.onDelayMs + (arrived ? limits.staggerMs : 0);
  if (delay > 0) enter(decision, { kind: 'delaying', until: after(now, delay) }, Action.none);
  else switchOn(decision, now, limits);
}

function stepStopping(
  decision: Decision,
  inputs: HotSwapInputs,
  now: Milliseconds,
  limits: Limits,
  state: Extract<HotSwapState, { kind: 'stopping' }>,
): void {
  if (!inputs.gateOn) fail(decision, Fault.tripped, now, limits);
  else if (inputs.fault !== Fault.none) fail(decision, inputs.fault, now, limits);
  else if (inputs.halted || isImpatient(inputs) || isDue(now, state.until))
    switchOff(decision, now, limits, inputs.wanted);
  else if (inputs.wanted && !state.restart)
    enter(decision, { kind: 'on', stableAt: after(now, STABLE_MS) }, Action.none);
  else if (!inputs.wanted && state.restart) enter(decision, { ...state, restart: false }, Action.none);
}

/** The ways out of every state in which the gate is on. True when one was taken. */
function stopPowered(decision: Decision, inputs: HotSwapInputs, now: Milliseconds, limits: Limits): boolean {
  // With the gate tripped there is nothing to shut down, and with a fault no time for it.
  const mayWait = decision.state.kind === 'on' && inputs.gateOn && inputs.fault === Fault.none;
  if (!inputs.wanted) stop(decision, now, limits, mayWait && inputs.graceful, false);
  else if (!inputs.gateOn) fail(decision, Fault.tripped, now, limits);
  else if (inputs.fault !== Fault.none) fail(decision, inputs.fault, now, limits);
  else if (inputs.cycle !== Cycle.none) stop(decision, now, limits, mayWait && inputs.cycle === Cycle.graceful, true);
  else return false;
  return true;
}

function stop(decision: Decision, now: Milliseconds, limits: Limits, graceful: boolean, restart: boolean): void {
  if (graceful && limits.shutdownMs > 0)
    enter(decision, { kind: 'stopping', until: after(now, limits.shutdownMs), restart }, Action.none);
  else switchOff(decision, now, limits, restart);
}

function switchOff(decision: Decision, now: Milliseconds, limits: Limits, restart: boolean): void {
  decision.retriesUsed = 0;
  enter(decision, restart ? { kind: 'delaying', until: after(now, limits.cycleOffMs) } : OFF, Action.gateOff);
}

function switchOn(decision: Decision, now: Milliseconds, limits: Limits): void {
  const until = after(now, limits.softStartMs);
  enter(decision, { kind: 'starting', until, powerGoodBy: after(until, limits.powerGoodMs) }, Action.gateOn);
}

/** Off for a fault: to be tried again, as its response says, or to stay off. */
function fail(decision: Decision, fault: Fault, now: Milliseconds, limits: Limits): void {
  const retries = limits.retries[fault]!;
  if (retries !== RETRY_FOR_EVER && decision.retriesUsed >= retries) {
    enter(decision, { kind: 'faulted', fault }, Action.gateOff);
    return;
  }
  decision.retriesUsed = Math.min(decision.retriesUsed + 1, RETRY_FOR_EVER);
  const until = after(now, limits.retryDelayMs[fault]! + limits.staggerMs);
  enter(decision, { kind: 'retrying', fault, until }, Action.gateOff);
}

/** The operator asked again, and this time for no grace. */
const isImpatient = (inputs: HotSwapInputs): boolean =>
  inputs.wanted ? inputs.cycle === Cycle.hard : !inputs.graceful;

/** The operator ends a fault. */
function giveUp(decision: Decision, inputs: HotSwapInputs): void {
  decision.retriesUsed = 0;
  enter(decision, OFF, keepOff(inputs));
}

function enter(decision: Decision, state: HotSwapState, action: Action): void {
  decision.state = state;
  decision.action = action;
}

/** Wanted, and no fault that would switch the unit off again: not even one pulse of the gate then. */
const mayStart = (inputs: HotSwapInputs): boolean => inputs.wanted && inputs.fault === Fault.none;

/** A gate that is on where it must be off is turned off. */
const keepOff = (inputs: HotSwapInputs): Action => (inputs.gateOn ? Action.gateOff : Action.none);
