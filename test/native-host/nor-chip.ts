// Model of a serial NOR flash chip as the W25Q data sheets describe it: write enable latch, busy time, pages that wrap, bits that
// programming only clears, power that goes in the middle of an operation. It counts what a driver must not do.
// Not modelled: a byte of which only some bits were written, write protection by block, erase suspend, wear.
import { Random } from '../../host-tools/sim/random';

const PAGE = 256;
const SECTOR = 4096;
const BUSY = 1;
const WRITE_ENABLED = 2;
/** Typical: W25Q16JV, section 9.6. */
const ERASE_US = 45_000;
const PROGRAM_US = 400;
/** A look at the status register takes so long here. */
const POLL_US = 500;

/** Thrown where the power goes. */
export class PowerCut extends Error {}

export interface NorFaults {
  /** The chip takes no write enable. */
  isProtected?: boolean;
  /** The next operation never ends. */
  hangs?: boolean;
  /** A bit of this address cannot be programmed. */
  stuckAt?: number;
  /** Erases and programs that still succeed; the one behind them is cut. */
  operationsLeft?: number;
}

export class NorChip {
  readonly bytes: Uint8Array;
  readonly faults: NorFaults = {};
  /** What a driver must not do, in words. */
  readonly violations: string[] = [];
  /** Each erase and program that began: `E address` or `P address length`. */
  readonly log: string[] = [];
  resets = 0;
  readonly #random: Random;
  #now = 0;
  #readyAt = 0;
  #isEnabled = false;
  #isOpen = true;

  constructor(size: number, seed: number) {
    this.#random = new Random(seed);
    this.bytes = new Uint8Array(size).fill(0xff);
  }

  /** The processor starts: the window is open, the latch cleared. */
  restart(): void {
    this.#isEnabled = false;
    this.#isOpen = true;
    this.#readyAt = this.#now;
    delete this.faults.operationsLeft;
  }

  now(): number {
    this.#now += 1;
    return this.#now;
  }

  enter(): void {
    if (!this.#isOpen) this.violations.push('enter twice');
    this.#isOpen = false;
  }

  leave(): void {
    if (this.#now < this.#readyAt) this.violations.push('leave while the chip is busy');
    this.#isOpen = true;
  }

  enableWrite(): void {
    if (this.#command('write enable') && !this.faults.isProtected) this.#isEnabled = true;
  }

  status(): number {
    if (this.#isOpen) this.violations.push('status while the window is open');
    this.#now += POLL_US;
    return (this.#now < this.#readyAt ? BUSY : 0) | (this.#isEnabled ? WRITE_ENABLED : 0);
  }

  erase(address: number): void {
    if (!this.#begin(`E ${address}`, ERASE_US)) return;
    const first = address - (address % SECTOR);
    this.#operate(SECTOR, (i) => {
      this.bytes[first + i] = 0xff;
    });
  }

  program(address: number, data: Uint8Array): void {
    if (!this.#begin(`P ${address} ${data.length}`, PROGRAM_US)) return;
    if ((address % PAGE) + data.length > PAGE) this.violations.push(`program across a page at ${address}`);
    const page = address - (address % PAGE);
    this.#operate(data.length, (i) => {
      const at = page + ((address + i) % PAGE);
      const stuck = this.faults.stuckAt === at ? 1 : 0;
      this.bytes[at] = this.bytes[at]! & (data[i]! | stuck);
    });
  }

  reset(): void {
    this.resets++;
    this.#readyAt = this.#now;
    this.#isEnabled = false;
  }

  read(address: number, length: number): Uint8Array {
    if (!this.#isOpen) this.violations.push('read through a closed window');
    return this.bytes.slice(address, address + length);
  }

  #command(name: string): boolean {
    if (this.#isOpen) this.violations.push(`${name} while the window is open`);
    if (this.#now < this.#readyAt) this.violations.push(`${name} while busy`);
    return this.#now >= this.#readyAt;
  }

  #begin(entry: string, microseconds: number): boolean {
    if (!this.#command(entry)) return false;
    if (!this.#isEnabled) {
      this.violations.push(`${entry} without write enable`);
      return false;
    }
    this.log.push(entry);
    this.#isEnabled = false;
    this.#readyAt = this.faults.hangs ? Number.POSITIVE_INFINITY : this.#now + microseconds;
    return true;
  }

  /** All of it, or where the power goes now: nothing, all, or some of its bytes in no order. */
  #operate(count: number, change: (index: number) => void): void {
    const { operationsLeft } = this.faults;
    if (operationsLeft === undefined || operationsLeft > 0) {
      if (operationsLeft !== undefined) this.faults.operationsLeft = operationsLeft - 1;
      for (let i = 0; i < count; i++) change(i);
      return;
    }
    const share = [0, 1][this.#random.below(4)] ?? this.#random.next();
    for (let i = 0; i < count; i++) {
      if (this.#random.next() < share) change(i);
    }
    throw new PowerCut();
  }
}
