// `timer` of the emulated board: the board wakes the engine at the times asked for.
import { Op } from '../bridge-protocol';
import { bridge } from './unit';

export default {
  repeat(callback: () => void, milliseconds: number): number {
    const id = bridge.onTimer(callback);
    bridge.post(Op.timerRepeat, [
      id,
      milliseconds & 0xff,
      (milliseconds >> 8) & 0xff,
      (milliseconds >> 16) & 0xff,
      milliseconds >>> 24,
    ]);
    return id;
  },
};
