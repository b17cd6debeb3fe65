// What a BMC's engine and the emulated board say to each other, as bytes: the same for every engine.
// Engine to board: records `[op, length u16, payload...]`, any number per message; the last one may expect an answer.
// Board to engine: a wake-up `[wake, argument, now u32]` and the answers to what is watched (see `WATCH`).

export const Op = {
  /** Answer: the board's facts as JSON. */
  board: 1,
  /** Answer: unique id (8), boot count u32, reset cause. */
  hardware: 2,
  /** address, register. Answer: failed?, up to 3 bytes as the device sends them. */
  smbusRead: 3,
  /** address, register, value u16. Answer: failed? */
  smbusWrite: 4,
  /** pin. Answer: value u16. */
  analogRead: 5,
  /** pin. Answer: level. */
  digitalRead: 6,
  gateSet: 7,
  gateClear: 8,
  /** Answer: on? */
  gateRead: 9,
  /** address. Answer: capabilities. */
  targetOpen: 10,
  /** code, bytes... */
  publish: 11,
  /** code */
  withdraw: 12,
  /** code, shortest, longest */
  accept: 13,
  acceptProcess: 14,
  /** code */
  forbid: 15,
  /** Answer: token u16, then the write as the port gives it. */
  targetRead: 16,
  /** token u16 */
  done: 17,
  /** Answer: the counters, u32 each. */
  counters: 18,
  /** Answer: suspended? */
  suspend: 19,
  resume: 20,
  targetClose: 21,
  /** id, milliseconds u32 */
  timerRepeat: 22,
  /** Answer: u32. */
  refusals: 23,
  /** pin, level */
  digitalWrite: 40,
  /** Answer: sectors u16. */
  flashSize: 41,
  /** offset u32, length u16. Answer: status, bytes... */
  flashRead: 42,
  /** offset u32, bytes... Answer: status */
  flashProgram: 43,
  /** sector u16. Answer: status */
  flashErase: 44,
  /** baud u32 */
  serialOpen: 50,
  /** bytes... */
  serialWrite: 51,
  serialClose: 52,
  /** Answer: slots of the heap u32, 0xFFFFFFFF where they are not known. */
  heap: 53,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/**
 * Questions without a side effect. The engine asks once with `watch` set in the op; from then on the board sends the answer
 * along with every wake-up, in the order in which they were first asked, which saves the round trips. Time stands still while
 * a wake-up is handled, so the answer is the same. Answers have the fixed length given here.
 */
export const WATCH = 0x80;
export const ANSWER_LENGTH = {
  [Op.smbusRead]: 4,
  [Op.analogRead]: 2,
  [Op.digitalRead]: 1,
  [Op.gateRead]: 1,
  [Op.refusals]: 4,
} as const;

/** `serial`: the argument is the room for bytes to send; in place of the answers come the bytes received. */
export const Wake = { timer: 1, readable: 2, serial: 3 } as const;
export type Wake = (typeof Wake)[keyof typeof Wake];

/** Bytes before the answers to what is watched. */
export const WAKE_HEADER = 6;
/** Bytes of a record before its payload. */
export const RECORD_HEADER = 3;
