// One step of the hot-swap machine as 20 bytes: what it saw, and what it decided. Enough to do it again: docs/store.md.
import type { Milliseconds } from '../units/time';
import { Cycle, type Decision, type HotSwapInputs, type HotSwapState, STATE_CODE } from './hot-swap-state';

export const SAMPLE_BYTES = 20;

/** Offsets within a sample. */
export const SampleAt = {
  now: 0,
  deadline: 4,
  inputMillivolts: 8,
  outputMillivolts: 10,
  milliamps: 12,
  state: 14,
  stateFault: 15,
  inputs: 16,
  inputFault: 17,
  retriesUsed: 18,
  flags: 19,
} as const;

/** Of byte `inputs`; the cycle is in bits 6 and 7. */
export const InputBit = { present: 1, gateOn: 2, powerGood: 4, wanted: 8, graceful: 16, halted: 32 } as const;
export const CYCLE_SHIFT = 6;
/** Of byte `flags`. */
export const StateFlag = { restart: 1, arrived: 2 } as const;

/** What was measured, as far as it was known: 0xFFFF where it was not. */
export interface SampleReadings {
  inputMillivolts: number;
  outputMillivolts: number;
  milliamps: number;
}
export const UNKNOWN = 0xffff;

/** Fills `out` from `at` on. Allocates nothing. */
export function putSample(
  out: Uint8Array,
  at: number,
  readings: Readonly<SampleReadings>,
  inputs: Readonly<HotSwapInputs>,
  decision: Readonly<Decision>,
  now: Milliseconds,
): void {
  const { state } = decision;
  put32(out, at + SampleAt.now, now);
  put32(out, at + SampleAt.deadline, deadlineOf(state));
  put16(out, at + SampleAt.inputMillivolts, readings.inputMillivolts);
  put16(out, at + SampleAt.outputMillivolts, readings.outputMillivolts);
  put16(out, at + SampleAt.milliamps, readings.milliamps);
  out[at + SampleAt.state] = STATE_CODE[state.kind];
  out[at + SampleAt.stateFault] = state.kind === 'faulted' || state.kind === 'retrying' ? state.fault : 0;
  out[at + SampleAt.inputs] =
    (inputs.present ? InputBit.present : 0) |
    (inputs.gateOn ? InputBit.gateOn : 0) |
    (inputs.powerGood ? InputBit.powerGood : 0) |
    (inputs.wanted ? InputBit.wanted : 0) |
    (inputs.graceful ? InputBit.graceful : 0) |
    (inputs.halted ? InputBit.halted : 0) |
    (inputs.cycle << CYCLE_SHIFT);
  out[at + SampleAt.inputFault] = inputs.fault;
  out[at + SampleAt.retriesUsed] = decision.retriesUsed;
  out[at + SampleAt.flags] =
    (state.kind === 'stopping' && state.restart ? StateFlag.restart : 0) |
    (state.kind === 'off' && state.arrived ? StateFlag.arrived : 0);
}

/** The inputs of a step, out of its sample. */
export function inputsOf(bytes: Uint8Array, at: number): HotSwapInputs {
  const bits = bytes[at + SampleAt.inputs]!;
  const cycle = bits >> CYCLE_SHIFT;
  return {
    present: (bits & InputBit.present) !== 0,
    gateOn: (bits & InputBit.gateOn) !== 0,
    powerGood: (bits & InputBit.powerGood) !== 0,
    wanted: (bits & InputBit.wanted) !== 0,
    graceful: (bits & InputBit.graceful) !== 0,
    halted: (bits & InputBit.halted) !== 0,
    cycle: cycle === Cycle.hard || cycle === Cycle.graceful ? cycle : Cycle.none,
    fault: bytes[at + SampleAt.inputFault]! as HotSwapInputs['fault'],
  };
}

/** The deadline that the state waits for; 0 for none. `starting`: the end of the soft start. */
function deadlineOf(state: HotSwapState): number {
  if ('until' in state) return state.until;
  if (state.kind === 'waiting') return state.powerGoodBy;
  return state.kind === 'on' ? state.stableAt : 0;
}

function put16(out: Uint8Array, at: number, value: number): void {
  out[at] = value;
  out[at + 1] = value >> 8;
}

function put32(out: Uint8Array, at: number, value: number): void {
  put16(out, at, value);
  put16(out, at + 2, value >> 16);
}
