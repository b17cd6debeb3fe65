// The configuration in flash: two sectors in turn. A new one is written beside the old one, its first page last, and a check sum over
// all of it: whenever the power goes, the old one or the new one is there, whole. Layout: docs/store.md.
import { type Flash, FlashStatus, PAGE_BYTES, SECTOR_BYTES } from '../io/flash/flash';
import { crc32, putWord } from './bytes';
import { isNewerMajor, STORE_MAJOR } from './sector-head';

/** "RKCF". */
const MAGIC = 0x4643_4b52;
const HEAD_BYTES = 32;
const ENTRY_BYTES = 8;
const AT = { magic: 0, major: 4, generation: 8, count: 12, complement: 27, check: 28 } as const;
const LARGEST_BYTES = 1024;
export const MOST_ENTRIES = (LARGEST_BYTES - HEAD_BYTES) / ENTRY_BYTES;

const IDLE = -1;

export class ConfigStore {
  /** A newer firmware wrote what this one would misread: nothing is written then. */
  isForeign = false;
  /** Counts the configurations that were stored; 0: there is none. */
  generation = 0;
  /** Entries of the configuration that is stored. */
  count = 0;
  readonly #flash: Flash;
  readonly #firstSector: number;
  readonly #bytes = new Uint8Array(LARGEST_BYTES);
  /** The same as words. */
  readonly #words = new Int32Array(this.#bytes.buffer);
  /** Of what was mounted or last stored, two words each: the code of the command in the low byte; the value in the unit of the command table. */
  readonly entries = this.#words.subarray(HEAD_BYTES / 4);
  readonly #page = new Uint8Array(PAGE_BYTES);
  /** 0 or 1: the sector of the newest. */
  #newest = 1;
  #isOtherErased = false;
  /** The page that is written next; the pages go down to 0. */
  #pageLeft = IDLE;

  /** Two sectors of the flash, from `firstSector` on. */
  constructor(flash: Flash, firstSector: number) {
    this.#flash = flash;
    this.#firstSector = firstSector;
  }

  /** Finds the newest whole configuration: read it by `count` and `entries`. */
  mount(): void {
    let best = -1;
    let isLoaded = false;
    for (let i = 0; i < 2; i++) {
      isLoaded = false;
      if (!this.#load(i)) continue;
      const generation = this.#words[AT.generation >> 2]! >>> 0;
      if (generation <= this.generation) continue;
      this.generation = generation;
      best = i;
      isLoaded = true;
    }
    if (best < 0) return;
    this.#newest = best;
    if (!isLoaded) this.#load(best);
    this.count = this.#words[AT.count >> 2]!;
  }

  get isBusy(): boolean {
    return this.#pageLeft !== IDLE;
  }

  get needsErase(): boolean {
    return !this.#isOtherErased && !this.isForeign;
  }

  /** Begins a new configuration of no entries: `put` each, then `commit`. @returns false while one is being written */
  begin(): boolean {
    if (this.isBusy || this.isForeign) return false;
    this.#bytes.fill(0xff);
    this.count = 0;
    return true;
  }

  put(code: number, value: number): void {
    if (this.count >= MOST_ENTRIES) return;
    const at = HEAD_BYTES + this.count * ENTRY_BYTES;
    this.#bytes[at] = code;
    putWord(this.#bytes, at + 4, value);
    this.count++;
  }

  /** From now on `work` writes it. */
  commit(): void {
    putWord(this.#bytes, AT.magic, MAGIC);
    this.#bytes[AT.major] = STORE_MAJOR;
    putWord(this.#bytes, AT.generation, this.generation + 1);
    putWord(this.#bytes, AT.count, this.count);
    putWord(this.#bytes, AT.check, this.#check(this.count));
    const length = HEAD_BYTES + this.count * ENTRY_BYTES;
    this.#pageLeft = Math.trunc((length - 1) / PAGE_BYTES);
  }

  /** One operation of what is due: a page, or the erase ahead. @returns ok where it was done or nothing was due */
  work(): FlashStatus {
    if (this.isBusy && this.#isOtherErased) return this.#writePage();
    return this.needsErase ? this.#erase() : FlashStatus.ok;
  }

  #writePage(): FlashStatus {
    const at = this.#pageLeft * PAGE_BYTES;
    for (let i = 0; i < PAGE_BYTES; i++) this.#page[i] = this.#bytes[at + i]!;
    const other = 1 - this.#newest;
    const status = this.#flash.program((this.#firstSector + other) * SECTOR_BYTES + at, this.#page, PAGE_BYTES);
    if (status === FlashStatus.busy) return status;
    if (status !== FlashStatus.ok) {
      // The sector is erased once more, and all of it written again.
      this.#isOtherErased = false;
      this.commit();
      return status;
    }
    this.#pageLeft--;
    if (this.#pageLeft !== IDLE) return status;
    this.#newest = other;
    this.generation++;
    this.#isOtherErased = false;
    return status;
  }

  #erase(): FlashStatus {
    const status = this.#flash.erase(this.#firstSector + 1 - this.#newest);
    if (status === FlashStatus.ok) this.#isOtherErased = true;
    return status;
  }

  /** @returns whether a whole configuration stands there, now in `#bytes` */
  #load(index: number): boolean {
    const offset = (this.#firstSector + index) * SECTOR_BYTES;
    if (this.#flash.read(offset, this.#bytes, LARGEST_BYTES) !== FlashStatus.ok) return false;
    const words = this.#words;
    if (words[AT.magic >> 2] !== MAGIC) return false;
    if (isNewerMajor(this.#bytes[AT.major]!, this.#bytes[AT.complement]!)) {
      this.isForeign = true;
      return false;
    }
    const count = words[AT.count >> 2]! >>> 0;
    return count <= MOST_ENTRIES && words[AT.check >> 2]! >>> 0 === this.#check(count);
  }

  /** Over the head before its check sum, and all entries. */
  #check(count: number): number {
    const head = crc32(this.#bytes, 0, AT.check, this.#flash);
    return (head ^ crc32(this.#bytes, HEAD_BYTES, HEAD_BYTES + count * ENTRY_BYTES, this.#flash)) >>> 0;
  }
}
