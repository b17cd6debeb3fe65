// What is held against limits: channel, side, and whether it counts only while the unit is on. Order: the graver first; the
// first fault that calls for a shutdown names it. Values of the limits are registers of the bus (firmware/fault-wiring.ts).
import { Channel } from '../snapshot/channels';
import { Fault } from './faults';

export interface LimitSpec {
  readonly fault: Fault;
  readonly channel: Channel;
  /** True: a value above the limit is over it; false: a value below. */
  readonly above: boolean;
  /** Counts only while the unit is on: without power its output is low by intent. */
  readonly onlyWhileOn: boolean;
  /** Back by so many thousandths of the limit, it is over no more. */
  readonly hysteresisPermille: number;
}

const VOLTAGE = 10;
const CURRENT = 20;
/** Of 85 degrees Celsius: 2.5 degrees. */
const TEMPERATURE = 30;

// biome-ignore format: a table is read by column
export const LIMIT_TABLE = [
  { fault: Fault.overCurrent,        channel: Channel.inputCurrent,   above: true,  onlyWhileOn: false, hysteresisPermille: CURRENT },
  { fault: Fault.inputOverCurrent,   channel: Channel.inputCurrent,   above: true,  onlyWhileOn: false, hysteresisPermille: CURRENT },
  { fault: Fault.averageOverCurrent, channel: Channel.averageCurrent, above: true,  onlyWhileOn: false, hysteresisPermille: CURRENT },
  { fault: Fault.outputOverVoltage,  channel: Channel.outputVoltage,  above: true,  onlyWhileOn: false, hysteresisPermille: VOLTAGE },
  { fault: Fault.inputOverVoltage,   channel: Channel.inputVoltage,   above: true,  onlyWhileOn: false, hysteresisPermille: VOLTAGE },
  { fault: Fault.outputOverPower,    channel: Channel.outputPower,    above: true,  onlyWhileOn: false, hysteresisPermille: CURRENT },
  { fault: Fault.overTemperature,    channel: Channel.temperature,    above: true,  onlyWhileOn: false, hysteresisPermille: TEMPERATURE },
  { fault: Fault.inputUnderVoltage,  channel: Channel.inputVoltage,   above: false, onlyWhileOn: false, hysteresisPermille: VOLTAGE },
  { fault: Fault.outputUnderVoltage, channel: Channel.outputVoltage,  above: false, onlyWhileOn: true,  hysteresisPermille: VOLTAGE },
  { fault: Fault.inputOverPower,     channel: Channel.inputPower,     above: true,  onlyWhileOn: false, hysteresisPermille: CURRENT },
] as const satisfies readonly LimitSpec[];

export const LIMIT_COUNT = LIMIT_TABLE.length;
