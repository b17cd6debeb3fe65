// Garbage on purpose, for a bench: while its pin is low each tick makes objects and forgets them, so that the engine has to collect while
// the bus is asked and the log erases. A board without `litter` has none of it.
import type { Digital } from './io/embedded';

/** As large as a block of the bus. */
const BYTES = 32;

export class Litter {
  readonly #pin: Digital;
  readonly #objects: number;
  /** The last one: the others are garbage. */
  last: Uint8Array | undefined;

  constructor(pin: Digital, objects: number) {
    this.#pin = pin;
    this.#objects = objects;
  }

  tick(): void {
    if (this.#pin.read() !== 0) return;
    for (let i = 0; i < this.#objects; i++) this.last = new Uint8Array(BYTES);
  }
}
