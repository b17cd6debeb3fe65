// Port of the SMBus target: reads are served without JavaScript, writes are queued for it. Contract: README.md here.
import type { ReplySink } from '../../pmbus/reply-sink';

/** What an implementation can do. Bits of `capabilities`. */
export const Capability = {
  /** Cannot refuse a byte: refused writes are taken and dropped, refused reads give bytes with a PEC that is wrong. */
  poison: 1 << 0,
  /** Answers the alert response address as well as its own. */
  alertResponse: 1 << 1,
  /** Shows the constants of the command table and its PRESET_BLOCKS before the firmware runs. */
  presets: 1 << 2,
} as const;

/** Bytes that `read` may need: a count, the code, a count byte and 255 data bytes. */
export const WRITE_BUFFER_SIZE = 258;

export interface SmbusTarget extends ReplySink {
  readonly capabilities: number;

  /** Takes process calls of `code`: `shortest` to `longest` bytes after the code, then a read under the barrier. */
  acceptProcess(code: number, shortest: number, longest: number): void;

  /**
   * Takes the next queued write into `buffer`: `buffer[0]` counts the bytes that follow, `buffer[1]` is the code.
   * @returns its token (1..65535), or 0 where none waits.
   */
  read(buffer: Uint8Array): number;

  /** A write waits. A port tells it where its firmware may be in the middle of a tick for longer than a write should wait. */
  readonly isWaiting?: boolean;

  /** What the write changed is published: reads need no longer wait for it. An unknown token is ignored. */
  done(token: number): void;

  /** Messages refused or timed out since start: a cheap look before the counters. Wraps at 32 bits. */
  readonly refusals: number;

  /** Copies the counters, indexes of `Counter`. */
  counters(out: Uint32Array): void;

  /** From now on writes are refused as busy. @returns false, and changes nothing, while a write waits or is not done. */
  suspend(): boolean;
  resume(): void;

  /** Releases the bus and the address. May be called twice; all else after it throws. */
  close(): void;
}

export interface SmbusTargetOptions {
  /** 7 bits. */
  readonly address: number;
  /** Called once, from outside of any call into the port, when writes wait or something was refused. */
  readonly onReadable: () => void;
}
export type SmbusTargetConstructor = new (options: SmbusTargetOptions) => SmbusTarget;
