// Faults of single units may go on side by side; one that strikes the whole rack waits for them and has it for itself.

export class RackLock {
  #holders = 0;
  #isWanted = false;
  #waiting: (() => void)[] = [];

  /** For a fault of one unit. */
  async share(): Promise<void> {
    while (this.#isWanted) await this.#turn();
    this.#holders++;
  }

  unshare(): void {
    this.#holders--;
    this.#wake();
  }

  /** For a fault of the rack. One at a time. */
  async take(): Promise<void> {
    this.#isWanted = true;
    while (this.#holders > 0) await this.#turn();
  }

  give(): void {
    this.#isWanted = false;
    this.#wake();
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
