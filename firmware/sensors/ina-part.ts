// What a part of TI's INA family is to the driver: rows of data. One file per part under parts/; the driver is ina-sensor.ts.
import type { RegisterSpec } from './registers';

/** A register of 16 bits that has to hold a value. Rows are written in their order. */
export interface SetupRow {
  readonly address: number;
  readonly value: number;
}

export interface InaPart {
  readonly name: string;
  /** What is written; differs from the reset values, so that a reset of the chip shows. */
  readonly setup: readonly SetupRow[];
  /** What a chip of this kind answers; empty for a part without identity. */
  readonly identity: readonly SetupRow[];
  /** The flag of a fresh conversion, and the register whose reading clears it. */
  readonly ready: { readonly address: number; readonly mask: number; readonly clearedBy: number };
  /** Millivolts at the bus pin. */
  readonly bus: RegisterSpec;
  /** Nanovolts across the shunt, or microamps where the shunt is in the chip. */
  readonly current: RegisterSpec;
  /** From this number of steps on, in either direction, the converter is at its end: the current may be anything beyond. */
  readonly fullScaleSteps: number;
  /** The part is specified up to here. */
  readonly mostMillivolts: number;
  /** Microseconds per fresh pair of results with this setup, typical. */
  readonly periodMicroseconds: number;
  readonly source: string;
}
