// One step of the hot-swap machine as 20 bytes: what it saw, and what it decided. Enough to do it again: docs/store.md.
import type { Milliseconds } from '../units/time';
import { Cycle, type Decision, type HotSwapInputs, type HotSwapState, STATE_CODE } from './hot-swap-state';

export const SAMPLE_BYTES = 20;
export const SAMPLE_WORDS = SAMPLE_BYTES / 4;

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

/** What of a sample changes with the state alone. The state of the step before is known by its identity: it is replaced, never written to. */
export class SampleWriter {
  #state: HotSwapState | undefined;
  #deadline = 0;
  /** State and its fault, as the fourth word holds them. */
  #stateBits = 0;
  /** Flags, as the fifth word holds them. */
  #flagBits = 0;

  /**
   * Fills the five words of `out` from `at` on: the sample, as a little-endian machine holds it (the RP2040 and every host that
   * runs this are). Allocates nothing.
   */
  put(
    out: Int32Array,
    at: number,
    readings: Readonly<SampleReadings>,
    inputs: Readonly<HotSwapInputs>,
    decision: Readonly<Decision>,
    now: Milliseconds,
  ): void {
    if (decision.state !== this.#state) this.#follow(decision.state);
    out[at] = now;
    out[at + 1] = this.#deadline;
    out[at + 2] = readings.inputMillivolts | (readings.outputMillivolts << 16);
    out[at + 3] = readings.milliamps | this.#stateBits;
    out[at + 4] =
      (inputs.present ? InputBit.present : 0) |
      (inputs.gateOn ? InputBit.gateOn : 0) |
      (inputs.powerGood ? InputBit.powerGood : 0) |
      (inputs.wanted ? InputBit.wanted : 0) |
      (inputs.graceful ? InputBit.graceful : 0) |
      (inputs.halted ? InputBit.halted : 0) |
      (inputs.cycle << CYCLE_SHIFT) |
      (inputs.fault << 8) |
      (decision.retriesUsed << 16) |
      this.#flagBits;
  }

  #follow(state: HotSwapState): void {
    this.#state = state;
    this.#deadline = deadlineOf(state);
    const fault = state.kind === 'faulted' || state.kind === 'retrying' ? state.fault : 0;
    this.#stateBits = (STATE_CODE[state.kind] << 16) | (fault << 24);
    const flags =
      (state.kind === 'stopping' && state.restart ? StateFlag.restart : 0) |
      (state.kind === 'off' && state.arrived ? StateFlag.arrived : 0);
    this.#flagBits = flags << 24;
  }
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
