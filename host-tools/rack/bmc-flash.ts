// The flash of one emulated BMC, as its port: the region of the store on a chip that keeps its content over resets and black-outs.
// An operation takes the data sheet's time, in which JavaScript stands still; the power may fail in it.
// While a sector is erased writes on the bus are refused; a page takes less than the write barrier allows, and they wait in the queue.
import { type Flash, FlashStatus, PAGE_BYTES, SECTOR_BYTES } from '../../firmware/io/flash/flash';
import type { SmbusTarget } from '../../firmware/io/smbus-target/smbus-target';
import { type FlashPart, NorFlash, TORN, tear, W25Q16JV } from '../flash/nor-flash';
import type { Random } from '../sim/random';
import { microseconds, type Nanoseconds, type Scheduler } from '../sim/scheduler';

export interface BmcFlashOptions {
  readonly sectors: number;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** The target port, while it is open. */
  readonly port: () => SmbusTarget | undefined;
  /** JavaScript stands still. */
  readonly pause: (span: Nanoseconds) => void;
}

/** The ways in which a flash fails, and what its port then says of every program and erase. */
export const FLASH_FAILURES = {
  worn: { status: FlashStatus.verifyFailed, words: 'takes what is written and does not keep it: its cells are worn' },
  silent: { status: FlashStatus.timeout, words: 'does not finish an operation' },
} as const;
export type FlashFailure = keyof typeof FLASH_FAILURES;
export const FLASH_FAILURE_NAMES = Object.keys(FLASH_FAILURES) as [FlashFailure, ...FlashFailure[]];

interface Operation {
  /** When it begins, behind those before it, and when it is over. */
  readonly fromNs: number;
  readonly untilNs: number;
  readonly offset: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export class BmcFlash implements Flash {
  readonly sectors: number;
  readonly chip: NorFlash;
  /** What it holds can still be read. */
  failure: FlashFailure | undefined;
  readonly #options: BmcFlashOptions;
  /** When the erase ended, or would have ended, that was the last to begin before the BMC lost its supply. */
  eraseBeforeLoss = 0 as Nanoseconds;
  #eraseUntil = 0 as Nanoseconds;
  #busyUntil = 0 as Nanoseconds;
  /** Those that were under way, or waited, when the last one was asked for. */
  #operations: Operation[] = [];

  constructor(options: BmcFlashOptions) {
    this.#options = options;
    this.sectors = options.sectors;
    const part: FlashPart = { ...W25Q16JV, bytes: options.sectors * SECTOR_BYTES };
    this.chip = new NorFlash(part);
  }

  read(offset: number, out: Uint8Array, length: number): FlashStatus {
    if (!this.#isWithin(offset, length)) return FlashStatus.outOfBounds;
    out.set(this.chip.read(offset, length));
    return FlashStatus.ok;
  }

  program(offset: number, bytes: Uint8Array, length: number): FlashStatus {
    if (!this.#isWithin(offset, length)) return FlashStatus.outOfBounds;
    if (Math.floor(offset / PAGE_BYTES) !== Math.floor((offset + length - 1) / PAGE_BYTES))
      return FlashStatus.misaligned;
    const before = this.chip.read(offset, length);
    const after = bytes.slice(0, length);
    if (after.some((byte, i) => (byte & ~before[i]!) !== 0)) return FlashStatus.notErased;
    const span = this.#take(W25Q16JV.programMicroseconds);
    if (this.failure !== undefined) return FLASH_FAILURES[this.failure].status;
    this.chip.program(offset, after);
    this.#operations.push({ ...span, offset, before, after });
    return FlashStatus.ok;
  }

  erase(sector: number): FlashStatus {
    const offset = sector * SECTOR_BYTES;
    if (!this.#isWithin(offset, SECTOR_BYTES)) return FlashStatus.outOfBounds;
    const target = this.#options.port();
    if (target !== undefined && !target.suspend()) return FlashStatus.busy;
    const span = this.#take(W25Q16JV.eraseMicroseconds);
    this.#eraseUntil = this.#busyUntil;
    if (target !== undefined) this.#resumeAfter(target);
    if (this.failure !== undefined) return FLASH_FAILURES[this.failure].status;
    const before = this.chip.read(offset, SECTOR_BYTES);
    this.chip.erase(offset);
    this.#operations.push({ ...span, offset, before, after: this.chip.read(offset, SECTOR_BYTES) });
    return FlashStatus.ok;
  }

  /** The BMC's supply is gone. An operation that was under way is left as chance will have it, and one that waited behind it never was. */
  losePower(): void {
    const { scheduler, random } = this.#options;
    for (const { fromNs, untilNs, offset, before, after } of this.#operations.reverse()) {
      if (scheduler.now < fromNs) this.chip.overwrite(offset, before);
      else if (scheduler.now < untilNs)
        this.chip.overwrite(offset, tear(before, after, TORN[random.below(TORN.length)]!, random));
    }
    this.#operations = [];
    this.#busyUntil = scheduler.now;
    this.eraseBeforeLoss = this.#eraseUntil;
  }

  /** JavaScript stands still for so long, behind what is under way. */
  #take(span: number): Pick<Operation, 'fromNs' | 'untilNs'> {
    const { scheduler, pause } = this.#options;
    const from = Math.max(scheduler.now, this.#busyUntil);
    this.#busyUntil = (from + microseconds(span)) as Nanoseconds;
    pause((this.#busyUntil - scheduler.now) as Nanoseconds);
    this.#operations = this.#operations.filter(({ untilNs }) => untilNs > scheduler.now);
    return { fromNs: from, untilNs: this.#busyUntil };
  }

  #resumeAfter(target: SmbusTarget): void {
    const { scheduler, port } = this.#options;
    scheduler.at(this.#busyUntil, () => {
      // A reset closed it meanwhile.
      if (port() !== target) return;
      if (scheduler.now < this.#busyUntil) this.#resumeAfter(target);
      else target.resume();
    });
  }

  #isWithin(offset: number, length: number): boolean {
    return offset >= 0 && length >= 1 && offset + length <= this.sectors * SECTOR_BYTES;
  }
}
