// The prototype's image on an emulated RP2040 with a bus at its pins: processor, PIO, DMA, wires and controller share one
// count of cycles at 125 MHz. What is not modelled is named in README.md.
import { RP2040 } from 'rp2040js';
import { type BusTiming, Controller, type Message, type Script, type TransferOutcome } from './controller';
import type { Image } from './image';
import { PioClock } from './pio-clock';
import { OpenDrainWire, Timeline } from './wires';

const NS_PER_CYCLE = 8;
/** From the edge of an exception to the first instruction of its handler: Cortex-M0+ TRM, section 3.8. */
const ENTRY_CYCLES = 15;
/** Two flip-flops at each input: RP2040 data sheet, section 3.5.6.3. */
const SYNCHRONISER_CYCLES = 2;
const SDA_PIN = 4;
const SCL_PIN = 5;
const FLASH = 0x10000000;
const MAILBOX = 0x20041000;
const PIO_VECTOR = 16 + 7;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Words of the mailbox: see c/main.c. */
export const Mail = { ready: 0, holdWrites: 1, busy: 2, erase: 3, alert: 4, counters: 5, taken: 17, last: 18 } as const;

/** The clock that rp2040js makes by itself; its index does not export the type. */
interface SteppedClock {
  /** 0 while no alarm is set. */
  readonly nanosToNextAlarm: number;
  tick(nanoseconds: number): void;
}

export interface InterruptUse {
  count: number;
  /** Cycles from the edge to the return, entry counted, return not. */
  cycles: number;
}

export class Board {
  readonly timeline = new Timeline();
  readonly scl = new OpenDrainWire('scl', this.timeline);
  readonly sda = new OpenDrainWire('sda', this.timeline);
  readonly controller: Controller;
  readonly pio: PioClock;
  /** Of the target's interrupt. */
  readonly interrupts: InterruptUse = { count: 0, cycles: 0 };
  /** Reads of the flash while `watchFlash`. */
  flashReads = 0;
  watchFlash = false;
  readonly #rp2040 = new RP2040();
  readonly #clock = this.#rp2040.clock as unknown as SteppedClock;
  #synced = 0;
  #entered = 0;

  constructor(image: Image, timing: BusTiming) {
    this.#rp2040.logger = SILENT;
    this.pio = new PioClock(this.#rp2040, this.timeline);
    this.#load(image);
    this.#countInterrupts();
    this.controller = new Controller(this.timeline, this.scl, this.sda, timing);
    this.#connect(this.scl, SCL_PIN);
    this.#connect(this.sda, SDA_PIN);
    this.runUntil(() => this.read(Mail.ready) === 1, 10);
  }

  /** @returns a word of the mailbox. */
  read(word: number): number {
    return this.#rp2040.sramView.getUint32(MAILBOX - 0x20000000 + 4 * word, true);
  }

  write(word: number, value: number): void {
    this.#rp2040.sramView.setUint32(MAILBOX - 0x20000000 + 4 * word, value, true);
  }

  counter(index: number): number {
    return this.read(Mail.counters + index);
  }

  /** Code and data of the write that the firmware took last. */
  get lastWrite(): number[] {
    const at = MAILBOX - 0x20000000 + 4 * Mail.last;
    return [...this.#rp2040.sram.subarray(at, at + 8)];
  }

  /** Puts a transfer on the bus and lets time pass until its end. @throws after 200 ms */
  transfer(...messages: Message[]): TransferOutcome {
    return this.#finish(this.controller.begin(messages));
  }

  play(script: Script): TransferOutcome {
    return this.#finish(this.controller.play(script));
  }

  #finish(outcome: TransferOutcome): TransferOutcome {
    this.runUntil(() => outcome.done, 200);
    return outcome;
  }

  run(milliseconds: number): void {
    const end = this.timeline.now + milliseconds * 125_000;
    while (this.timeline.now < end) this.#step(end);
  }

  /** @throws where it does not come true within `milliseconds`. */
  runUntil(condition: () => boolean, milliseconds: number): void {
    const end = this.timeline.now + milliseconds * 125_000;
    while (!condition()) {
      if (this.timeline.now >= end) throw new Error(`not within ${milliseconds} ms`);
      this.#step(end);
    }
  }

  /** One instruction of the processor, or the time that it took, or, while it sleeps, the time up to the next event. */
  #step(end: number): void {
    const { core } = this.#rp2040;
    const spent = core.cycles - this.#synced;
    this.#synced = core.cycles;
    if (spent > 0) {
      this.#advance(this.timeline.now + spent);
    } else if (core.waiting) {
      this.#advance(Math.max(Math.min(this.#next, end), this.timeline.now + 1));
    } else {
      core.executeInstruction();
      this.pio.settle();
      this.#drive();
    }
  }

  /** When something happens beside the processor. */
  get #next(): number {
    const ns = this.#clock.nanosToNextAlarm;
    const alarm = ns > 0 ? this.timeline.now + Math.ceil(ns / NS_PER_CYCLE) : Number.POSITIVE_INFINITY;
    return Math.min(this.timeline.next, this.pio.next, alarm);
  }

  /** Bus, PIO and timers until `time`. */
  #advance(time: number): void {
    for (let next = this.#next; next <= time; next = this.#next) {
      this.#pass(Math.max(next, this.timeline.now));
      if (this.timeline.next <= this.timeline.now) this.timeline.step();
      this.pio.settle();
      if (this.pio.next <= this.timeline.now) this.pio.step();
      this.#drive();
    }
    this.#pass(time);
  }

  #pass(time: number): void {
    this.#clock.tick((time - this.timeline.now) * NS_PER_CYCLE);
    this.timeline.now = time;
  }

  #drive(): void {
    const { pulls } = this.pio;
    this.sda.pull('target', ((pulls >> SDA_PIN) & 1) === 1);
    this.scl.pull('target', ((pulls >> SCL_PIN) & 1) === 1);
  }

  #connect(wire: OpenDrainWire, pin: number): void {
    const gpio = this.#rp2040.gpio[pin]!;
    gpio.setInputValue(true);
    wire.onChange((level) =>
      this.timeline.at(this.timeline.now + SYNCHRONISER_CYCLES, () => {
        gpio.setInputValue(level);
      }),
    );
  }

  #load(image: Image): void {
    const rp2040 = this.#rp2040;
    for (const { address, bytes } of image.segments) rp2040.flash.set(bytes, address - FLASH);
    const [stack, start] = [rp2040.flashView.getUint32(0, true), rp2040.flashView.getUint32(4, true)];
    rp2040.core.SP = stack;
    rp2040.core.PC = start & ~1;
    for (const name of ['readUint16', 'readUint32', 'readUint8'] as const) {
      const read = rp2040[name].bind(rp2040);
      rp2040[name] = (address) => {
        if (this.watchFlash && address >>> 28 === 1) this.flashReads++;
        return read(address);
      };
    }
  }

  /** rp2040js counts no cycles for the entry of an exception. */
  #countInterrupts(): void {
    const { core } = this.#rp2040;
    const hooks = core as unknown as Record<'exceptionEntry' | 'exceptionReturn', (value: number) => void>;
    const [entry, leave] = [hooks.exceptionEntry.bind(core), hooks.exceptionReturn.bind(core)];
    hooks.exceptionEntry = (vector) => {
      entry(vector);
      this.#entered = core.cycles;
      core.cycles += ENTRY_CYCLES;
      if (vector === PIO_VECTOR) this.interrupts.count++;
    };
    hooks.exceptionReturn = (value) => {
      if (core.IPSR === PIO_VECTOR) this.interrupts.cycles += core.cycles - this.#entered;
      leave(value);
    };
  }
}
