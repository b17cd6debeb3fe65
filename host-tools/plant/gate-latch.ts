// Model of the gate latch on the board: SET and CLEAR pulses, read-back, cleared at power-on and by the eFuse.

export class GateLatchModel {
  #on = false;
  readonly #onChange: (on: boolean) => void;

  /** `onChange` is called after the latch moved. */
  constructor(onChange: (on: boolean) => void) {
    this.#onChange = onChange;
  }

  get isOn(): boolean {
    return this.#on;
  }

  set(): void {
    this.#move(true);
  }

  clear(): void {
    this.#move(false);
  }

  #move(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    this.#onChange(on);
  }
}
