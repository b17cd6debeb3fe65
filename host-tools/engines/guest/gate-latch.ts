// `racklet:io/gate-latch` of the emulated board. @see firmware/io/gate-latch/README.md
import type { GateLatch } from '../../../firmware/io/gate-latch/gate-latch';
import { Op } from '../bridge-protocol';
import { bridgeOfUnit, Watched } from './bridge';

export default class EmulatedGateLatch implements GateLatch {
  readonly #bridge = bridgeOfUnit();
  readonly #watched = new Watched(this.#bridge, Op.gateRead, []);

  set(): void {
    this.#bridge.post(Op.gateSet, []);
  }

  clear(): void {
    this.#bridge.post(Op.gateClear, []);
  }

  isOn(): boolean {
    const watched = this.#watched;
    watched.look();
    return watched.answer[watched.at] === 1;
  }
}
