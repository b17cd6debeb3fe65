// `embedded:io/digital` of the emulated board, inputs only. @see firmware/io/embedded.ts
import type { Digital } from '../../../firmware/io/embedded';
import { Op } from '../bridge-protocol';
import { Watched } from './bridge';

export default class EmulatedDigital implements Digital {
  readonly #watched: Watched;

  constructor(options: { readonly pin: number; readonly mode: number }) {
    this.#watched = new Watched(Op.digitalRead, [options.pin]);
  }

  read(): number {
    const watched = this.#watched;
    watched.look();
    return watched.answer[watched.at]!;
  }

  close(): void {}
}
