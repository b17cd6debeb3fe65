// The store of one BMC: log and configuration in one region of flash, and the work in it, one operation at a time.
import { EventLog } from '../events/event-log';
import { type Flash, FlashStatus } from '../io/flash/flash';
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
/** A start, a fault and what they lead to are fewer records. */
const FEW_RECORDS = 16;

export class Store {
  readonly ring: LogRing;
  readonly config: ConfigStore;
  readonly box: BlackBox;
  readonly log: EventLog;
  /** Of this start. */
  readonly bootCount: number;
  /** Sequence number of the first record of this start. */
  readonly firstSequence: number;

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
    this.firstSequence = this.ring.nextSequence;
    this.log = new EventLog(this.ring, clock, this.bootCount, now);
  }

  /** A sector is to be erased ahead. */
  get needsErase(): boolean {
    return this.ring.needsErase || this.box.needsErase || this.config.needsErase;
  }

  /** Soon the log could take no record for want of a sector: that one is not to wait. */
  get isEraseUrgent(): boolean {
    return this.ring.needsErase && this.ring.room < FEW_RECORDS;
  }

  /**
   * At most one operation of the flash. `isQuiet`: nothing is under way that an erase would keep waiting.
   * @returns whether a sector was erased
   */
  work(isQuiet: boolean): boolean {
    if (this.log.isBroken || this.log.flush()) return false;
    if (this.config.isBusy && !this.config.needsErase) {
      this.log.note(this.config.work());
      return false;
    }
    if (isQuiet && this.ring.needsErase) return this.#noteErase(this.ring.prepare());
    const isBoxToErase = this.box.needsErase;
    if (this.box.work(isQuiet)) return this.#noteErase(this.box.status) && isBoxToErase;
    return isQuiet && this.config.needsErase && this.#noteErase(this.config.work());
  }

  #noteErase(status: FlashStatus): boolean {
    this.log.note(status);
    return status === FlashStatus.ok;
  }
}
