// The gate latch of the board around an emulated chip: moved by the levels of its pins, CLEAR before SET; cleared by power-on and by
// the eFuse. A pin that floats is pulled low. Contract: firmware/io/gate-latch/README.md.
import type { PadDrive } from '../../host-tools/rp2040/options';

/** As c/image.h has them. */
export const Pin = { sda: 2, scl: 3, faults: [8, 9, 15], set: 10, clear: 11, readBack: 12, doorbell: 28 } as const;

export class Latch {
  isOn = false;
  /** Times that it changed, in all. */
  moves = 0;
  #set: PadDrive;
  #clear: PadDrive;
  #isHeld = false;
  readonly #readBack: (level: 0 | 1) => void;
  readonly #onClear: (() => void) | undefined;

  /** `onClear` is called when CLEAR goes active. */
  constructor(readBack: (level: 0 | 1) => void, onClear?: () => void) {
    this.#readBack = readBack;
    this.#onClear = onClear;
  }

  powerOn(): void {
    this.#move(false);
    this.#readBack(0);
  }

  holdByEfuse(holds: boolean): void {
    this.#isHeld = holds;
    this.#settle();
  }

  /** A pad of the chip changed. */
  pad(pin: number, drive: PadDrive): void {
    if (pin === Pin.clear) {
      if (drive === 1 && this.#clear !== 1) this.#onClear?.();
      this.#clear = drive;
    } else if (pin === Pin.set) this.#set = drive;
    this.#settle();
  }

  #settle(): void {
    if (this.#isHeld || this.#clear === 1) this.#move(false);
    else if (this.#set === 1) this.#move(true);
  }

  #move(on: boolean): void {
    if (on === this.isOn) return;
    this.isOn = on;
    this.moves++;
    this.#readBack(on ? 1 : 0);
  }
}
