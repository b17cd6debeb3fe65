// What the oracle demands where a kind of fault is done: power, causes in the log, times. It stands beside the injection and outside the
// firmware.
import type { FAULT_NAMES } from '../../firmware/power/faults';

/** A record of the log that names a cause: a fault, or one of these. */
export type Cause = Exclude<(typeof FAULT_NAMES)[number], 'none'> | 'removed' | 'boot power-on' | 'boot watchdog';

/** What becomes of the unit's power. */
export type PowerDemand =
  /** It never notices: the gate stays as it is, the unit runs on. */
  | 'stays'
  /** The gate opens within `withinMs` and stays open while the fault lasts. */
  | 'is cut'
  /** The fault itself takes the power, or may take it. */
  | 'may go';

/** What an erase of the flash takes, and JavaScript waits: W25Q16JV, typical sector erase time. */
export const ERASE_MS = 45;

/** At the latest; undefined: no time is promised. Milliseconds. */
export const latestOf = ({ withinMs, isHardware }: Demand): number | undefined =>
  withinMs === undefined ? undefined : withinMs + (isHardware === true ? 0 : ERASE_MS);

export interface Demand {
  readonly name: string;
  /** One line for people. */
  readonly about: string;
  /** `rack`: every unit of the rack at once. */
  readonly strikes: 'unit' | 'rack';
  /** One of these is the primary cause in the log, exactly once; none: the log must stay silent. */
  readonly causes: readonly Cause[];
  /** Each of these has to be there once, besides. */
  readonly consequences?: readonly Cause[];
  /** Each of these may be there once, besides: what the same fault shows first, or as well. */
  readonly symptoms?: readonly Cause[];
  /** The cause may be missing, for example where a contact bounces for less than a tick. */
  readonly optional?: true;
  /** It takes the BMC's supply as well, sooner than an erase ends: the cause may be missing where one was under way. */
  readonly isMissedInErase?: true;
  readonly power: PowerDemand;
  /** From its beginning in the plant to the open gate, or else to the record in the log. Milliseconds. */
  readonly withinMs?: number;
  /** Its cause may be named again: it comes and goes by itself. */
  readonly repeats?: true;
  /** No JavaScript is in it: it does not wait for a flash erase that is under way. */
  readonly isHardware?: true;
  /** May be combined with a second one at the same unit. */
  readonly combines?: true;
  /** It blinds the sensor: is not combined with one that has to be measured. */
  readonly blinds?: true;
  /** It has to be measured: the hardware alone does not end it. */
  readonly isMeasured?: true;
  /** A cause that it may get where another fault comes with it. */
  readonly overlappedCauses?: readonly Cause[];
  /** How often it is drawn, beside the 4 of most. Long ones are drawn less. */
  readonly weight?: number;
}
