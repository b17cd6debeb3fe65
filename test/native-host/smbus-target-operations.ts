// Operations of c/smbus-target-host.c: the same letters, and the flags of its answers.

const letter = (text: string): number => text.charCodeAt(0);

export const Op = {
  /** address, 1 for profile poison */
  init: letter('I'),
  /** 1 for a read */
  addressed: letter('a'),
  deselected: letter('d'),
  /** byte */
  received: letter('r'),
  requested: letter('q'),
  readRequest: letter('Q'),
  collided: letter('c'),
  stopped: letter('s'),
  clockTimeout: letter('t'),
  barrierExpired: letter('x'),
  /** code, length u16, bytes */
  publish: letter('P'),
  withdraw: letter('W'),
  /** code, shortest u16, longest u16 */
  accept: letter('A'),
  acceptProcess: letter('G'),
  forbid: letter('F'),
  /** payload: token u16, code, data */
  take: letter('T'),
  /** token u16 */
  done: letter('D'),
  /** payload: the counters and `refusals`, u32 each */
  counters: letter('C'),
  suspend: letter('S'),
  resume: letter('U'),
  close: letter('Z'),
} as const;

export const Flag = { announced: 1, released: 2, timerStarted: 4, timerCancelled: 8 } as const;
