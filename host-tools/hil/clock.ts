// The time that the suite counts in: that of the unit. An emulated rack may be slower than the clock on the wall, with an image on the
// emulated chip in it several times: there the suite waits for the rack's time to pass.
import type { EmulatedAdapter } from '../client/emulated-adapter';

export interface SuiteClock {
  /** Milliseconds. */
  now(): Promise<number>;
  sleep(ms: number): Promise<void>;
}

export const WALL_CLOCK: SuiteClock = {
  now: async () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export const rackClock = (rack: EmulatedAdapter): SuiteClock => ({
  now: async () => (await rack.describe()).nowMs ?? performance.now(),
  sleep: (ms) => rack.sleep(ms),
});
