// Limits, inputs and decisions of the hot-swap machine with calm values, for tests that say what differs.
import { FAULT_COUNT, Fault } from '../../firmware/power/faults';
import {
  Action,
  Cycle,
  type Decision,
  type HotSwapInputs,
  type HotSwapLimits,
  type HotSwapState,
} from '../../firmware/power/hot-swap-state';

/** No retries, no stagger, no graceful shutdown. */
export const hotSwapLimits = (differs: Partial<HotSwapLimits> = {}): HotSwapLimits => ({
  debounceMs: 100,
  onDelayMs: 0,
  staggerMs: 0,
  softStartMs: 20,
  powerGoodMs: 50,
  shutdownMs: 0,
  cycleOffMs: 0,
  retries: new Uint8Array(FAULT_COUNT),
  retryDelayMs: new Uint32Array(FAULT_COUNT),
  ...differs,
});

/** Every fault has this number of retries, each after so many milliseconds. */
export const retrying = (retries: number, delayMs: number): Partial<HotSwapLimits> => ({
  retries: new Uint8Array(FAULT_COUNT).fill(retries),
  retryDelayMs: new Uint32Array(FAULT_COUNT).fill(delayMs),
});

/** Present, wanted, off. */
export const hotSwapInputs = (differs: Partial<HotSwapInputs> = {}): HotSwapInputs => ({
  present: true,
  gateOn: false,
  powerGood: false,
  wanted: true,
  graceful: false,
  halted: false,
  cycle: Cycle.none,
  fault: Fault.none,
  ...differs,
});

export const decisionIn = (state: HotSwapState, retriesUsed = 0): Decision => ({
  state,
  action: Action.none,
  retriesUsed,
});
