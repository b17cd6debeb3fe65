// `embedded:io/analog` of an RP2040 board. Our own: the SDK's chooses the channel when it is opened, so that of two channels both
// read the one that was opened last, and it has no temperature sensor (docs/errata.md). Pins 26 to 29, and 30 for the sensor on the chip.
// RP2040 datasheet, section 4.9.
import type { Analog } from '../embedded';

/** @throws RangeError for a pin without a channel */
function open(this: void, pin: number): void {
  native('racklet_analog_open').call(this, pin);
}
function convert(this: void, pin: number): number {
  return native('racklet_analog_read').call(this, pin);
}

export default class NativeAnalog implements Analog {
  readonly resolution = 12;
  readonly #pin: number;

  constructor(options: { readonly pin: number }) {
    open(options.pin);
    this.#pin = options.pin;
  }

  read(): number {
    return convert(this.#pin);
  }

  close(): void {}
}
