// The eFuse in front of a gate: a fast comparator for shorts and a slower timer for overloads. Either opens the latch; neither
// limits the current. Circuit-breaker variant, as TI's TPS25947 (SLVSFC9, sections 7.6 and 8.3.5).

export interface EFuseOptions {
  /** Above this current it trips after `fastSeconds`. */
  readonly fastAmps: number;
  readonly fastSeconds: number;
  /** Above this current it trips after `overloadSeconds`. */
  readonly overloadAmps: number;
  readonly overloadSeconds: number;
}

/** TPS25947: set to 6 A, fast trip at twice that, 0.5 us. The blanking time is chosen by a capacitor: 100 ms, a guess. */
export const DEFAULT_E_FUSE: EFuseOptions = {
  fastAmps: 12,
  fastSeconds: 0.5e-6,
  overloadAmps: 6,
  overloadSeconds: 0.1,
};

const NEVER = Number.POSITIVE_INFINITY;

export class EFuse {
  readonly options: EFuseOptions;
  /** Times it opened. */
  trips = 0;
  #fastNs = NEVER;
  #overloadNs = NEVER;

  constructor(options: EFuseOptions) {
    this.options = options;
  }

  /** When it opens, if the current stays as it is. */
  get dueNs(): number {
    return Math.min(this.#fastNs, this.#overloadNs);
  }

  /** True where a threshold was crossed that the timers do not know of. */
  isToNote(amps: number): boolean {
    return (
      amps > this.options.fastAmps !== (this.#fastNs !== NEVER) ||
      amps > this.options.overloadAmps !== (this.#overloadNs !== NEVER)
    );
  }

  /** Starts and stops the timers. */
  note(amps: number, nowNs: number): void {
    const { fastAmps, fastSeconds, overloadAmps, overloadSeconds } = this.options;
    if (amps <= fastAmps) this.#fastNs = NEVER;
    else if (this.#fastNs === NEVER) this.#fastNs = nowNs + fastSeconds * 1e9;
    if (amps <= overloadAmps) this.#overloadNs = NEVER;
    else if (this.#overloadNs === NEVER) this.#overloadNs = nowNs + overloadSeconds * 1e9;
  }

  /** Opened: the timers begin anew. */
  trip(): void {
    this.trips++;
    this.#fastNs = NEVER;
    this.#overloadNs = NEVER;
  }
}
