// The event log as the bus shows it. The composition fills it; a board without a log has NO_LOG.
import { emptyRecord, type LogRecord } from '../store/record';

export interface LogView {
  /** Sequence number of the oldest record that is kept. */
  readonly oldest: number;
  /** Of the record that comes next. */
  readonly next: number;
  /** Events that the flash has not taken yet. */
  readonly waiting: number;
  /** LogFlag bits. */
  readonly flags: number;
  /** Of the stored configuration. */
  readonly generation: number;
  /** The record that was looked for last. */
  readonly record: Readonly<LogRecord>;
  /** Looks for the first record from `sequence` on: `record` is it, or has NO_SEQUENCE. */
  seek(sequence: number): void;
}

export const NO_SEQUENCE = 0xffff_ffff;
export const LogFlag = { fault: 1, foreign: 2, storing: 4 } as const;

export const NO_LOG: LogView = {
  oldest: 1,
  next: 1,
  waiting: 0,
  flags: LogFlag.fault,
  generation: 0,
  record: { ...emptyRecord(), sequence: NO_SEQUENCE },
  seek() {},
};
