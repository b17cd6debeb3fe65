// The store of one BMC: log and configuration in one region of flash, and the work in it, one operation at a time.
import { EventLog } from '../events/event-log';
import type { Flash } from '../io/flash/flash';
import type { Milliseconds } from '../units/time';
import type { WallClock } from '../units/wall-clock';
import { BlackBox } from './black-box';
import { ConfigStore } from './config-store';
import { LogRing } from './log-ring';

/** Sectors of the region, in order: log, configuration (two), black box. */
export interface StoreMap {
  readonly logSectors: number;
  readonly boxSectors: number;
}
const CONFIG_SECTORS = 2;

export class Store {
  readonly ring: LogRing;
  readonly config: ConfigStore;
  readonly box: BlackBox;
  readonly log: EventLog;
  /** Of this start. */
  readonly bootCount: number;

  /** Mounts what is there. `bootCount`: where the hardware counts its starts; else the log does. @throws RangeError where the map does not fit the flash: a mistake in the board's data */
  constructor(flash: Flash, map: StoreMap, clock: WallClock, bootCount: number | undefined, now: Milliseconds) {
    if (map.logSectors + CONFIG_SECTORS + map.boxSectors > flash.sectors)
      throw new RangeError('store: the map is larger than the flash');
    this.ring = new LogRing(flash, 0, map.logSectors);
    this.config = new ConfigStore(flash, map.logSectors);
    this.box = new BlackBox(flash, map.logSectors + CONFIG_SECTORS, map.boxSectors);
    this.ring.mount();
    this.config.mount();
    this.box.mount();
    this.bootCount = bootCount ?? this.ring.lastBoot + 1;
    this.log = new EventLog(this.ring, clock, this.bootCount, now);
  }

  /** A sector is to be erased ahead. */
  get needsErase(): boolean {
    return this.ring.needsErase || this.box.needsErase || this.config.needsErase;
  }

  /** At most one operation of the flash. `isQuiet`: nothing is under way that an erase would keep waiting. */
  work(isQuiet: boolean): void {
    if (this.log.isBroken) return;
    if (this.log.flush()) return;
    if (this.config.isBusy && !this.config.needsErase) this.log.note(this.config.work());
    else if (isQuiet && this.ring.needsErase) this.log.note(this.ring.prepare());
    else if (this.box.work(isQuiet)) this.log.note(this.box.status);
    else if (isQuiet && this.config.needsErase) this.log.note(this.config.work());
  }
}
