// The tray's connector: long power pins, a short presence pin that bounces. Inserting and pulling take their time.

import type { Random } from '../sim/random';
import { milliseconds, type ScheduledEvent, type Scheduler } from '../sim/scheduler';

export interface TrayEvents {
  /** The long pins made: the BMC has its supply. */
  readonly onPowered: () => void | Promise<void>;
  /** The long pins broke. */
  readonly onUnpowered: () => void;
}

/** From the long pins to the first touch of the short one, and back, by hand. A guess. */
const PIN_TRAVEL_MS = 20;
/** How long the short pin bounces, and how often. A guess. */
const BOUNCE_MS = 8;
const BOUNCES = 6;

export class Tray {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #events: TrayEvents;
  #planned: ScheduledEvent[] = [];
  #inserted = false;
  #contact = false;
  #powered = false;

  constructor(scheduler: Scheduler, random: Random, events: TrayEvents) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#events = events;
  }

  /** The presence pin touches, at this instant. */
  get contact(): boolean {
    return this.#contact;
  }

  get powered(): boolean {
    return this.#powered;
  }

  /** The tray is in, or on its way in. */
  get isInserted(): boolean {
    return this.#inserted;
  }

  /** Pushes the tray in. @returns false where it is in already */
  insert(): boolean {
    if (this.#inserted) return false;
    this.#begin(true);
    if (!this.#powered) {
      this.#plan(0, () => {
        this.#powered = true;
        return this.#events.onPowered();
      });
    }
    this.#bounce(PIN_TRAVEL_MS, true);
    return true;
  }

  /** Pulls the tray. @returns false where there is none */
  remove(): boolean {
    if (!this.#inserted) return false;
    this.#begin(false);
    this.#bounce(0, false);
    this.#plan(PIN_TRAVEL_MS, () => {
      this.#powered = false;
      this.#events.onUnpowered();
    });
    return true;
  }

  #begin(inserted: boolean): void {
    for (const event of this.#planned) this.#scheduler.cancel(event);
    this.#planned = [];
    this.#inserted = inserted;
  }

  #plan(ms: number, handler: () => void | Promise<void>): void {
    this.#planned.push(this.#scheduler.after(milliseconds(ms), handler));
  }

  /** The contact toggles at random times and ends as `made`. */
  #bounce(fromMs: number, made: boolean): void {
    for (let i = 0; i < BOUNCES; i++) {
      const at = fromMs + this.#random.between(0, BOUNCE_MS);
      this.#plan(at, () => {
        this.#contact = !this.#contact;
      });
    }
    this.#plan(fromMs + BOUNCE_MS, () => {
      this.#contact = made;
    });
  }
}
