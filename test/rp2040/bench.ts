// A board that runs a program of a few instructions, and registers by address: what the tests of this folder start from.
import { NorFlash, W25Q16JV } from '../../host-tools/flash/nor-flash';
import { Rp2040Board } from '../../host-tools/rp2040/board';
import { flashWithImage } from '../../host-tools/rp2040/image';
import type { Rp2040BoardOptions } from '../../host-tools/rp2040/options';
import { type Nanoseconds, Scheduler } from '../../host-tools/sim/scheduler';
import { b, image, label, wfi } from './thumb';

/** RP2040 datasheet, section 2.2: address map; section 2.14.3: bits of RESETS. */
export const RESETS = 0x4000_c000;
export const IO_BANK0 = 0x4001_4000;
export const WATCHDOG = 0x4005_8000;
export const I2C1 = 0x4004_8000;
export const SSI = 0x1800_0000;
export const PSM_WDSEL = 0x4001_0008;
export const RAM = 0x2000_0000;
export const CYCLE_NS = 8;

/** Sleeps, and wakes up again, for ever. */
export const IDLE = image([label('idle'), wfi, b('idle')]);

export class BoardBench {
  readonly scheduler: Scheduler;
  readonly flash: NorFlash;
  readonly board: Rp2040Board;

  constructor(program: Uint8Array = IDLE, options: Partial<Rp2040BoardOptions> = {}) {
    this.scheduler = options.scheduler ?? new Scheduler();
    this.flash = flashWithImage(program, 'program.bin', undefined, options.flash ?? new NorFlash(W25Q16JV));
    this.board = new Rp2040Board({ ...options, scheduler: this.scheduler, flash: this.flash });
    this.board.powerOn();
  }

  read(address: number): number {
    return this.board.readWord(address) >>> 0;
  }

  write(address: number, value: number): void {
    this.board.writeWord(address, value);
  }

  run(nanoseconds: number): Promise<void> {
    return this.scheduler.runUntil((this.scheduler.now + nanoseconds) as Nanoseconds);
  }

  cycles(count: number): Promise<void> {
    return this.run(count * CYCLE_NS);
  }
}
