// The store of one BMC: log and configuration in one region of flash, and the work in it, one operation at a time.
import { EventLog } from '../events/event-log';
import type { Flash } from '../io/flash/flash';
import type { Milliseconds } from '../units/time';
import type { WallClock } from '../units/wall-clock';
import { ConfigStore } from './config-store';
import { LogRing } from './log-ring';

/** Sectors of the region, in order: log, configuration. The rest is kept for the black box. */
export interface StoreMap {
  readonly logSectors: number;
}
const CONFIG_SECTORS = 2;

export class Store {
  readonly ring: LogRing;
  readonly config: ConfigStore;
  readonly log: EventLog;

  /** Mounts what is there. @throws RangeError where the map does not fit the flash: a mistake in the board's data */
  constructor(flash: Flash, map: StoreMap, clock: WallClock, bootCount: number, now: Milliseconds) {
    if (map.logSectors + CONFIG_SECTORS > flash.sectors)
      throw new RangeError('store: the map is larger than the flash');
    this.ring = new LogRing(flash, 0, map.logSectors);
    this.config = new ConfigStore(flash, map.logSectors);
    this.ring.mount();
    this.config.mount();
    this.log = new EventLog(this.ring, clock, bootCount, now);
  }

  /** At most one operation of the flash. `isQuiet`: nothing is under way that an erase would keep waiting. */
  work(isQuiet: boolean): void {
    if (this.log.isBroken) return;
    if (this.log.flush()) return;
    if (this.config.isBusy && !this.config.needsErase) this.config.work();
    else if (isQuiet && this.ring.needsErase) this.ring.prepare();
    else if (isQuiet && this.config.needsErase) this.config.work();
  }
}
