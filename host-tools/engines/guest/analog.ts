// `embedded:io/analog` of the emulated board. @see firmware/io/embedded.ts
import type { Analog } from '../../../firmware/io/embedded';
import { Op } from '../bridge-protocol';
import { bridgeOfUnit, Watched } from './bridge';

export default class EmulatedAnalog implements Analog {
  readonly resolution = 12;
  readonly #watched: Watched;

  constructor(options: { readonly pin: number }) {
    this.#watched = new Watched(bridgeOfUnit(), Op.analogRead, [options.pin]);
  }

  read(): number {
    const watched = this.#watched;
    watched.look();
    return watched.answer[watched.at]! | (watched.answer[watched.at + 1]! << 8);
  }

  close(): void {}
}
