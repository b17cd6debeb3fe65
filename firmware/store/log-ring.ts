// The log in flash: sectors in a ring, records appended, the oldest sector given up when a new one is needed. One sector ahead of the
// writer is always erased, so that an append never waits for an erase. Survives a loss of power at any operation: README.md.
import { type Flash, FlashStatus, NOWHERE, PAGE_BYTES, RingFound, SECTOR_BYTES } from '../io/flash/flash';
import { isFlashBlank } from './blank';
import { isBlank } from './bytes';
import { emptyRecord, getRecord, type LogRecord, putRecord, RECORD_BYTES } from './record';
import { readRing } from './ring-heads';
import { CHECKED_BYTES, FIRST_AT, HEAD_MAGIC, putHead, type SectorHead, STORE_MAJOR } from './sector-head';

/** What an append may say besides that it failed. */
export const Append = { done: FlashStatus.ok, tryAgain: FlashStatus.busy } as const;

const SLOTS = SECTOR_BYTES / RECORD_BYTES;
const SLOTS_PER_PAGE = PAGE_BYTES / RECORD_BYTES;
/** Bad slots that one append passes over before it gives up. */
const MOST_BAD_SLOTS = 3;
const NO_SECTOR = -1;
const NO_PAGE = -1;

export class LogRing {
  /** A newer firmware wrote what this one would misread: nothing is written then. */
  isForeign = false;
  readonly #flash: Flash;
  readonly #firstSector: number;
  readonly #sectors: number;
  /** By sector: sequence number of its first record, 0 where it has no whole head. */
  readonly #firstOf: Uint32Array;
  readonly #page = new Uint8Array(PAGE_BYTES);
  readonly #slot = new Uint8Array(RECORD_BYTES);
  readonly #found = emptyRecord();
  readonly #head: SectorHead = { major: STORE_MAJOR, turn: 0, first: 0 };
  #sector = NO_SECTOR;
  #turn = 0;
  #nextSlot = SLOTS;
  #sequence = 1;
  #oldest = 1;
  #isNextErased = false;
  #lastWanted = false;
  #lastBoot = 0;

  /** `count` sectors of the flash from `firstSector` on; three at least. */
  constructor(flash: Flash, firstSector: number, count: number) {
    this.#flash = flash;
    this.#firstSector = firstSector;
    this.#sectors = count;
    this.#firstOf = new Uint32Array(count);
  }

  /** Of the record that is appended next. */
  get nextSequence(): number {
    return this.#sequence;
  }

  /** Of the oldest record that is kept; equal to `nextSequence` where there is none. */
  get oldestSequence(): number {
    return this.#oldest;
  }

  /** Whether the unit was wanted on when the newest record was written. */
  get lastWanted(): boolean {
    return this.#lastWanted;
  }

  /** Boot count of the newest record; 0 where there is none. */
  get lastBoot(): number {
    return this.#lastBoot;
  }

  /** Records that fit without another sector. */
  get room(): number {
    return SLOTS - this.#nextSlot;
  }

  /** An erase is due: call `prepare` when there is time for it. */
  get needsErase(): boolean {
    return !this.#isNextErased && !this.isForeign;
  }

  /**
   * Finds the newest record: once. Reads the head of each sector, the newest sector from its end to its newest record, and where it
   * holds none the one before it: `count` + 32 reads at the most.
   */
  mount(): void {
    this.#readHeads();
    if (this.#sector === NO_SECTOR) {
      this.#isNextErased = this.#isSectorBlank(0);
      return;
    }
    this.#nextSlot = 1;
    if (!this.#takeNewest()) this.#takeWishFrom(this.#before(this.#sector));
  }

  /** Which sectors belong to the log, the newest and the oldest among them. */
  #readHeads(): void {
    const found = new Uint32Array(RingFound.count);
    readRing(this.#flash, this.#offset(0), HEAD_MAGIC, CHECKED_BYTES, FIRST_AT, this.#firstOf, found);
    this.isForeign = found[RingFound.major]! > STORE_MAJOR;
    const newest = found[RingFound.newest]!;
    if (newest !== NOWHERE) {
      this.#sector = newest;
      this.#turn = found[RingFound.turn]!;
      this.#sequence = this.#firstOf[newest]!;
    }
    this.#oldest = Math.min(found[RingFound.least]!, this.#sequence);
  }

  /** From the end: blank slots, bad ones, and then the newest record, which alone is checked. @returns false where there is none */
  #takeNewest(): boolean {
    const sector = this.#offset(this.#sector);
    let isFound = false;
    for (let slot = SLOTS - 1; slot > 0 && !isFound; slot--) {
      const page = slot - (SLOTS_PER_PAGE - 1);
      // A whole page of them at once; the first one begins with the head.
      if (
        slot % SLOTS_PER_PAGE === SLOTS_PER_PAGE - 1 &&
        this.#flash.isBlank?.(sector + page * RECORD_BYTES, PAGE_BYTES)
      ) {
        slot = page;
        continue;
      }
      if (this.#flash.isBlank?.(sector + slot * RECORD_BYTES, RECORD_BYTES)) continue;
      const at = this.#loadSlot(this.#sector, slot);
      if (isBlank(this.#page, at, at + RECORD_BYTES)) continue;
      if (this.#nextSlot === 1) this.#nextSlot = slot + 1;
      isFound = getRecord(this.#page, at, this.#found, this.#flash);
    }
    this.#loadedPage = NO_PAGE;
    if (!isFound) return false;
    this.#sequence = this.#found.sequence + 1;
    this.#takeWish();
    return true;
  }

  /** Writes a record, and gives it its number. @returns ok once it is there for good; busy: try again */
  append(record: LogRecord): FlashStatus {
    if (this.isForeign) return FlashStatus.protected;
    let status: FlashStatus = FlashStatus.ok;
    for (let tries = 0; tries <= MOST_BAD_SLOTS; tries++) {
      if (this.#nextSlot >= SLOTS) {
        status = this.#beginSector();
        if (status !== FlashStatus.ok) return status;
      }
      record.sequence = this.#sequence;
      putRecord(this.#slot, 0, record, this.#flash);
      const offset = this.#offset(this.#sector) + this.#nextSlot * RECORD_BYTES;
      status = this.#flash.program(offset, this.#slot, RECORD_BYTES);
      if (status === FlashStatus.busy) return status;
      this.#nextSlot++;
      if (status !== FlashStatus.ok) continue;
      this.#sequence++;
      this.#lastWanted = record.wanted;
      this.#lastBoot = record.boot;
      return status;
    }
    return status;
  }

  /**
   * Erases the sector ahead of the writer, if that is due. After each start it is erased anew: an erase that the power cut short may
   * read as blank and not last.
   */
  prepare(): FlashStatus {
    if (!this.needsErase) return FlashStatus.ok;
    const next = this.#behind(this.#sector);
    // From here on its records are gone, whatever becomes of the erase.
    this.#firstOf[next] = 0;
    this.#findOldest();
    const status = this.#flash.erase(this.#firstSector + next);
    if (status === FlashStatus.ok) this.#isNextErased = true;
    return status;
  }

  /** The first record from `sequence` on. @returns false where there is none */
  find(sequence: number, out: LogRecord): boolean {
    const from = Math.max(sequence, this.#oldest);
    if (from >= this.#sequence) return false;
    for (let sector = this.#sectorOf(from); ; sector = this.#behind(sector)) {
      // Bad slots only push a record towards the end.
      let slot = Math.max(1, 1 + from - this.#firstOf[sector]!);
      for (; slot < SLOTS; slot++) {
        const at = this.#loadSlot(sector, slot);
        if (getRecord(this.#page, at, out, this.#flash) && out.sequence >= from) {
          this.#loadedPage = NO_PAGE;
          return true;
        }
      }
      if (sector === this.#sector) break;
    }
    this.#loadedPage = NO_PAGE;
    return false;
  }

  #beginSector(): FlashStatus {
    if (!this.#isNextErased) return FlashStatus.busy;
    const next = this.#behind(this.#sector);
    this.#head.major = STORE_MAJOR;
    this.#head.turn = this.#turn + 1;
    this.#head.first = this.#sequence;
    putHead(this.#slot, this.#head, this.#flash);
    const status = this.#flash.program(this.#offset(next), this.#slot, RECORD_BYTES);
    if (status === FlashStatus.busy) return status;
    // A head that did not take: the sector is erased once more.
    this.#isNextErased = false;
    if (status !== FlashStatus.ok) return status;
    this.#sector = next;
    this.#turn = this.#head.turn;
    this.#nextSlot = 1;
    this.#firstOf[next] = this.#sequence;
    this.#findOldest();
    return status;
  }

  /** A flash that never held a log is used as it comes from the factory. */
  #isSectorBlank(sector: number): boolean {
    this.#loadedPage = -1;
    return isFlashBlank(this.#flash, this.#offset(sector), SECTOR_BYTES, this.#page);
  }

  #findOldest(): void {
    this.#oldest = this.#sequence;
    for (let i = 0; i < this.#sectors; i++) {
      const first = this.#firstOf[i]!;
      if (first !== 0 && first < this.#oldest) this.#oldest = first;
    }
  }

  /** The sector that holds `sequence`: of those that begin at or before it, the one that begins last. */
  #sectorOf(sequence: number): number {
    // Mostly the newest is asked for, which begins last.
    if (this.#sector !== NO_SECTOR && this.#firstOf[this.#sector]! <= sequence) return this.#sector;
    let best = this.#sector;
    let bestFirst = 0;
    for (let i = 0; i < this.#sectors; i++) {
      const first = this.#firstOf[i]!;
      if (first === 0 || first > sequence || first < bestFirst) continue;
      best = i;
      bestFirst = first;
    }
    return best;
  }

  /** The newest sector holds no whole record: the last wish stands in the one before. */
  #takeWishFrom(sector: number): void {
    for (let slot = 1; slot < SLOTS; slot++) {
      if (getRecord(this.#page, this.#loadSlot(sector, slot), this.#found, this.#flash)) this.#takeWish();
    }
    this.#loadedPage = NO_PAGE;
  }

  #takeWish(): void {
    this.#lastWanted = this.#found.wanted;
    this.#lastBoot = this.#found.boot;
  }

  #loadedPage = NO_PAGE;

  /** Reads the page of a slot, if it is not the one that was read last. @returns where in `#page` the slot begins */
  #loadSlot(sector: number, slot: number): number {
    const page = Math.trunc(slot / SLOTS_PER_PAGE);
    const offset = this.#offset(sector) + page * PAGE_BYTES;
    if (offset !== this.#loadedPage) {
      this.#flash.read(offset, this.#page, PAGE_BYTES);
      this.#loadedPage = offset;
    }
    return (slot % SLOTS_PER_PAGE) * RECORD_BYTES;
  }

  #offset(sector: number): number {
    return (this.#firstSector + sector) * SECTOR_BYTES;
  }

  #behind(sector: number): number {
    return sector + 1 >= this.#sectors ? 0 : sector + 1;
  }

  #before(sector: number): number {
    return sector === 0 ? this.#sectors - 1 : sector - 1;
  }
}
