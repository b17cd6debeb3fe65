// `embedded:io/digital` of the emulated board: inputs, and outputs that are pulled low or let go. @see firmware/io/embedded.ts
import type { Digital, DigitalOutput } from '../../../firmware/io/embedded';
import { Op } from '../bridge-protocol';
import { bridgeOfUnit, Watched } from './bridge';

export default class EmulatedDigital implements Digital, DigitalOutput {
  readonly #bridge = bridgeOfUnit();
  readonly #pin: number;
  readonly #watched: Watched;

  constructor(options: { readonly pin: number; readonly mode: number }) {
    this.#pin = options.pin;
    this.#watched = new Watched(this.#bridge, Op.digitalRead, [options.pin]);
  }

  read(): number {
    const watched = this.#watched;
    watched.look();
    return watched.answer[watched.at]!;
  }

  write(level: number): void {
    this.#bridge.post(Op.digitalWrite, [this.#pin, level]);
  }

  close(): void {}
}
