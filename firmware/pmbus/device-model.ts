// What the commands speak of: the state of the unit as the rest of the firmware keeps it. Read by the reply writers.

import type { EnergyTotal } from '../power/energy';
import type { EnergyAccumulator } from '../power/energy-accumulator';
import type { Fault } from '../power/faults';
import type { Snapshot } from '../snapshot/snapshot';
import type { Milliseconds } from '../units/time';
import type { WallClock } from '../units/wall-clock';
import type { LogView } from './log-view';
import type { StatusRegisters } from './status-registers';

/** Text and numbers that identify a unit. */
export interface Identity {
  readonly manufacturer: string;
  readonly model: string;
  readonly firmwareVersion: string;
  readonly location: string;
  /** YYMMDD. */
  readonly date: string;
  readonly controller: string;
  readonly controllerRevision: string;
  /** Eight bytes, from the flash chip's id on the board. */
  readonly uniqueId: Uint8Array;
  readonly bootCount: number;
  /** Index into RESET_CAUSES. */
  readonly resetCause: number;
}

/** The power side as the bus shows it. One object per unit, written by the composition. */
export interface UnitView {
  /** Raised with every change of the rest. */
  version: number;
  /** STATE_CODE of the hot-swap state. */
  state: number;
  fault: Fault;
  gateOn: boolean;
  /** Faults since reset, wraps at 65,536. */
  faultCount: number;
}

export interface DeviceModel {
  readonly snapshot: Snapshot;
  readonly status: StatusRegisters;
  readonly energy: EnergyTotal;
  readonly inputAccumulator: EnergyAccumulator;
  readonly outputAccumulator: EnergyAccumulator;
  readonly clock: WallClock;
  readonly log: LogView;
  readonly identity: Identity;
  readonly unit: UnitView;
  /** Counters of the target port as they were last fetched. */
  readonly counters: Uint32Array;
  /** Index into SECURITY_MODES. */
  readonly security: number;
  /** Feature bits of 0xD0. */
  readonly features: number;
  /** The firmware's clock, as of this wake-up. */
  now: Milliseconds;
}
