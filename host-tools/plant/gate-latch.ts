// Model of the gate latch on the board: SET and CLEAR pulses, read-back, cleared at power-on and by the eFuse.

/** What hangs on the latch. */
export interface LatchWatcher {
  /** Called before the latch moves: catch up with the time until now. */
  readonly before: () => void;
  readonly after: (on: boolean) => void;
}

export class GateLatchModel {
  #on = false;
  readonly #onChange: (on: boolean) => void;
  #watcher: LatchWatcher | undefined;

  /** `onChange` is called after the latch moved. */
  constructor(onChange: (on: boolean) => void) {
    this.#onChange = onChange;
  }

  get isOn(): boolean {
    return this.#on;
  }

  /** The gate that the latch drives. One at most. */
  watch(watcher: LatchWatcher): void {
    this.#watcher = watcher;
  }

  set(): void {
    this.#move(true);
  }

  clear(): void {
    this.#move(false);
  }

  #move(on: boolean): void {
    if (on === this.#on) return;
    this.#watcher?.before();
    if (on === this.#on) return;
    this.#on = on;
    this.#watcher?.after(on);
    this.#onChange(on);
  }
}
