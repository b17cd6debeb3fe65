// A black box as it stands in flash: head, limits, steps. Layout: docs/store.md, written by firmware/store/black-box.ts.
import { FAULT_COUNT, FAULT_NAMES } from '../../firmware/power/faults';
import {
  type HotSwapInputs,
  type HotSwapLimits,
  type HotSwapState,
  STATE_CODE,
  STATE_NAMES,
  type StateKind,
} from '../../firmware/power/hot-swap-state';
import { inputsOf, SAMPLE_BYTES, SampleAt, StateFlag, UNKNOWN } from '../../firmware/power/step-sample';
import { BOX_HEAD_BYTES, BOX_MAGIC, BOX_PAGES_BYTES, BoxAt, DELAY_UNIT_MS } from '../../firmware/store/black-box';
import { getWord } from '../../firmware/store/bytes';
import { STORE_MAJOR } from '../../firmware/store/sector-head';
import type { Milliseconds } from '../../firmware/units/time';
import { isWholeBox } from '../client/whole-box';

export interface BoxStep {
  /** Milliseconds of the BMC's clock. */
  readonly now: Milliseconds;
  /** undefined where the reading was not known. */
  readonly inputMillivolts: number | undefined;
  readonly outputMillivolts: number | undefined;
  readonly milliamps: number | undefined;
  readonly inputs: HotSwapInputs;
  /** As the step left it. */
  readonly state: HotSwapState;
  readonly retriesUsed: number;
}

export interface Box {
  readonly fault: (typeof FAULT_NAMES)[number];
  /** Counts the boxes of this unit. */
  readonly turn: number;
  readonly boot: number;
  /** 0: not known. */
  readonly unixTime: number;
  /** Index of the step that ended in the fault. */
  readonly trigger: number;
  readonly limits: HotSwapLimits;
  readonly steps: readonly BoxStep[];
}

export class BoxError extends Error {}

/** @throws BoxError where no whole box stands */
export function decodeBox(bytes: Uint8Array): Box {
  if (getWord(bytes, BoxAt.magic) !== BOX_MAGIC) throw new BoxError('there is no black box');
  if (bytes[BoxAt.major] !== STORE_MAJOR)
    throw new BoxError(`layout ${bytes[BoxAt.major]} is not known: a newer racklet reads it`);
  const count = bytes[BoxAt.samples]!;
  if (bytes.length < BOX_PAGES_BYTES) throw new BoxError('the black box was cut short');
  if (!isWholeBox(bytes)) throw new BoxError('the check sum of the black box is wrong');
  const limits = limitsOf(bytes);
  return {
    fault: FAULT_NAMES[bytes[BoxAt.fault]!]!,
    turn: getWord(bytes, BoxAt.turn),
    boot: getWord(bytes, BoxAt.boot),
    unixTime: getWord(bytes, BoxAt.unixTime),
    trigger: bytes[BoxAt.trigger]!,
    limits,
    steps: Array.from({ length: count }, (_, i) => stepOf(bytes, BOX_HEAD_BYTES + i * SAMPLE_BYTES, limits)),
  };
}

function limitsOf(bytes: Uint8Array): HotSwapLimits {
  const word = (index: number): number => getWord(bytes, BoxAt.limits + 4 * index);
  return {
    debounceMs: word(0),
    onDelayMs: word(1),
    staggerMs: word(2),
    softStartMs: word(3),
    powerGoodMs: word(4),
    shutdownMs: word(5),
    cycleOffMs: word(6),
    retries: bytes.slice(BoxAt.retries, BoxAt.retries + FAULT_COUNT),
    retryDelayMs: Uint32Array.from(
      bytes.subarray(BoxAt.delays, BoxAt.delays + FAULT_COUNT),
      (units) => units * DELAY_UNIT_MS,
    ),
  };
}

function stepOf(bytes: Uint8Array, at: number, limits: HotSwapLimits): BoxStep {
  const half = (offset: number): number | undefined => {
    const value = bytes[at + offset]! | (bytes[at + offset + 1]! << 8);
    return value === UNKNOWN ? undefined : value;
  };
  return {
    now: (getWord(bytes, at + SampleAt.now) | 0) as Milliseconds,
    inputMillivolts: half(SampleAt.inputMillivolts),
    outputMillivolts: half(SampleAt.outputMillivolts),
    milliamps: half(SampleAt.milliamps),
    inputs: inputsOf(bytes, at),
    state: stateOf(bytes, at, limits),
    retriesUsed: bytes[at + SampleAt.retriesUsed]!,
  };
}

function stateOf(bytes: Uint8Array, at: number, limits: HotSwapLimits): HotSwapState {
  const kind = STATE_NAMES[bytes[at + SampleAt.state]!] as StateKind | undefined;
  const until = (getWord(bytes, at + SampleAt.deadline) | 0) as Milliseconds;
  const fault = bytes[at + SampleAt.stateFault]! as HotSwapInputs['fault'];
  const flags = bytes[at + SampleAt.flags]!;
  switch (kind) {
    case 'absent':
      return { kind };
    case 'off':
      return { kind, arrived: (flags & StateFlag.arrived) !== 0 };
    case 'settling':
    case 'delaying':
      return { kind, until };
    case 'starting':
      return { kind, until, powerGoodBy: ((until + limits.powerGoodMs) | 0) as Milliseconds };
    case 'waiting':
      return { kind, powerGoodBy: until };
    case 'on':
      return { kind, stableAt: until };
    case 'faulted':
      return { kind, fault };
    case 'retrying':
      return { kind, fault, until };
    case 'stopping':
      return { kind, until, restart: (flags & StateFlag.restart) !== 0 };
    default:
      throw new BoxError(`state ${bytes[at + SampleAt.state]} is not known (codes: ${Object.keys(STATE_CODE).length})`);
  }
}
