// `timer` of the emulated board: the board wakes the engine at the times asked for.
import { Op } from '../bridge-protocol';
import { onTimer, post } from './bridge';

export default {
  repeat(callback: () => void, milliseconds: number): number {
    const id = onTimer(callback);
    post(Op.timerRepeat, [
      id,
      milliseconds & 0xff,
      (milliseconds >> 8) & 0xff,
      (milliseconds >> 16) & 0xff,
      milliseconds >>> 24,
    ]);
    return id;
  },
};
