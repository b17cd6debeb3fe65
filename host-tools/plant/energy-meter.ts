// Joules by account. A step that is tried is collected, then committed or discarded; at rest the powers stand and the joules
// are worked out when somebody asks.

export class EnergyMeter {
  /** Power per account, now. */
  readonly watts: Float64Array;
  readonly #joules: Float64Array;
  readonly #pending: Float64Array;

  constructor(accounts: number) {
    this.watts = new Float64Array(accounts);
    this.#joules = new Float64Array(accounts);
    this.#pending = new Float64Array(accounts);
  }

  /** The powers held for so long, if the step is accepted. */
  collect(seconds: number): void {
    for (let i = 0; i < this.watts.length; i++) this.#pending[i]! += this.watts[i]! * seconds;
  }

  commit(): void {
    for (let i = 0; i < this.watts.length; i++) this.#joules[i]! += this.#pending[i]!;
    this.discard();
  }

  discard(): void {
    this.#pending.fill(0);
  }

  /** The powers held for so long. */
  hold(seconds: number): void {
    for (let i = 0; i < this.watts.length; i++) this.#joules[i]! += this.watts[i]! * seconds;
  }

  /** Joules of all accounts, from `joules[from]` on. */
  bookAll(joules: Float64Array, from: number): void {
    for (let i = 0; i < this.watts.length; i++) this.#joules[i]! += joules[from + i]!;
  }

  book(account: number, joules: number): void {
    this.#joules[account]! += joules;
  }

  /** @param heldSeconds for how long the powers have stood already */
  read(account: number, heldSeconds: number): number {
    return this.#joules[account]! + this.watts[account]! * heldSeconds;
  }
}
