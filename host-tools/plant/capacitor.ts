// A capacitor as the solver sees it: its voltage at the end of the last step, and in the middle of the one that was solved (network.ts).

export class Capacitor {
  readonly farads: number;
  /** At the end of the last step. */
  volts = 0;
  /** In the middle of the step that was solved last. */
  middle = 0;
  #saved = 0;

  constructor(farads: number) {
    this.farads = farads;
  }

  /** Stored, joules. */
  get joules(): number {
    return (this.farads * this.volts * this.volts) / 2;
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
