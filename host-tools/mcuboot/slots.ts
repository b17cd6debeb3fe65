// Two slots of a flash, in sectors. Slot 0 (primary) is what runs; an upload goes to slot 1 (secondary), from its second sector on.
import { type Flash, programAll } from '../flash/nor-flash';

export interface SlotLayout {
  readonly primary: number;
  readonly secondary: number;
  readonly slotBytes: number;
  /** Least that can be written at once: status records are so far apart. */
  readonly align: number;
  /** Status records are kept for so many sectors. */
  readonly maxSectors: number;
}

/** One slot of the flash. Offsets are within the slot. */
export class Slot {
  readonly #flash: Flash;
  readonly #base: number;
  readonly bytes: number;

  constructor(flash: Flash, base: number, bytes: number) {
    this.#flash = flash;
    this.#base = base;
    this.bytes = bytes;
  }

  get sectorBytes(): number {
    return this.#flash.part.sectorBytes;
  }

  get sectors(): number {
    return this.bytes / this.sectorBytes;
  }

  read(offset: number, bytes: number): Uint8Array {
    return this.#flash.read(this.#base + offset, bytes);
  }

  program(offset: number, bytes: Uint8Array): void {
    programAll(this.#flash, this.#base + offset, bytes);
  }

  eraseSector(sector: number): void {
    this.#flash.erase(this.#base + sector * this.sectorBytes);
  }

  eraseFrom(sector: number): void {
    for (let i = sector; i < this.sectors; i++) this.eraseSector(i);
  }

  /** Erases a sector and copies one of the other slot into it. */
  copySector(sector: number, from: Slot, fromSector: number): void {
    this.eraseSector(sector);
    this.program(sector * this.sectorBytes, from.read(fromSector * this.sectorBytes, this.sectorBytes));
  }
}
