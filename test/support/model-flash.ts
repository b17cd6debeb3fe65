// The flash port over the model of a NOR chip, for the store: power may fail in any operation.
import { type Flash, FlashStatus, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import { NorFlash, W25Q16JV } from '../../host-tools/flash/nor-flash';

export class ModelFlash implements Flash {
  readonly sectors: number;
  readonly chip: NorFlash;
  reads = 0;
  /** Operations that are refused as busy before the next is taken. */
  busyFor = 0;
  /** Programs that fail, counted from now. */
  failing = 0;
  /** Erases that fail, counted from now; the sector stays as it is. */
  failingErases = 0;
  /** Programs of bytes that were not erased: nothing was written. */
  refused = 0;
  /** Sectors that cannot be read. */
  readonly unreadable = new Set<number>();

  constructor(sectors: number) {
    this.sectors = sectors;
    this.chip = new NorFlash({ ...W25Q16JV, bytes: sectors * SECTOR_BYTES });
  }

  read(offset: number, out: Uint8Array, length: number): FlashStatus {
    this.reads++;
    if (this.unreadable.has(Math.trunc(offset / SECTOR_BYTES))) return FlashStatus.timeout;
    out.set(this.chip.read(offset, length));
    return FlashStatus.ok;
  }

  /** @throws PowerLost where the chip was told to */
  program(offset: number, bytes: Uint8Array, length: number): FlashStatus {
    if (this.#isBusy()) return FlashStatus.busy;
    const before = this.chip.read(offset, length);
    const after = bytes.slice(0, length);
    if (after.some((byte, i) => (byte & ~before[i]!) !== 0)) {
      this.refused++;
      return FlashStatus.notErased;
    }
    if (this.failing > 0) {
      this.failing--;
      this.chip.program(offset, after.map((byte) => byte & 0xfe)); // biome-ignore format: one line
      return FlashStatus.verifyFailed;
    }
    this.chip.program(offset, after);
    return FlashStatus.ok;
  }

  /** @throws PowerLost where the chip was told to */
  erase(sector: number): FlashStatus {
    if (this.#isBusy()) return FlashStatus.busy;
    if (this.failingErases > 0) {
      this.failingErases--;
      return FlashStatus.timeout;
    }
    this.chip.erase(sector * SECTOR_BYTES);
    return FlashStatus.ok;
  }

  #isBusy(): boolean {
    if (this.busyFor === 0) return false;
    this.busyFor--;
    return true;
  }
}
