// What is held against limits: channel, side, and whether it counts only while the unit is on. Order: the graver first; the
// first fault that calls for a shutdown names it. Values of the limits are registers of the bus (firmware/limit-wiring.ts).
import { Channel } from '../snapshot/channels';
import { Fault } from './faults';

export interface LimitSpec {
  readonly fault: Fault;
  readonly channel: Channel;
  /** True: a value above the limit is over it; false: a value below. */
  readonly above: boolean;
  /** Counts only while the unit is on: without power its output is low by intent. */
  readonly onlyWhileOn: boolean;
}

export const LIMIT_TABLE = [
  { fault: Fault.overCurrent, channel: Channel.inputCurrent, above: true, onlyWhileOn: false },
  { fault: Fault.inputOverCurrent, channel: Channel.inputCurrent, above: true, onlyWhileOn: false },
  { fault: Fault.outputOverVoltage, channel: Channel.outputVoltage, above: true, onlyWhileOn: false },
  { fault: Fault.inputOverVoltage, channel: Channel.inputVoltage, above: true, onlyWhileOn: false },
  { fault: Fault.outputOverPower, channel: Channel.outputPower, above: true, onlyWhileOn: false },
  { fault: Fault.overTemperature, channel: Channel.temperature, above: true, onlyWhileOn: false },
  { fault: Fault.outputUnderVoltage, channel: Channel.outputVoltage, above: false, onlyWhileOn: true },
  { fault: Fault.inputUnderVoltage, channel: Channel.inputVoltage, above: false, onlyWhileOn: false },
  { fault: Fault.inputOverPower, channel: Channel.inputPower, above: true, onlyWhileOn: false },
] as const satisfies readonly LimitSpec[];

export const LIMIT_COUNT = LIMIT_TABLE.length;
