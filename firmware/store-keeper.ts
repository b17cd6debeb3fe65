// Looks after the store once per round: one operation of the flash, an erase where nothing is at stake, and what the log is told of both.
import { Event } from './events/event-codes';
import { Manufacturer, StatusRegister } from './pmbus/status-bits';
import type { StatusRegisters } from './pmbus/status-registers';
import { STATE_CODE } from './power/hot-swap-state';
import type { PowerController } from './power-controller';
import type { Store } from './store/store';
import { after, isDue, type Milliseconds } from './units/time';
import type { WallClock } from './units/wall-clock';

/** After a start the flash is not erased for so long: units come up first. */
const ERASE_AFTER_MS = 2000;
/** Between two erases: meanwhile the bus is served. While a sector is erased a write is refused as BUSY. */
const ERASE_GAP_MS = 100;

export class StoreKeeper {
  readonly #store: Store;
  readonly #power: PowerController;
  readonly #status: StatusRegisters;
  readonly #clock: WallClock;
  /** From then on the flash may be erased, and once that is so it stays so until it was. */
  #eraseFrom: Milliseconds;
  #mayErase = false;
  #isBroken = false;
  /** Of the time of day, as the log knows them. */
  #jumps = 0;

  /** `now`: the clock at start. */
  constructor(store: Store, power: PowerController, status: StatusRegisters, clock: WallClock, now: Milliseconds) {
    this.#store = store;
    this.#power = power;
    this.#status = status;
    this.#clock = clock;
    this.#eraseFrom = after(now, ERASE_AFTER_MS);
  }

  /** One operation of the flash at the most, and what it led to. @returns whether a status bit came or went */
  work(now: Milliseconds): boolean {
    const store = this.#store;
    const { generation } = store.config;
    const { state } = this.#power.view;
    const isSettled = state !== STATE_CODE.starting && state !== STATE_CODE.waiting && state !== STATE_CODE.settling;
    this.#mayErase ||= isDue(now, this.#eraseFrom);
    store.log.refill(now);
    // An erase keeps JavaScript waiting: not while a fault may be coming.
    const mayErase = this.#mayErase || store.isEraseUrgent;
    if (store.work(isSettled && mayErase && store.needsErase && this.#power.isCalm)) this.#eraseAgainLater(now);
    if (store.config.generation !== generation)
      store.log.record(Event.configStored, 0, store.config.generation, 0, 0, now);
    const hasNews = this.#noteFault(now);
    this.#noteTime(now);
    return hasNews;
  }

  #noteFault(now: Milliseconds): boolean {
    const { log, ring, config } = this.#store;
    const isBroken = log.hasFault || ring.isForeign || config.isForeign;
    if (isBroken === this.#isBroken) return false;
    this.#isBroken = isBroken;
    this.#status.hold(StatusRegister.manufacturer, Manufacturer.storeFault, isBroken);
    // It waits for a flash that takes it: one that failed once is told of, one that is dead is not.
    if (isBroken) log.record(Event.storeFault, 0, log.failure, 0, 0, now);
    return true;
  }

  /** After the first two seconds, and a while after the last erase, whichever comes last. */
  #eraseAgainLater(now: Milliseconds): void {
    const from = after(now, ERASE_GAP_MS);
    // Where an erase was allowed its time is over: compared with one of 25 days ago, a later one would seem to come first.
    if (!this.#mayErase && !isDue(from, this.#eraseFrom)) return;
    this.#eraseFrom = from;
    this.#mayErase = false;
  }

  #noteTime(now: Milliseconds): void {
    const clock = this.#clock;
    if (clock.jumps === this.#jumps) return;
    this.#jumps = clock.jumps;
    this.#store.log.record(Event.timeSet, 0, clock.before, 0, 0, now);
  }
}
