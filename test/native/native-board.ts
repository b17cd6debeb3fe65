// The test image on the emulated board, its latch and a bus around it: what every test of this folder starts from.
import { type FlashPart, NorFlash, W25Q16JV } from '../../host-tools/flash/nor-flash';
import { Rp2040Board } from '../../host-tools/rp2040/board';
import { NANOSECONDS_PER_CYCLE } from '../../host-tools/rp2040/cycle-clock';
import { flashWithImage } from '../../host-tools/rp2040/image';
import type { FlashProbe, PowerLossOptions, ReadRequestTimes } from '../../host-tools/rp2040/options';
import { microseconds, milliseconds, type Nanoseconds } from '../../host-tools/sim/scheduler';
import { type EmulatedBus, emulatedBus } from '../conformance/emulated-bus';
import { buildImage } from './build';
import { Latch, Pin } from './latch';
import { Mailbox, type Op, type Reply } from './mailbox';

export const ADDRESS = 0x13;
/** As c/image.h has it. */
export const FLASH_FIRST = 0x30000;
export const FLASH_LENGTH = 0x10000;

/** The interrupt of a STOP is served within this. */
const SETTLE = microseconds(30);
const SLICE = microseconds(20);
/** Longer than an erase: the boot ROM waits for a chip that is busy. */
const BOOT_SLICES = 5000;

/** Thrown where the board loses power while it is asked something. */
export class BoardLost extends Error {}

export interface NativeBoardOptions {
  readonly hz?: number;
  readonly onAnswered?: (times: ReadRequestTimes) => void;
  /** CLEAR went active. */
  readonly onClear?: () => void;
  readonly powerLoss?: PowerLossOptions;
  readonly flashProbe?: FlashProbe;
  /** Made of this part; may log or fail. */
  readonly flash?: NorFlash;
}

/** A chip whose erases take less time than the data sheet says, for tests that need many. */
export const quickPart = (eraseMicroseconds: number): FlashPart => ({ ...W25Q16JV, eraseMicroseconds });

export class NativeBoard {
  readonly bus: EmulatedBus;
  readonly board: Rp2040Board;
  readonly latch: Latch;
  readonly flash: NorFlash;
  readonly #mailbox: Mailbox;
  readonly #symbols: ReadonlyMap<string, number>;
  #bell: 0 | 1 = 0;

  constructor(options: NativeBoardOptions = {}) {
    const image = buildImage();
    this.#symbols = image.symbols;
    this.flash = flashWithImage(image.bytes, 'native.bin', undefined, options.flash ?? new NorFlash(W25Q16JV));
    this.bus = emulatedBus(options.hz, SETTLE);
    this.latch = new Latch((level) => this.board.drivePad(Pin.readBack, level), options.onClear);
    const { onAnswered, powerLoss, flashProbe } = options;
    this.board = new Rp2040Board({
      scheduler: this.scheduler,
      flash: this.flash,
      i2c: { 1: { bus: this.bus.bus, ...(onAnswered && { onAnswered }) } },
      onPad: (pin, drive) => this.latch.pad(pin, drive),
      onReset: () => this.#mailbox.reset(),
      ...(powerLoss && { powerLoss }),
      ...(flashProbe && { flashProbe }),
    });
    this.#mailbox = new Mailbox(this.board, this.symbol('mailbox'));
    for (const pin of Pin.faults) this.board.drivePad(pin, 1);
  }

  get scheduler() {
    return this.bus.bus.scheduler;
  }

  /** The unit gets power: the latch is off, the image runs. */
  async powerOn(): Promise<void> {
    this.board.powerOff();
    this.latch.powerOn();
    this.board.powerOn();
    await this.boot();
  }

  /** Until the image sleeps for the first time: all of it is set up. */
  async boot(): Promise<void> {
    for (let i = 0; i < BOOT_SLICES && !this.board.isAsleep; i++)
      await this.scheduler.runUntil((this.scheduler.now + SLICE) as Nanoseconds);
    if (!this.board.isAsleep) throw new Error(`the image does not come up: ${JSON.stringify(this.board.faults)}`);
  }

  async run(ms: number): Promise<void> {
    await this.scheduler.runUntil((this.scheduler.now + milliseconds(ms)) as Nanoseconds);
  }

  /** Asks the image; other things in the rack go on meanwhile. @throws BoardLost */
  async ask(op: Op, args: readonly number[] = [], bytes: Uint8Array = new Uint8Array(0)): Promise<Reply> {
    this.begin(op, args, bytes);
    while (!this.isDone) await this.scheduler.runUntil((this.scheduler.now + SLICE) as Nanoseconds);
    return this.#mailbox.reply();
  }

  begin(op: Op, args: readonly number[] = [], bytes: Uint8Array = new Uint8Array(0)): void {
    this.#mailbox.ask(op, args, bytes);
    this.#bell = this.#bell === 0 ? 1 : 0;
    this.board.drivePad(Pin.doorbell, this.#bell);
  }

  /** @throws BoardLost */
  get isDone(): boolean {
    if (!this.board.isOn) throw new BoardLost('the board lost power');
    if (this.board.faults.length > 0) throw new Error(`the image faulted: ${JSON.stringify(this.board.faults)}`);
    return this.#mailbox.isDone;
  }

  reply(): Reply {
    return this.#mailbox.reply();
  }

  symbol(name: string): number {
    const address = this.#symbols.get(name);
    if (address === undefined) throw new Error(`the image has no ${name}`);
    return address;
  }

  /** A counter of the port, while the firmware is busy. */
  counter(index: number): number {
    return this.board.readWord(this.board.readWord(this.symbol('image_counters')) + 4 * index);
  }

  /** Phase of the port: 0 is idle. */
  get phase(): number {
    const at = this.board.readWord(this.symbol('image_phase'));
    return (this.board.readWord(at & ~3) >>> (8 * (at & 3))) & 0xff;
  }

  /** What silicon would not have forgiven, in words. */
  violations(): string[] {
    const counted = Object.entries(this.board.hazards).filter(([, count]) => count !== 0);
    return [...counted.map(([name, count]) => `${name}: ${count}`), ...this.board.warnings];
  }

  close(): void {
    this.board.remove();
  }
}

/** Core cycles between two times of the rack. */
export const cyclesBetween = (from: Nanoseconds, to: Nanoseconds): number => (to - from) / NANOSECONDS_PER_CYCLE;
