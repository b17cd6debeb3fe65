// A start of MCUboot in swap-offset mode with downgrade prevention, on a flash: resumes a swap, or decides on one, validates, swaps,
// and boots slot 0. MCUboot docs, design.md, "High-level operation", "Swap using offset", "Reset recovery".
import type { Flash } from '../flash/nor-flash';
import { SwapType, swapTypeOf } from './decision';
import { Slot, type SlotLayout } from './slots';
import { RECORDS_PER_SECTOR, SlotTrailer } from './trailer';

/** What the bootloader learns of an image: only a valid one has a size. */
export interface Checked {
  readonly isValid: boolean;
  /** Header, payload and TLVs, in bytes. */
  readonly bytes: number;
  readonly counter: number;
}
/** Hash, signature and the rest, as the bootloader checks them. `bytes`: from the image's header on. */
export type CheckImage = (bytes: Uint8Array) => Checked;

export interface BootResult {
  /** Slot 0 holds a valid image, which runs now. */
  readonly booted: boolean;
  /** What this start did first. */
  readonly action: 'none' | 'test' | 'permanent' | 'revert' | 'resumed' | 'refused';
}

/** An update's header is in slot 1's second sector. */
const UPDATE_SECTOR = 1;

export class Bootloader {
  readonly #primary: Slot;
  readonly #secondary: Slot;
  readonly #primaryTrailer: SlotTrailer;
  readonly #secondaryTrailer: SlotTrailer;
  readonly #check: CheckImage;

  constructor(flash: Flash, layout: SlotLayout, check: CheckImage) {
    this.#primary = new Slot(flash, layout.primary, layout.slotBytes);
    this.#secondary = new Slot(flash, layout.secondary, layout.slotBytes);
    this.#primaryTrailer = new SlotTrailer(this.#primary, layout);
    this.#secondaryTrailer = new SlotTrailer(this.#secondary, layout);
    this.#check = check;
  }

  /** One start. @throws PowerLost if the flash loses power */
  boot(): BootResult {
    const action = this.#isInterrupted ? this.#resume() : this.#begin();
    return { booted: this.#image(this.#primary, 0).isValid, action };
  }

  /** The application's part: writes an update to slot 1. @throws RangeError if it is larger than a slot less two sectors */
  upload(image: Uint8Array): void {
    if (image.length > this.largestImage) throw new RangeError(`the image is larger than ${this.largestImage} bytes`);
    this.#secondary.eraseFrom(0);
    this.#secondary.program(UPDATE_SECTOR * this.#secondary.sectorBytes, image);
  }

  /** Asks for a swap at the next start: for a trial, or for good. */
  request(kind: 'test' | 'permanent'): void {
    this.#secondaryTrailer.writeSwapInfo(SwapType[kind]);
    if (kind === 'permanent') this.#secondaryTrailer.setImageOk();
    this.#secondaryTrailer.writeMagic();
  }

  /** The image that runs is good: it stays. */
  confirm(): void {
    if (this.#primaryTrailer.magic === 'unset') this.#primaryTrailer.writeMagic();
    if (this.#primaryTrailer.imageOk === 'unset') this.#primaryTrailer.setImageOk();
  }

  /** A slot, less the trailer's sectors and the one that sectors move through. */
  get largestImage(): number {
    return (this.#primary.sectors - this.#primaryTrailer.sectors - 1) * this.#primary.sectorBytes;
  }

  /** Status is in slot 0: its trailer was begun, not ended, and slot 1's is gone already. */
  get #isInterrupted(): boolean {
    const { magic, copyDone, swapInfo } = this.#primaryTrailer;
    const isSwap = swapInfo >= SwapType.test && swapInfo <= SwapType.revert;
    return magic === 'good' && copyDone === 'unset' && isSwap && this.#secondaryTrailer.magic !== 'good';
  }

  #resume(): BootResult['action'] {
    this.#swap(this.#primaryTrailer.swapInfo as SwapType, this.#primaryTrailer.swapSize);
    return 'resumed';
  }

  #begin(): BootResult['action'] {
    const type = swapTypeOf(this.#primaryTrailer, this.#secondaryTrailer);
    if (type === SwapType.none) return 'none';
    const running = this.#image(this.#primary, 0);
    const wanted = this.#image(this.#secondary, type === SwapType.revert ? 0 : UPDATE_SECTOR);
    // Downgrade prevention: an equal counter is taken. A revert goes back to what ran before, and is not asked.
    const isDowngrade = type !== SwapType.revert && running.isValid && wanted.counter < running.counter;
    if (!wanted.isValid || isDowngrade) {
      this.#refuse();
      return 'refused';
    }
    this.#initialise(type, Math.max(running.bytes, wanted.bytes));
    this.#swap(type, this.#primaryTrailer.swapSize);
    return type === SwapType.test ? 'test' : type === SwapType.permanent ? 'permanent' : 'revert';
  }

  /** Slot 1 goes; what runs is marked good, so that nobody tries again ("New swaps", the last note). */
  #refuse(): void {
    this.#secondary.eraseFrom(0);
    if (this.#primaryTrailer.magic === 'good' && this.#primaryTrailer.imageOk === 'unset')
      this.#primaryTrailer.setImageOk();
  }

  /** Slot 0's trailer takes over from slot 1's. While neither is whole, slot 1's still asks for the same swap. */
  #initialise(type: SwapType, bytes: number): void {
    // A revert is asked for by slot 0's trailer, which is about to go: slot 1's asks for it first (state I).
    if (type === SwapType.revert && this.#secondaryTrailer.magic === 'unset') {
      this.#secondaryTrailer.erase();
      this.#secondaryTrailer.setCopyDone();
      this.#writeStatus(this.#secondaryTrailer, type, bytes);
    }
    this.#primaryTrailer.erase();
    this.#writeStatus(this.#primaryTrailer, type, bytes);
    this.#secondaryTrailer.erase();
  }

  /** The magic is last: without it nothing of it counts. */
  #writeStatus(trailer: SlotTrailer, type: SwapType, bytes: number): void {
    trailer.writeSwapInfo(type);
    if (this.#secondaryTrailer.imageOk === 'set') trailer.setImageOk();
    trailer.writeSwapSize(bytes);
    trailer.writeMagic();
  }

  /** Sector by sector, from where the records end. Each half step can be done again from what it reads. */
  #swap(type: SwapType, bytes: number): void {
    const sectors = Math.ceil(bytes / this.#primary.sectorBytes);
    for (let done = this.#primaryTrailer.progress; done < RECORDS_PER_SECTOR * sectors; done++) {
      const index = Math.floor(done / RECORDS_PER_SECTOR);
      const isFirstHalf = done % RECORDS_PER_SECTOR === 0;
      if (type === SwapType.revert) this.#moveBack(sectors - 1 - index, isFirstHalf);
      else this.#moveUp(index, isFirstHalf);
      this.#primaryTrailer.writeRecord(done);
    }
    if (type === SwapType.revert) {
      // What is left in the first sector must not look like an update's header.
      this.#secondary.eraseSector(0);
      this.#secondaryTrailer.erase();
    }
    if (type !== SwapType.test && this.#primaryTrailer.imageOk === 'unset') this.#primaryTrailer.setImageOk();
    this.#primaryTrailer.setCopyDone();
  }

  #moveUp(sector: number, isFirstHalf: boolean): void {
    if (isFirstHalf) this.#secondary.copySector(sector, this.#primary, sector);
    else this.#primary.copySector(sector, this.#secondary, sector + 1);
  }

  #moveBack(sector: number, isFirstHalf: boolean): void {
    if (isFirstHalf) this.#secondary.copySector(sector + 1, this.#primary, sector);
    else this.#primary.copySector(sector, this.#secondary, sector);
  }

  #image(slot: Slot, sector: number): Checked {
    const offset = sector * slot.sectorBytes;
    const checked = this.#check(slot.read(offset, slot.bytes - offset));
    return checked.isValid ? checked : { isValid: false, bytes: 0, counter: 0 };
  }
}
