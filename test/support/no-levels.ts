// Levels of a limit monitor that a test sets one by one: all zero until then.
import { type LimitLevels, levelsOf } from '../../firmware/power/limit-monitor';
import { LIMIT_COUNT } from '../../firmware/power/limit-table';

export const NO_LEVELS: LimitLevels = levelsOf({
  faultLimit: new Int32Array(LIMIT_COUNT),
  warnLimit: new Int32Array(LIMIT_COUNT),
  warnsOnly: new Uint8Array(LIMIT_COUNT),
  shutsDown: new Uint8Array(LIMIT_COUNT),
});
