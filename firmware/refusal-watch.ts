// Turns the counters of the target port into status bits: a refusal shows in STATUS_CML or as BUSY.
// Probes of scanners are no refusals and leave no trace here. PMBus Part II 1.3.1, sections 10.8 and 10.9.
import { COUNTER_COUNT, Counter } from './io/smbus-target/counters';
import type { SmbusTarget } from './io/smbus-target/smbus-target';
import { Cml, Manufacturer, StatusRegister } from './pmbus/status-bits';
import type { StatusRegisters } from './pmbus/status-registers';

/** STATUS_CML bits that a reason earns. */
const CML_OF_COUNTER = [
  [Counter.unknownCode, Cml.invalidCommand],
  [Counter.notWritable, Cml.invalidCommand],
  [Counter.badPec, Cml.packetError],
  [Counter.wrongLength, Cml.invalidData],
  [Counter.barrierExpired, Cml.otherCommunication],
  [Counter.clockTimeout, Cml.otherCommunication],
] as const;

export class RefusalWatch {
  readonly #target: SmbusTarget;
  readonly #status: StatusRegisters;
  readonly #now = new Uint32Array(COUNTER_COUNT);
  #refusals = 0;
  /** Another BMC was seen at this address, and no status bit said so before. Whoever tells of it strikes it out. */
  hasNewConflict = false;
  readonly #seen = new Uint32Array(COUNTER_COUNT);

  constructor(target: SmbusTarget, status: StatusRegisters) {
    this.#target = target;
    this.#status = status;
  }

  update(): void {
    if (this.#target.refusals === this.#refusals) return;
    this.#refusals = this.#target.refusals;
    this.#target.counters(this.#now);
    for (let i = 0; i < CML_OF_COUNTER.length; i++) {
      const row = CML_OF_COUNTER[i]!;
      if (this.#now[row[0]] !== this.#seen[row[0]]) this.#status.raise(StatusRegister.cml, row[1]);
    }
    if (this.#now[Counter.collisions] !== this.#seen[Counter.collisions]) {
      const known = this.#status.read(StatusRegister.manufacturer) & Manufacturer.addressConflict;
      if (known === 0) this.hasNewConflict = true;
      this.#status.raise(StatusRegister.manufacturer, Manufacturer.addressConflict);
    }
    if (this.#now[Counter.busy] !== this.#seen[Counter.busy]) this.#status.raiseBusy();
    this.#seen.set(this.#now);
  }
}
