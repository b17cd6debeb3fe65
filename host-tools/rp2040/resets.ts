// RESETS: holds blocks in reset until the image lets them go. RP2040 datasheet, section 2.14.
import type { Chip, Peripheral } from './chip';

const Register = { RESET: 0x0, WDSEL: 0x4, RESET_DONE: 0x8 } as const;
const ALL = 0x01ff_ffff;
/** Bits of RESET. */
export const Block = {
  DMA: 2,
  I2C0: 3,
  I2C1: 4,
  IO_BANK0: 5,
  IO_QSPI: 6,
  PADS_BANK0: 8,
  PADS_QSPI: 9,
  TIMER: 21,
  UART0: 22,
} as const;

/** What the boot ROM leaves out of reset when it starts an image in flash: the way to the flash. */
const RESET_AT_START = ALL & ~((1 << Block.IO_QSPI) | (1 << Block.PADS_QSPI));

export class Resets implements Peripheral {
  readonly #chip: Chip;
  readonly #onHold: (bit: number) => void;
  #wdsel = 0;

  /** `onHold` is called for each block that goes into reset. */
  constructor(chip: Chip, onHold: (bit: number) => void) {
    this.#chip = chip;
    this.#onHold = onHold;
    chip.inReset = RESET_AT_START;
  }

  readUint32(offset: number): number {
    if (offset === Register.RESET) return this.#chip.inReset;
    if (offset === Register.WDSEL) return this.#wdsel;
    return offset === Register.RESET_DONE ? ALL & ~this.#chip.inReset : 0;
  }

  writeUint32Atomic(offset: number, value: number, atomicType: number): void {
    const now = this.readUint32(offset);
    this.writeUint32(offset, [value, now ^ value, now | value, now & ~value][atomicType]! >>> 0);
  }

  writeUint32(offset: number, value: number): void {
    if (offset === Register.WDSEL) this.#wdsel = value & ALL;
    if (offset !== Register.RESET) return;
    const fresh = value & ALL & ~this.#chip.inReset;
    this.#chip.inReset = value & ALL;
    for (let bit = 0; bit < 25; bit++) if (((fresh >>> bit) & 1) !== 0) this.#onHold(bit);
  }
}
