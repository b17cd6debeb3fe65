// `embedded:io/digital` of an RP2040 board. Our own: the SDK's drives both levels in mode open drain, and starts low, which would
// pull the unit's request line at every start (docs/errata.md). Here an open-drain output starts let go. ECMA-419, section 10.1.
import type { Digital, DigitalOutput } from '../embedded';

/** @throws RangeError for a mode or a pin that there is not */
function open(this: void, pin: number, mode: number): void {
  native('racklet_digital_open').call(this, pin, mode);
}
function readPin(this: void, pin: number): number {
  return native('racklet_digital_read').call(this, pin);
}
function writePin(this: void, pin: number, level: number): void {
  native('racklet_digital_write').call(this, pin, level);
}
function close(this: void, pin: number): void {
  native('racklet_digital_close').call(this, pin);
}

export default class NativeDigital implements Digital, DigitalOutput {
  readonly #pin: number;

  constructor(options: { readonly pin: number; readonly mode: number }) {
    open(options.pin, options.mode);
    this.#pin = options.pin;
  }

  read(): number {
    return readPin(this.#pin);
  }

  write(level: number): void {
    writePin(this.#pin, level);
  }

  close(): void {
    close(this.#pin);
  }
}
