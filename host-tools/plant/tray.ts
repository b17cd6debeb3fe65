// The tray's connector: long power pins and a short presence pin. Both bounce when they make; the short pin bounces when it
// breaks as well. Inserting and pulling take their time.

import type { Random } from '../sim/random';
import { milliseconds, type ScheduledEvent, type Scheduler } from '../sim/scheduler';

export interface TrayEvents {
  /** The long pins made: the BMC's supply charges. They bounce: this comes more than once. */
  readonly onPowered: () => void | Promise<void>;
  /** The long pins broke. */
  readonly onUnpowered: () => void;
  /** The short pin makes or breaks, with every bounce. */
  readonly onContact?: (touches: boolean) => void;
}

/** From the long pins to the first touch of the short one, and back, by hand. A guess. */
const PIN_TRAVEL_MS = 20;
/** How long the short pin bounces, and how often. A guess. */
const BOUNCE_MS = 8;
const BOUNCES = 6;
/** The long pins are pressed harder: how long they bounce, and how often. A guess. */
const POWER_BOUNCE_MS = 2;
const POWER_BOUNCES = 3;
/** How often a worn short pin opens while it rattles. A guess. */
const RATTLES = 4;

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
    if (!this.#powered) this.#makePower();
    this.#bounce(PIN_TRAVEL_MS, true);
    return true;
  }

  /** Pulls the tray. @returns false where there is none */
  remove(): boolean {
    if (!this.#inserted) return false;
    this.#begin(false);
    this.#bounce(0, false);
    this.#plan(PIN_TRAVEL_MS, () => this.#setPower(false));
    return true;
  }

  /** The short pin chatters for so many milliseconds, as in a worn socket; the tray stays in. @returns false where there is none */
  rattle(ms: number): boolean {
    if (!this.#inserted) return false;
    for (let i = 0; i < 2 * RATTLES; i++) {
      this.#plan(this.#random.between(0, ms), () => this.#touch(!this.#contact));
    }
    this.#plan(ms, () => this.#touch(true));
    return true;
  }

  /** Touches, breaks a few times at random, stays. */
  #makePower(): void {
    this.#plan(0, () => this.#setPower(true));
    for (let i = 0; i < POWER_BOUNCES; i++) {
      const at = this.#random.between(0, POWER_BOUNCE_MS);
      this.#plan(at, () => this.#setPower(false));
      this.#plan(at + this.#random.between(0, POWER_BOUNCE_MS - at), () => this.#setPower(true));
    }
    this.#plan(POWER_BOUNCE_MS, () => this.#setPower(true));
  }

  #setPower(made: boolean): void | Promise<void> {
    if (made === this.#powered) return undefined;
    this.#powered = made;
    if (made) return this.#events.onPowered();
    this.#events.onUnpowered();
    return undefined;
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
      this.#plan(at, () => this.#touch(!this.#contact));
    }
    this.#plan(fromMs + BOUNCE_MS, () => this.#touch(made));
  }

  #touch(touches: boolean): void {
    if (touches === this.#contact) return;
    this.#contact = touches;
    this.#events.onContact?.(touches);
  }
}
