// A capacitor as the solver sees it: over a step of the implicit midpoint rule its voltage in the middle of the step is a
// straight line over the current into it. The rule keeps energy: C (v1 - v0) x (v0 + v1) / 2 is the change of C v^2 / 2.

export class Capacitor {
  readonly farads: number;
  /** At the end of the last step. */
  volts = 0;
  /** In the middle of the step that was solved last. */
  middle = 0;
  #offset = 0;
  #ohms = 0;
  #saved = 0;

  constructor(farads: number) {
    this.farads = farads;
  }

  /** Stored, joules. */
  get joules(): number {
    return (this.farads * this.volts * this.volts) / 2;
  }

  /**
   * Sets up a step of `seconds` with a drain of `amps + siemens x volts`. 0 seconds: the voltage stands still and only the
   * currents are wanted; Infinity: the voltage at which no current flows into the capacitor.
   */
  prepare(seconds: number, amps: number, siemens: number): void {
    if (seconds === 0) {
      this.#ohms = 0;
      this.#offset = this.volts;
      return;
    }
    const own = (2 * this.farads) / seconds;
    this.#ohms = 1 / (own + siemens);
    this.#offset = this.#ohms * (own * this.volts - amps);
  }

  /** The straight line: middle voltage = `offset` + `ohms` x current. */
  get offset(): number {
    return this.#offset;
  }

  get ohms(): number {
    return this.#ohms;
  }

  take(amps: number): void {
    this.middle = this.#offset + this.#ohms * amps;
  }

  /** Takes the step. */
  advance(): void {
    this.volts = 2 * this.middle - this.volts;
  }

  save(): void {
    this.#saved = this.volts;
  }

  restore(): void {
    this.volts = this.#saved;
  }

  /** Volts since `save`. */
  get change(): number {
    return this.volts - this.#saved;
  }
}
