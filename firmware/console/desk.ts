// What lies before the commands: the unit, its store, the words of the line, and the cursor of the answer that is being printed.
import type { Meter } from '../io/meter/meter';
import type { DeviceModel } from '../pmbus/device-model';
import type { Registers } from '../pmbus/registers';
import { BOX_HEAD_BYTES } from '../store/black-box';
import { emptyRecord } from '../store/record';
import type { Store } from '../store/store';
import type { Milliseconds } from '../units/time';
import type { Pace } from './pace';
import { Words } from './words';

/** The unit as the console reaches it: it reads what the bus shows, and writes as the bus does. */
export interface ConsoleUnit {
  readonly model: DeviceModel;
  readonly registers: Registers;
  /** A write as the target port would give it: bytes behind it, code, data. @returns 0, or the STATUS_CML bits that it earned */
  write(bytes: Uint8Array, now: Milliseconds): number;
}

/** What the serial port saw. Wraps at 2^32. */
export interface PortCounts {
  received: number;
  sent: number;
  /** Came faster than they were taken. */
  lost: number;
  /** Bytes that are no text. */
  noise: number;
  /** Lines that were not carried out, as they were damaged or too long. */
  refusedLines: number;
  /** Frames of the update protocol, which nobody answers yet. */
  frames: number;
}

export interface DeskParts {
  readonly unit: ConsoleUnit;
  readonly slot: number;
  /** A board without a store has no log, no black box and no configuration. */
  readonly store: Store | undefined;
  readonly meter: Meter;
  readonly pace: Pace;
}

/** Code, and a block of four at the most. */
const LONGEST_WRITE = 8;

export class Desk {
  readonly unit: ConsoleUnit;
  readonly slot: number;
  readonly store: Store | undefined;
  readonly meter: Meter;
  readonly pace: Pace;
  readonly words = new Words();
  readonly counts: PortCounts = { received: 0, sent: 0, lost: 0, noise: 0, refusedLines: 0, frames: 0 };
  /** The terminal said that it has colours, or the operator did. */
  hasColor = false;
  /** Asks the terminal what it is. */
  asksTerminal = false;
  now = 0 as Milliseconds;
  /** Cursor of the answer: what they mean is the command's own. */
  row = 0;
  from = 0;
  readonly record = emptyRecord();
  /** Of the black box: number of its steps, which of them ended in the fault, and its time. */
  readonly steps = { count: 0, fault: 0, zero: 0 };
  readonly bytes = new Uint8Array(BOX_HEAD_BYTES);
  readonly write = new Uint8Array(LONGEST_WRITE);

  constructor(parts: DeskParts) {
    this.unit = parts.unit;
    this.slot = parts.slot;
    this.store = parts.store;
    this.meter = parts.meter;
    this.pace = parts.pace;
  }
}
