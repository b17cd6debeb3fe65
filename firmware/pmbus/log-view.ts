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
  /** Black boxes that can be read. */
  readonly boxes: number;
  /** 32 bytes of the black box that was looked for last; 0xFF where there is none. */
  readonly boxBytes: Uint8Array;
  /** Looks for box (0 the newest) and offset. */
  seekBox(box: number, offset: number): void;
}

/** Of a black box, in one reply: what SMBus ioctls can carry. */
export const BOX_CHUNK_BYTES = 32;
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
  boxes: 0,
  boxBytes: new Uint8Array(BOX_CHUNK_BYTES).fill(0xff),
  seekBox() {},
};
