// `time` of the emulated board.
import { now } from './bridge';

export default {
  get ticks(): number {
    return now();
  },
};
