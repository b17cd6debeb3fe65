// `time` of the emulated board.
import { bridge } from './unit';

export default {
  get ticks(): number {
    return bridge.ticks;
  },
};
