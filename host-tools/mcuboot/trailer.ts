// A slot's trailer in swap-offset mode: its fields, from the slot's end, and the status records in front of them.
// MCUboot docs, design.md, "Image trailer". Alignment up to 8.
import { FLAG_SET, TRAILER_MAGIC } from '../image/trailer';
import type { Slot, SlotLayout } from './slots';

/** Bytes ahead of the slot's end. */
const FIELD = { magic: 16, imageOk: 24, copyDone: 32, swapInfo: 40, tlvSizes: 48, swapSize: 56 } as const;
/** Records per sector: "in swap using offset mode there are only 2 states per sector" (design.md, "Swap status"). */
export const RECORDS_PER_SECTOR = 2;
const ERASED = 0xff;

export type Magic = 'good' | 'unset' | 'bad';
export type Flag = 'set' | 'unset' | 'bad';

export class SlotTrailer {
  readonly #slot: Slot;
  readonly #layout: SlotLayout;

  constructor(slot: Slot, layout: SlotLayout) {
    this.#slot = slot;
    this.#layout = layout;
  }

  get magic(): Magic {
    const bytes = this.#slot.read(this.#at('magic'), TRAILER_MAGIC.length);
    if (bytes.every((byte) => byte === ERASED)) return 'unset';
    return bytes.every((byte, i) => byte === TRAILER_MAGIC[i]) ? 'good' : 'bad';
  }

  get imageOk(): Flag {
    return this.#flag('imageOk');
  }

  get copyDone(): Flag {
    return this.#flag('copyDone');
  }

  /** Bits 0 to 3: the type of the swap. */
  get swapInfo(): number {
    return this.#byte('swapInfo') & 0x0f;
  }

  /** Bytes of the longer of the two images. */
  get swapSize(): number {
    const bytes = this.#slot.read(this.#at('swapSize'), 4);
    return new DataView(bytes.buffer).getUint32(0, true);
  }

  /** Status records up to the last one that was written. */
  get progress(): number {
    const { align, maxSectors } = this.#layout;
    let last = 0;
    for (let i = 0; i < RECORDS_PER_SECTOR * maxSectors; i++) {
      if (this.#slot.read(this.#recordsAt + i * align, 1)[0] !== ERASED) last = i + 1;
    }
    return last;
  }

  /** Sectors that the trailer needs, at the slot's end. */
  get sectors(): number {
    return Math.ceil((this.#slot.bytes - this.#recordsAt) / this.#slot.sectorBytes);
  }

  erase(): void {
    this.#slot.eraseFrom(this.#slot.sectors - this.sectors);
  }

  writeMagic(): void {
    this.#slot.program(this.#at('magic'), TRAILER_MAGIC);
  }

  setImageOk(): void {
    this.#slot.program(this.#at('imageOk'), Uint8Array.of(FLAG_SET));
  }

  setCopyDone(): void {
    this.#slot.program(this.#at('copyDone'), Uint8Array.of(FLAG_SET));
  }

  writeSwapInfo(type: number): void {
    this.#slot.program(this.#at('swapInfo'), Uint8Array.of(type));
  }

  writeSwapSize(bytes: number): void {
    const value = new Uint8Array(4);
    new DataView(value.buffer).setUint32(0, bytes, true);
    this.#slot.program(this.#at('swapSize'), value);
  }

  /** Record `index`, which counts the states of all sectors. */
  writeRecord(index: number): void {
    const value = 1 + (index % RECORDS_PER_SECTOR);
    this.#slot.program(this.#recordsAt + index * this.#layout.align, Uint8Array.of(value));
  }

  get #recordsAt(): number {
    return this.#at('swapSize') - RECORDS_PER_SECTOR * this.#layout.maxSectors * this.#layout.align;
  }

  #at(field: keyof typeof FIELD): number {
    return this.#slot.bytes - FIELD[field];
  }

  #byte(field: keyof typeof FIELD): number {
    return this.#slot.read(this.#at(field), 1)[0]!;
  }

  #flag(field: 'imageOk' | 'copyDone'): Flag {
    const byte = this.#byte(field);
    return byte === FLAG_SET ? 'set' : byte === ERASED ? 'unset' : 'bad';
  }
}
