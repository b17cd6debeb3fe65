// The time that the suite counts in: that of the unit. An emulated rack may be slower than the clock on the wall, with an image on the
// emulated chip in it several times: there the suite waits for the rack's time to pass.
import type { EmulatedAdapter } from '../client/emulated-adapter';

export interface SuiteClock {
  /** Milliseconds. */
  now(): Promise<number>;
  sleep(ms: number): Promise<void>;
}

const wallSleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const WALL_CLOCK: SuiteClock = {
  now: async () => performance.now(),
  sleep: wallSleep,
};

/** Between two looks at the rack's time. */
const LOOK_MS = 20;

export function rackClock(rack: EmulatedAdapter): SuiteClock {
  const now = async (): Promise<number> => (await rack.describe()).nowMs ?? performance.now();
  return {
    now,
    sleep: async (ms) => {
      const end = (await now()) + ms;
      do await wallSleep(Math.min(ms, LOOK_MS));
      while ((await now()) < end);
    },
  };
}
