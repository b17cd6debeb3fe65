// Watches the plant of one rack, event by event: every move of every gate, and how often each unit started. Knows no firmware.
import type { Rack } from '../rack/rack';
import type { Unit } from '../rack/unit';

export interface GateMove {
  readonly ms: number;
  readonly on: boolean;
}

/** What must hold at a unit for now. */
export type Watch =
  /** Nothing is wrong with it: gate and unit stay as they are. */
  | 'healthy'
  /** A fault lasts that has to cut it: from then on it is kept off. */
  | 'until cut'
  /** A fault lasts that keeps it off: the gate must not be set. Opening it is right. */
  | 'kept off'
  /** Its power may come and go. */
  | 'free';

export class UnitWatch {
  readonly unit: Unit;
  watch: Watch = 'free';
  moves: GateMove[] = [];
  #starts = 0;
  readonly #now: () => number;
  readonly #object: (text: string) => void;

  constructor(unit: Unit, now: () => number, object: (text: string) => void) {
    this.unit = unit;
    this.#now = now;
    this.#object = object;
  }

  /** The latch moved. */
  onGate(on: boolean): void {
    this.moves.push({ ms: this.#now(), on });
    if (this.watch === 'healthy')
      this.#object(`the gate ${on ? 'closed' : 'opened'} though nothing was wrong with the unit`);
    if (this.watch === 'kept off' && on) this.#object('the gate closed while the fault lasts');
    if (this.watch === 'until cut' && !on) this.watch = 'kept off';
  }

  /** From now on the unit is healthy: it is powered, and stays so. */
  settle(): void {
    this.moves = [];
    this.#starts = this.unit.branch.load.starts;
    this.watch = 'healthy';
  }

  /** Objects where the unit lost its power since `settle`, though the gate stayed. */
  check(): void {
    const { load } = this.unit.branch;
    if (load.starts !== this.#starts || !load.isRunning) {
      this.#object(
        `a healthy unit lost its power (started ${load.starts - this.#starts} times more, ${load.isRunning ? 'runs' : 'stands'})`,
      );
      this.#starts = load.starts;
    }
  }
}

/** By slot. */
export function watchesOf(rack: Rack, object: (slot: number, text: string) => void): ReadonlyMap<number, UnitWatch> {
  const now = () => rack.scheduler.now / 1e6;
  return new Map(rack.units.map((unit) => [unit.slot, new UnitWatch(unit, now, (text) => object(unit.slot, text))]));
}
