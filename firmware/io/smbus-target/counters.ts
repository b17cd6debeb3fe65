// Counters of the target port, by index. The same numbers in C and in TypeScript. A refusal has exactly one reason.

export const Counter = {
  /** Reads answered from the table. */
  reads: 0,
  /** Writes queued for the firmware. */
  writes: 1,
  /** Zero-length writes and bare reads: scanners. No error. */
  probes: 2,
  /** Refused: the code has no reply, or no write is known for it at all. */
  unknownCode: 3,
  /** Refused: the code is known, writing it is not allowed (now). */
  notWritable: 4,
  /** Refused: packet error code wrong. */
  badPec: 5,
  /** Refused: too few or too many bytes, PEC missing. */
  wrongLength: 6,
  /** Refused: queue full, or the port is suspended for a flash operation. */
  busy: 7,
  /** Refused: a read waited for the firmware as long as it may. */
  barrierExpired: 8,
  /** SCL was low for 25 ms: the message was dropped and the bus released. */
  clockTimeout: 9,
  /** Code of the last refusal, or 0. Not a count. */
  lastRefusedCode: 10,
  /** Another device pulled a bit low that this one left high: two answer at one address. The rest of the message was given up. */
  collisions: 11,
} as const;
export type Counter = (typeof Counter)[keyof typeof Counter];

export const COUNTER_COUNT = 12;
