// The black box: at each fault the 64 steps of the hot-swap machine before it and the 64 after it, kept in flash. One sector each, in a
// ring; one is always erased ahead. Layout: docs/store.md. Until one is written, a second fault is not recorded.
import { type Flash, FlashStatus, PAGE_BYTES, RingFound, SECTOR_BYTES } from '../io/flash/flash';
import { FAULT_COUNT, type Fault } from '../power/faults';
import type { Decision, HotSwapInputs, HotSwapLimits } from '../power/hot-swap-state';
import { SAMPLE_BYTES, SAMPLE_WORDS, type SampleReadings, SampleWriter } from '../power/step-sample';
import type { Milliseconds } from '../units/time';
import { isFlashBlank } from './blank';
import { crc32, getWord, putWord } from './bytes';
import { readRing } from './ring-heads';
import { isNewerMajor, STORE_MAJOR } from './sector-head';

export const BEFORE = 64;
export const AFTER = 64;
const SAMPLES = BEFORE + 1 + AFTER;
export const BOX_HEAD_BYTES = 128;
export const BOX_BYTES = BOX_HEAD_BYTES + SAMPLES * SAMPLE_BYTES;
const PAGES = Math.ceil(BOX_BYTES / PAGE_BYTES);
/** Whole pages: what its check sum covers. */
export const BOX_PAGES_BYTES = PAGES * PAGE_BYTES;

/** "RKBX". */
export const BOX_MAGIC = 0x5842_4b52;
/** Offsets within the head. Limits: seven words in the order of HotSwapLimits; retries and delays: by fault. */
export const BoxAt = {
  magic: 0,
  major: 4,
  samples: 5,
  trigger: 6,
  fault: 7,
  turn: 8,
  unixTime: 12,
  boot: 16,
  limits: 20,
  retries: 48,
  delays: 72,
  complement: 123,
  check: 124,
} as const;
/** Delays by fault would not fit as words: in units of 100 ms, one byte each, 255 for more. */
export const DELAY_UNIT_MS = 100;

/** Words of a page, of the head, of all samples. */
const PAGE_WORDS = PAGE_BYTES / 4;
const HEAD_WORDS = BOX_HEAD_BYTES / 4;
const RING_WORDS = SAMPLES * SAMPLE_WORDS;
const ERASED = -1;
const IDLE = -1;
const NO_SECTOR = -1;

export class BlackBox {
  readonly #flash: Flash;
  readonly #firstSector: number;
  readonly #sectors: number;
  /** By sector: its turn, 0 where it holds no box. */
  readonly #turnOf: Uint32Array;
  readonly #words = new Int32Array(SAMPLES * SAMPLE_WORDS);
  readonly #writer = new SampleWriter();
  readonly #head = new Uint8Array(BOX_HEAD_BYTES);
  readonly #page = new Uint8Array(PAGE_BYTES);
  /** The same as words. */
  readonly #pageWords = new Int32Array(this.#page.buffer);
  #next = 0;
  #filled = 0;
  #afterLeft = IDLE;
  #pageLeft = IDLE;
  #check = 0;
  #turn = 0;
  #target = NO_SECTOR;
  #isTargetErased = false;
  #isForeign = false;
  /** Of the last operation of the flash. */
  status: FlashStatus = FlashStatus.ok;

  /** `count` sectors of the flash from `firstSector` on; two at least. */
  constructor(flash: Flash, firstSector: number, count: number) {
    this.#flash = flash;
    this.#firstSector = firstSector;
    this.#sectors = count;
    this.#turnOf = new Uint32Array(count);
  }

  /** Boxes that can be read. */
  get count(): number {
    let count = 0;
    for (let i = 0; i < this.#sectors; i++) if (this.#turnOf[i] !== 0) count++;
    return count;
  }

  get isBusy(): boolean {
    return this.#pageLeft !== IDLE;
  }

  get needsErase(): boolean {
    return !this.#isTargetErased && !this.#isForeign;
  }

  /** Reads the head of each sector, and the newest box whole: it alone may be torn. Once. */
  mount(): void {
    const found = new Uint32Array(RingFound.count);
    readRing(this.#flash, this.#firstSector * SECTOR_BYTES, BOX_MAGIC, 0, BoxAt.turn, this.#turnOf, found);
    this.#isForeign = found[RingFound.major]! > STORE_MAJOR && this.#hasNewer();
    let newest = this.#newest();
    while (newest !== NO_SECTOR && !this.#isForeign && !this.#isWhole(newest)) {
      this.#turnOf[newest] = 0;
      newest = this.#newest();
    }
    if (newest === NO_SECTOR) newest = this.#sectors - 1;
    else this.#turn = this.#turnOf[newest]!;
    this.#target = newest + 1 === this.#sectors ? 0 : newest + 1;
    this.#isTargetErased = this.#turn === 0 && this.#isBlank(this.#target);
  }

  /** A major version is a byte without a check sum: whether one of them is not torn. */
  #hasNewer(): boolean {
    for (let i = 0; i < this.#sectors; i++) if (this.#isNewer(i)) return true;
    return false;
  }

  #isNewer(sector: number): boolean {
    const head = this.#head;
    const status = this.#flash.read((this.#firstSector + sector) * SECTOR_BYTES, head, BOX_HEAD_BYTES);
    if (status !== FlashStatus.ok || getWord(head, BoxAt.magic) !== BOX_MAGIC) return false;
    return isNewerMajor(head[BoxAt.major]!, head[BoxAt.complement]!);
  }

  /** After each step of the machine. */
  record(
    readings: Readonly<SampleReadings>,
    inputs: Readonly<HotSwapInputs>,
    decision: Readonly<Decision>,
    now: Milliseconds,
  ): void {
    if (this.#pageLeft !== IDLE) return;
    const next = this.#next;
    this.#writer.put(this.#words, next * SAMPLE_WORDS, readings, inputs, decision, now);
    this.#next = next + 1 === SAMPLES ? 0 : next + 1;
    if (this.#filled < SAMPLES) this.#filled++;
    if (this.#afterLeft > 0 && --this.#afterLeft === 0) this.#freeze();
  }

  /** The step that was recorded last is the one that the box is about. */
  trigger(fault: Fault, limits: Readonly<HotSwapLimits>, unixTime: number, boot: number): void {
    if (this.isBusy || this.#afterLeft !== IDLE || this.#isForeign) return;
    const head = this.#head;
    head.fill(0xff);
    putWord(head, BoxAt.magic, BOX_MAGIC);
    head[BoxAt.major] = STORE_MAJOR;
    head[BoxAt.fault] = fault;
    putWord(head, BoxAt.turn, this.#turn + 1);
    putWord(head, BoxAt.unixTime, unixTime);
    putWord(head, BoxAt.boot, boot);
    putWord(head, BoxAt.limits, limits.debounceMs);
    putWord(head, BoxAt.limits + 4, limits.onDelayMs);
    putWord(head, BoxAt.limits + 8, limits.staggerMs);
    putWord(head, BoxAt.limits + 12, limits.softStartMs);
    putWord(head, BoxAt.limits + 16, limits.powerGoodMs);
    putWord(head, BoxAt.limits + 20, limits.shutdownMs);
    putWord(head, BoxAt.limits + 24, limits.cycleOffMs);
    for (let i = 0; i < FAULT_COUNT; i++) {
      head[BoxAt.retries + i] = limits.retries[i]!;
      head[BoxAt.delays + i] = Math.min(Math.trunc(limits.retryDelayMs[i]! / DELAY_UNIT_MS), 0xff);
    }
    this.#afterLeft = AFTER;
  }

  /** One operation of what is due: a page, or the erase ahead. */
  work(isQuiet: boolean): boolean {
    if (this.isBusy && this.#isTargetErased) return this.#writePage();
    if (!isQuiet || !this.needsErase) return false;
    this.#turnOf[this.#target] = 0;
    const status = this.#flash.erase(this.#firstSector + this.#target);
    this.#isTargetErased = status === FlashStatus.ok;
    this.status = status;
    return true;
  }

  /** 32 bytes of a box, 0 the newest, from `offset` on. @returns false where there is none */
  read(box: number, offset: number, out: Uint8Array, length: number): boolean {
    if (offset + length > SECTOR_BYTES) return false;
    const turn = this.#turn - box;
    for (let i = 0; i < this.#sectors; i++) {
      if (this.#turnOf[i] !== turn || turn <= 0) continue;
      return this.#flash.read((this.#firstSector + i) * SECTOR_BYTES + offset, out, length) === FlashStatus.ok;
    }
    return false;
  }

  #freeze(): void {
    this.#afterLeft = IDLE;
    this.#head[BoxAt.samples] = this.#filled;
    this.#head[BoxAt.trigger] = this.#filled - 1 - AFTER;
    this.#check = 0;
    this.#pageLeft = PAGES - 1;
  }

  /** From the last page to the first, which vouches for all. */
  #writePage(): boolean {
    const first = this.#pageLeft * PAGE_BYTES;
    this.#compose(this.#pageLeft);
    const isHead = this.#pageLeft === 0;
    const from = isHead ? BOX_HEAD_BYTES : 0;
    const own = crc32(this.#page, from, PAGE_BYTES, this.#flash);
    if (isHead) {
      const check = (this.#check ^ own ^ crc32(this.#page, 0, BoxAt.check, this.#flash)) >>> 0;
      putWord(this.#page, BoxAt.check, check);
    }
    const offset = (this.#firstSector + this.#target) * SECTOR_BYTES + first;
    const status = this.#flash.program(offset, this.#page, PAGE_BYTES);
    if (status === FlashStatus.busy) return false;
    this.status = status;
    this.#check ^= own;
    this.#pageLeft--;
    if (status !== FlashStatus.ok) this.#pageLeft = IDLE;
    if (this.#pageLeft !== IDLE) return true;
    this.#isTargetErased = false;
    this.#filled = 0;
    this.#next = 0;
    if (status !== FlashStatus.ok) return true;
    this.#turn++;
    this.#turnOf[this.#target] = this.#turn;
    this.#target = this.#target + 1 === this.#sectors ? 0 : this.#target + 1;
    return true;
  }

  /** A page as it stands in flash: the head, the samples from the oldest on, and erased bytes. */
  #compose(page: number): void {
    const words = this.#pageWords;
    const ring = this.#words;
    const filled = this.#filled * SAMPLE_WORDS;
    const oldest = this.#filled < SAMPLES ? 0 : this.#next * SAMPLE_WORDS;
    if (page === 0) this.#page.set(this.#head);
    const first = page * PAGE_WORDS - HEAD_WORDS;
    for (let i = page === 0 ? HEAD_WORDS : 0; i < PAGE_WORDS; i++) {
      const at = first + i;
      words[i] = at < filled ? ring[(oldest + at) % RING_WORDS]! : ERASED;
    }
  }

  /** The sector with the largest turn. */
  #newest(): number {
    let newest = NO_SECTOR;
    let turn = 0;
    for (let i = 0; i < this.#sectors; i++) {
      if (this.#turnOf[i]! <= turn) continue;
      turn = this.#turnOf[i]!;
      newest = i;
    }
    return newest;
  }

  /** By its check sum. A head that the power cut short tells of a box that is not there. */
  #isWhole(sector: number): boolean {
    let check = 0;
    for (let page = PAGES - 1; page >= 0; page--) {
      const offset = sector * SECTOR_BYTES + page * PAGE_BYTES;
      if (this.#flash.read(this.#firstSector * SECTOR_BYTES + offset, this.#page, PAGE_BYTES) !== FlashStatus.ok)
        return false;
      check ^= crc32(this.#page, page === 0 ? BOX_HEAD_BYTES : 0, PAGE_BYTES, this.#flash);
    }
    return getWord(this.#page, BoxAt.check) === (check ^ crc32(this.#page, 0, BoxAt.check, this.#flash)) >>> 0;
  }

  #isBlank(sector: number): boolean {
    return isFlashBlank(this.#flash, (this.#firstSector + sector) * SECTOR_BYTES, SECTOR_BYTES, this.#page);
  }
}
