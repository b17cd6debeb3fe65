// A capacitor with no way to the busbar: its gate is off, or its pins do not touch. What drains it is known, so its voltage is a closed form of
// the time, and no steps are taken for it.
// With a constant current:  C dV/dt = -(I + g V)        V + I/g falls exponentially, time constant C/g.
// With a constant power:    C dV/dt = -(P/V + g V)      V^2 + P/g falls exponentially, time constant C/2g; without g it falls as a line.
import type { Capacitor } from './capacitor';

/** Exactly one of amps and watts may be above 0. */
export interface Drain {
  readonly amps: number;
  readonly watts: number;
  readonly siemens: number;
}

const NEVER = Number.POSITIVE_INFINITY;
/** Without a load it counts as empty below this: where the plant takes all for at rest. */
const EMPTY_VOLTS = 2e-5;
/** Thresholds are found to within this: a moment later the voltage is below. */
const SWITCH_NS = 10;

export class LoneCapacitor {
  /** Joules of the last span: into the load of constant current or power, and into the conductance. */
  drawn = 0;
  leaked = 0;
  readonly #capacitor: Capacitor;
  #drain: Drain = { amps: 0, watts: 0, siemens: 0 };
  #sinceNs = 0;
  #isEmpty = true;

  /** It does not move any more. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  constructor(capacitor: Capacitor) {
    this.#capacitor = capacitor;
  }

  /** From now on it is drained so. */
  begin(nowNs: number, drain: Drain): void {
    this.#drain = drain;
    this.#sinceNs = nowNs;
    this.#isEmpty = false;
  }

  /** When its voltage has fallen below `volts`. */
  fallsBelowNs(volts: number): number {
    const { farads, volts: from } = this.#capacitor;
    const { amps, watts, siemens } = this.#drain;
    if (amps === 0 && watts === 0 && siemens === 0) return NEVER;
    const [start, end] = watts > 0 ? [from * from, volts * volts] : [from, volts];
    if (start <= end) return this.#sinceNs + SWITCH_NS;
    const time = watts > 0 ? farads / 2 : farads;
    const drawn = watts > 0 ? watts : amps;
    const seconds =
      siemens === 0
        ? (time * (start - end)) / drawn
        : (time / siemens) * Math.log((start + drawn / siemens) / (end + drawn / siemens));
    return this.#sinceNs + seconds * 1e9 + SWITCH_NS;
  }

  /** Moves its voltage on to `nowNs`. */
  advance(nowNs: number): void {
    const seconds = (nowNs - this.#sinceNs) / 1e9;
    this.drawn = 0;
    this.leaked = 0;
    if (this.#isEmpty || seconds <= 0) return;
    this.#sinceNs = nowNs;
    const capacitor = this.#capacitor;
    const { amps, watts, siemens } = this.#drain;
    const before = capacitor.joules;
    const { farads, volts } = capacitor;
    if (watts > 0) {
      const square = fall(volts * volts, watts, siemens, farads / 2, seconds);
      capacitor.volts = Math.sqrt(Math.max(0, square));
      this.drawn = siemens === 0 ? before - capacitor.joules : watts * seconds;
    } else {
      capacitor.volts = Math.max(0, fall(volts, amps, siemens, farads, seconds));
      // What does not flow through the conductance is the current's: the integral of its voltage.
      if (amps > 0) this.drawn = (amps * (farads * (volts - capacitor.volts) - amps * seconds)) / siemens;
      else if (capacitor.volts < EMPTY_VOLTS) {
        capacitor.volts = 0;
        this.#isEmpty = true;
      }
    }
    const lost = before - capacitor.joules;
    // A load stops a moment behind its threshold: by then it may have asked for more than there was.
    this.drawn = Math.max(0, Math.min(this.drawn, lost));
    this.leaked = lost - this.drawn;
    capacitor.middle = capacitor.volts;
  }
}

/** What is left of `value` after so many seconds of `time` x d value / dt = -(drawn + siemens x value). */
function fall(value: number, drawn: number, siemens: number, time: number, seconds: number): number {
  if (siemens === 0) return value - (drawn * seconds) / time;
  const more = drawn / siemens;
  return value + (value + more) * Math.expm1((-siemens * seconds) / time);
}
