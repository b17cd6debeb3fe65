// `racklet:io/gate-latch` of a board: the C core, which adopted the latch before this module was loaded. Its lines are the
// board's (boards/<name>/board.h), as the trip needs them without JavaScript. Contract: ../gate-latch/README.md
import type { GateLatch } from '../gate-latch/gate-latch';

/** @throws RangeError where the lines are not those that the core drives */
function open(this: void, set: number, clear: number, readBack: number): void {
  native('racklet_latch_open').call(this, set, clear, readBack);
}

export default class NativeGateLatch implements GateLatch {
  constructor(options: { readonly set: number; readonly clear: number; readonly readBack: number }) {
    open(options.set, options.clear, options.readBack);
  }

  set(): void {
    native('racklet_latch_set').call(this);
  }

  clear(): void {
    native('racklet_latch_clear').call(this);
  }

  isOn(): boolean {
    return native('racklet_latch_is_on').call(this);
  }
}
