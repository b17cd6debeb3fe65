// Gate latch and presence pin of a board: the types of the firmware's ports, moved by a test.
import type { Digital } from '../../firmware/io/embedded';
import type { GateLatch } from '../../firmware/io/gate-latch/gate-latch';

/** The latch of the board, with every pulse that it got. */
export class FakeLatch implements GateLatch {
  readonly pulses: string[] = [];
  #on: boolean;

  constructor(on: boolean) {
    this.#on = on;
  }

  set(): void {
    this.pulses.push('set');
    this.#on = true;
  }

  clear(): void {
    this.pulses.push('clear');
    this.#on = false;
  }

  isOn(): boolean {
    return this.#on;
  }

  /** The eFuse clears the latch: no pulse. */
  trip(): void {
    this.#on = false;
  }
}

export class FakePin implements Digital {
  level: number;

  constructor(level: number) {
    this.level = level;
  }

  read(): number {
    return this.level;
  }

  close(): void {}
}
