// An erase of the flash keeps JavaScript waiting for up to 400 ms: it does not begin while a fault may be coming.
import { describe, expect, it } from 'vitest';
import { Channel } from '../../firmware/snapshot/channels';
import { milliseconds } from '../../firmware/units/time';
import { type BmcBench, createBmcBench } from '../support/bmc-bench';
import { ModelFlash } from '../support/model-flash';

/** Two seconds after a start the flash may be erased; a healthy unit runs since. */
const TICKS_BEFORE = 199;

class CountingFlash extends ModelFlash {
  erases = 0;
  override erase(sector: number) {
    this.erases++;
    return super.erase(sector);
  }
}

function aboutToErase(): { unit: BmcBench; flash: CountingFlash } {
  const flash = new CountingFlash(8);
  // What the chip holds is not blank: every sector ahead needs its erase.
  for (let sector = 0; sector < 8; sector++) flash.chip.overwrite(sector * 4096, new Uint8Array(4096));
  const unit = createBmcBench(true, {}, true, 0, { flash });
  unit.snapshot.set(Channel.outputVoltage, 5000, milliseconds(0));
  unit.run(TICKS_BEFORE);
  return { unit, flash };
}

describe('an erase that is due (bug: one that began as a fault came kept the unit on for 45 ms more)', () => {
  it('begins where all is calm', () => {
    const { unit, flash } = aboutToErase();
    expect(flash.erases).toBe(0);
    unit.run(1);
    expect(flash.erases).toBe(1);
  });

  it('waits while a value is over its limit and the delay runs, and no longer', () => {
    const { unit, flash } = aboutToErase();
    // IOUT_OC_FAULT_LIMIT is 5 A, the delay of faults 20 ms: two ticks.
    unit.snapshot.set(Channel.inputCurrent, 5500, milliseconds(0));
    unit.run(1);
    expect([flash.erases, unit.latch.isOn()]).toEqual([0, true]);
    unit.run(1);
    expect([flash.erases, unit.latch.isOn()]).toEqual([0, true]);
    unit.run(1);
    expect([flash.erases, unit.latch.isOn()]).toEqual([1, false]);
  });

  it('waits while a condition holds and its delay runs, and no longer', () => {
    const { unit, flash } = aboutToErase();
    // POWER_GOOD_OFF is above 4.4 V, the delay of a lost power-good 20 ms; the limit of the output is lower.
    unit.snapshot.set(Channel.outputVoltage, 4300, milliseconds(0));
    unit.run(2);
    expect(flash.erases).toBe(0);
    unit.run(1);
    expect(flash.erases).toBe(1);
  });
});
