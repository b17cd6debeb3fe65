// `racklet:io/gate-latch` of the emulated board. @see firmware/io/gate-latch/README.md
import type { GateLatch } from '../../../firmware/io/gate-latch/gate-latch';
import { Op } from '../bridge-protocol';
import { post, Watched } from './bridge';

export default class EmulatedGateLatch implements GateLatch {
  readonly #watched = new Watched(Op.gateRead, []);

  set(): void {
    post(Op.gateSet, []);
  }

  clear(): void {
    post(Op.gateClear, []);
  }

  isOn(): boolean {
    const watched = this.#watched;
    watched.look();
    return watched.answer[watched.at] === 1;
  }
}
