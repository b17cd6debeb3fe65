// The load behind a gate: it starts once its voltage is high enough, follows its profile from then on, and stops when the
// voltage is gone. Linear for the solver: a constant power is taken as its tangent, so that one step is one linear problem.
import type { Capacitor } from './capacitor';
import { constantDraw, type Draw, type LoadProfile, placeIn } from './load-profile';

export interface LoadOptions {
  readonly profile: LoadProfile;
  /** A running load stops below this. */
  readonly stopVolts: number;
  /** A stopped load starts from this. */
  readonly startVolts: number;
}

/** Guesses: a Raspberry Pi warns below 4.63 V +-5 % and no source says where its regulators give up. */
export const DEFAULT_STOP_VOLTS = 2.5;
export const DEFAULT_START_VOLTS = 4;

export class Load {
  readonly stopVolts: number;
  readonly startVolts: number;
  running = false;
  /** Times it started. */
  starts = 0;
  /** Current at 0 V and slope of the tangent that the last step was solved with. */
  tangentAmps = 0;
  tangentSiemens = 0;
  readonly #output: Capacitor;
  #profile: LoadProfile;
  /** What it draws until it is powered or reset again: it was asked to shut itself down. */
  #ending: LoadProfile | undefined;
  #draw: Draw;
  #startedNs = 0;
  #nextNs = Number.POSITIVE_INFINITY;

  constructor(options: LoadOptions, output: Capacitor) {
    this.stopVolts = options.stopVolts;
    this.startVolts = options.startVolts;
    this.#profile = options.profile;
    this.#draw = placeIn(options.profile, 0).draw;
    this.#output = output;
  }

  /** What it draws while it runs. */
  get draw(): Draw {
    return this.#draw;
  }

  get profile(): LoadProfile {
    return this.#profile;
  }

  /** The new profile begins now if the unit runs, else when it starts. */
  setProfile(profile: LoadProfile, nowNs: number): void {
    this.#profile = profile;
    this.#ending = undefined;
    this.#begin(nowNs);
  }

  setDraw(draw: Draw, nowNs: number): void {
    this.setProfile(constantDraw(draw), nowNs);
  }

  /** It shuts itself down: draws on for `seconds`, then what a halted unit draws, until it is powered or reset again. */
  shutDown(seconds: number, halted: Draw, nowNs: number): void {
    if (!this.running || this.#ending !== undefined) return;
    this.#ending = {
      name: 'shutting down',
      steps: [
        { at: 0, draw: this.#draw },
        { at: seconds, draw: halted },
      ],
    };
    this.#begin(nowNs);
  }

  /** A pulse on its reset line: the profile begins anew. */
  reset(nowNs: number): void {
    this.#ending = undefined;
    this.#begin(nowNs);
  }

  /** Power-on or power-off of the unit, by its voltage. */
  toggle(nowNs: number): void {
    this.running = !this.running;
    if (this.running) this.starts++;
    this.#ending = undefined;
    this.#begin(nowNs);
  }

  /** True where the voltage asks for another state than the load is in. */
  get isToToggle(): boolean {
    const { volts } = this.#output;
    return this.running ? volts < this.stopVolts : volts >= this.startVolts;
  }

  /** When the profile changes next. */
  get nextNs(): number {
    return this.#nextNs;
  }

  follow(nowNs: number): void {
    if (!this.running) return;
    const place = placeIn(this.#ending ?? this.#profile, (nowNs - this.#startedNs) / 1e9);
    this.#draw = place.draw;
    this.#nextNs = this.#startedNs + place.next * 1e9;
  }

  /** The constant current or power that it draws now; nothing while it does not run. */
  get drain(): { readonly amps: number; readonly watts: number } {
    const draw = this.#draw;
    return {
      amps: this.running && 'amps' in draw ? draw.amps : 0,
      watts: this.running && 'watts' in draw ? draw.watts : 0,
    };
  }

  /** What it draws at the voltage of now, where no step is solved for it. */
  lineariseAlone(): void {
    const { amps, watts } = this.drain;
    this.tangentAmps = watts > 0 ? watts / Math.max(this.#output.volts, this.stopVolts / 2) : amps;
    this.tangentSiemens = 0;
  }

  /** Drawn at a voltage near the tangent's. */
  ampsAt(volts: number): number {
    return this.tangentAmps + this.tangentSiemens * volts;
  }

  #begin(nowNs: number): void {
    this.#startedNs = nowNs;
    this.#nextNs = Number.POSITIVE_INFINITY;
    this.follow(nowNs);
  }
}
