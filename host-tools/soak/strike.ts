// One fault that is done to a unit, or to all units of a rack: when it began, when it ended, and what the plant has to show until then.
import type { Random } from '../sim/random';
import { microseconds } from '../sim/scheduler';
import { type Demand, latestOf } from './demand';
import type { Place } from './place';

/** A fault that meets another one lasts longer, and may be found later by so much: the BMC may be paused or start anew meanwhile. */
const OVERLAP_HOLD_MS = 900;
const OVERLAP_ALLOWANCE_MS = 500;
/** The plant catches up when somebody looks: so often, microseconds after the beginning, the oracle does. */
const LOOKS_US = [1, 2, 3, 5, 8, 13, 20, 30, 50, 80, 130, 200, 300, 500, 800];

const NS_PER_MS = 1_000_000;

export class Strike {
  readonly kind: Demand;
  readonly places: readonly Place[];
  readonly random: Random;
  /** Another one is done to the same unit. */
  readonly overlaps: boolean;
  /** Milliseconds of the rack's clock. */
  beganMs = Number.NaN;
  #ended = false;

  constructor(kind: Demand, places: readonly Place[], random: Random, overlaps = false) {
    this.kind = kind;
    this.places = places;
    this.random = random;
    this.overlaps = overlaps;
  }

  /** The unit that is struck; of a rack the first. */
  get place(): Place {
    return this.places[0]!;
  }

  /** What is demanded of one of the units: an erase that was under way may have kept its BMC from telling the cause. */
  demandOf({ unit }: Place): Demand {
    const isMissed = this.kind.isMissedInErase && unit.hardware.flash.eraseBeforeLoss / NS_PER_MS > this.beganMs;
    return isMissed ? { ...this.kind, optional: true } : this.kind;
  }

  get mayLastMs(): number {
    return (latestOf(this.kind) ?? 0) + (this.overlaps ? OVERLAP_ALLOWANCE_MS : 0);
  }

  /** From now on the power may come and go: the operator prepares what is to be struck. */
  frees(): void {
    if (this.kind.power !== 'stays') for (const { watch } of this.places) watch.watch = 'free';
  }

  /** It begins at this instant. */
  begins(details = ''): void {
    this.beganMs = this.place.clock.ms;
    for (const place of this.places) {
      place.history.add(place.slot, `strikes: ${this.kind.name} ${details}`);
      if (this.kind.power === 'stays') continue;
      place.watch.watch = this.kind.power === 'is cut' ? 'until cut' : 'free';
      if (this.kind.power === 'is cut') void this.#judgeCut(place);
    }
    if (this.kind.power === 'is cut') this.#look();
  }

  #look(): void {
    const { plant, scheduler } = this.place.rack;
    for (const us of LOOKS_US) scheduler.after(microseconds(us), () => plant.settle());
  }

  ends(): void {
    this.#ended = true;
    for (const place of this.places) {
      place.history.add(place.slot, `over: ${this.kind.name}`);
      if (this.kind.power !== 'stays') place.watch.watch = 'free';
    }
  }

  /** It lasts for a while. Milliseconds. */
  async lasts(low: number, high: number): Promise<void> {
    await this.place.clock.sleep(this.random.between(low, high) + (this.overlaps ? OVERLAP_HOLD_MS : 0));
  }

  /** When the gate opened for it, after its beginning. Milliseconds; undefined where it did not. */
  cutAfterMs(place: Place): number | undefined {
    const move = place.watch.moves.find(({ ms, on }) => !on && ms >= this.beganMs);
    return move === undefined ? undefined : Math.max(0, move.ms - this.beganMs);
  }

  async #judgeCut(place: Place): Promise<void> {
    await place.clock.sleep(this.mayLastMs);
    if (!this.#ended && this.cutAfterMs(place) === undefined && place.unit.latch.isOn)
      place.object(`${this.kind.name}: the unit is still on after ${this.mayLastMs} ms`);
  }
}
