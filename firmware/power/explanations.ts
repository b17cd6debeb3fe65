// Which fault explains which: a fault that comes while one of its causes lasts is no cause of its own.
import { FAULT_COUNT, Fault } from './faults';

const EXPLAINED_BY: readonly (readonly [Fault, readonly Fault[]])[] = [
  [Fault.inputOverCurrent, [Fault.overCurrent]],
  [Fault.averageOverCurrent, [Fault.overCurrent, Fault.inputOverCurrent]],
  [Fault.outputOverPower, [Fault.overCurrent, Fault.inputOverCurrent, Fault.outputOverVoltage, Fault.inputOverVoltage]],
  [Fault.outputOverVoltage, [Fault.inputOverVoltage]],
  [Fault.outputUnderVoltage, [Fault.inputUnderVoltage, Fault.overCurrent, Fault.inputOverCurrent]],
  [Fault.powerGoodLost, [Fault.inputUnderVoltage, Fault.outputUnderVoltage, Fault.overCurrent, Fault.inputOverCurrent]],
  [Fault.noCurrent, [Fault.powerGoodLost, Fault.outputUnderVoltage, Fault.inputUnderVoltage]],
];

/** By fault: a bit for each fault that explains it. Read-only once built. */
const CAUSES = new Uint32Array(FAULT_COUNT);
for (const [fault, causes] of EXPLAINED_BY) for (const cause of causes) CAUSES[fault]! |= 1 << cause;

/** One of the faults that last (a bit each) is the cause of `fault`. */
export const isExplained = (fault: Fault, lasting: number): boolean => (CAUSES[fault]! & lasting) !== 0;
