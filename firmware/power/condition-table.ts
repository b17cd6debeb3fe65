// Faults that are no value beyond a limit: what is held to be one, for how long, and when it is looked for.
import { Fault } from './faults';

export interface ConditionSpec {
  readonly fault: Fault;
  /** True for so long, it is a fault. Milliseconds. */
  readonly delayMs: number;
}

// biome-ignore format: a table is read by column
export const CONDITION_TABLE = [
  { fault: Fault.powerGoodLost,     delayMs: 20 },
  { fault: Fault.sensorLost,        delayMs: 50 },
  { fault: Fault.sensorFrozen,      delayMs: 50 },
  { fault: Fault.sensorImplausible, delayMs: 50 },
  { fault: Fault.currentWhileOff,   delayMs: 200 },
  { fault: Fault.noCurrent,         delayMs: 2000 },
] as const satisfies readonly ConditionSpec[];

export const CONDITION_COUNT = CONDITION_TABLE.length;
export type ConditionFault = (typeof CONDITION_TABLE)[number]['fault'];

/** A gate that is off lets less through, and the steps of a sensor are smaller. Milliamps. */
export const STRAY_MILLIAMPS = 30;
/** A Raspberry Pi that was halted draws 23 mA. Milliamps. */
export const NO_LOAD_MILLIAMPS = 5;
