// A bus controller bit by bit, in cycles: START, bytes, repeated START, STOP, with the set-up and hold times of its speed. It waits
// for a stretched SCL and notes how long. Times: SMBus 3.2, table 14 (100 kHz, 400 kHz, 1 MHz classes), in ns.
import type { OpenDrainWire, Timeline } from './wires';

export interface BusTiming {
  readonly hertz: number;
  /** SCL rise and SDA rise, tR. */
  readonly rise: number;
  /** SDA after SCL fell, tHD:DAT. */
  readonly dataHold: number;
  /** START to the fall of SCL, tHD:STA; SCL high to a repeated START, tSU:STA; SCL high to STOP, tSU:STO. */
  readonly start: number;
  /** STOP to START, tBUF. */
  readonly free: number;
}

const CYCLES_PER_NS = 0.125;
export const cyclesOf = (nanoseconds: number): number => Math.round(nanoseconds * CYCLES_PER_NS);

/** The class of speed that `hertz` falls into, with its limits. Above 1 MHz those of 1 MHz, shortened in proportion. */
export function timingOf(hertz: number): BusTiming {
  if (hertz <= 100_000) return { hertz, rise: 600, dataHold: 300, start: 4000, free: 4700 };
  if (hertz <= 400_000) return { hertz, rise: 200, dataHold: 300, start: 600, free: 1300 };
  const part = Math.min(1, 1e6 / hertz);
  return { hertz, rise: 80 * part, dataHold: 60 * part, start: 260 * part, free: 500 * part };
}

export type Message = { readonly address: number } & (
  | { readonly write: readonly number[] }
  | { readonly read: number }
);

export interface TransferOutcome {
  /** One `+` or `-` for each byte that the target answered, addresses included. */
  acknowledged: string;
  /** Bytes read, all messages together. */
  read: number[];
  /** Cycles for which SCL was held low by another, and before which clock of the transfer. */
  stretches: { clock: number; cycles: number }[];
  done: boolean;
  /** The controller gave up: SCL was low for 25 ms or more. */
  timedOut: boolean;
}

type Wait = { readonly cycles: number } | 'scl-high';
export type Script = Generator<Wait, void, void>;

/** SMBus tTIMEOUT,MIN is 25 ms; a controller may wait longer. Here 60 ms. */
const GIVE_UP_CYCLES = 60e-3 * 125e6;

export class Controller {
  readonly #timeline: Timeline;
  readonly #scl: OpenDrainWire;
  readonly #sda: OpenDrainWire;
  readonly #timing: BusTiming;
  readonly #low: number;
  readonly #high: number;
  #clock = 0;
  #resume: (() => void) | undefined;
  outcome: TransferOutcome = { acknowledged: '', read: [], stretches: [], done: true, timedOut: false };

  constructor(timeline: Timeline, scl: OpenDrainWire, sda: OpenDrainWire, timing: BusTiming) {
    this.#timeline = timeline;
    this.#scl = scl;
    this.#sda = sda;
    this.#timing = timing;
    const period = 125e6 / timing.hertz;
    this.#low = Math.round(period * 0.55);
    this.#high = Math.round(period * 0.45) - cyclesOf(timing.rise);
    scl.riseCycles = cyclesOf(timing.rise);
    sda.riseCycles = cyclesOf(timing.rise);
    scl.onSettled((level) => {
      const resume = this.#resume;
      if (!level || resume === undefined) return;
      this.#resume = undefined;
      resume();
    });
  }

  /** Begins a transfer; `outcome.done` tells its end. */
  begin(messages: readonly Message[]): TransferOutcome {
    return this.play(this.#transfer(messages));
  }

  /** Plays a script of one's own, for what a good controller never does. */
  play(script: Script): TransferOutcome {
    const outcome = { acknowledged: '', read: [], stretches: [], done: false, timedOut: false };
    this.outcome = outcome;
    this.#clock = 0;
    this.#drive(script, outcome);
    return outcome;
  }

  #drive(script: Script, outcome: TransferOutcome): void {
    const { value, done } = script.next();
    if (done === true) {
      outcome.done = true;
      return;
    }
    const again = () => this.#drive(script, outcome);
    if (value !== 'scl-high') {
      this.#timeline.at(this.#timeline.now + value.cycles, again);
      return;
    }
    if (this.#scl.settled) {
      again();
      return;
    }
    const released = this.#timeline.now;
    let waiting = true;
    this.#resume = () => {
      waiting = false;
      const stretched = this.#timeline.now - released - this.#scl.riseCycles;
      if (stretched > 0) outcome.stretches.push({ clock: this.#clock, cycles: stretched });
      again();
    };
    this.#timeline.at(released + GIVE_UP_CYCLES, () => {
      if (!waiting) return;
      this.#resume = undefined;
      Object.assign(outcome, { done: true, timedOut: true });
    });
  }

  *start(): Script {
    const { start } = this.#timing;
    this.#sda.pull('controller', false);
    if (this.#scl.isPulledBy('controller')) {
      yield { cycles: this.#low };
      this.#scl.pull('controller', false);
      yield 'scl-high';
      yield { cycles: cyclesOf(start) };
    }
    this.#sda.pull('controller', true);
    yield { cycles: cyclesOf(start) };
    this.#scl.pull('controller', true);
  }

  *stop(): Script {
    yield { cycles: cyclesOf(this.#timing.dataHold) };
    this.#sda.pull('controller', true);
    yield { cycles: this.#low - cyclesOf(this.#timing.dataHold) };
    this.#scl.pull('controller', false);
    yield 'scl-high';
    yield { cycles: cyclesOf(this.#timing.start) };
    this.#sda.pull('controller', false);
    yield { cycles: cyclesOf(this.#timing.free) };
  }

  /** One clock, SCL low before and after. Calls `seen` with SDA at the end of the high time. */
  *bit(high: boolean, seen?: (level: boolean) => void): Script {
    const hold = cyclesOf(this.#timing.dataHold);
    yield { cycles: hold };
    this.#sda.pull('controller', !high);
    yield { cycles: this.#low - hold };
    this.#clock++;
    this.#scl.pull('controller', false);
    yield 'scl-high';
    yield { cycles: this.#high };
    seen?.(this.#sda.settled);
    this.#scl.pull('controller', true);
  }

  *byteOut(byte: number): Script {
    for (let bit = 7; bit >= 0; bit--) yield* this.bit(((byte >> bit) & 1) === 1);
    yield* this.bit(true, (level) => {
      this.outcome.acknowledged += level ? '-' : '+';
    });
  }

  *byteIn(last: boolean): Script {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) {
      yield* this.bit(true, (level) => {
        byte = (byte << 1) | Number(level);
      });
    }
    this.outcome.read.push(byte);
    yield* this.bit(last);
  }

  *#transfer(messages: readonly Message[]): Script {
    const { outcome } = this;
    for (const message of messages) {
      yield* this.start();
      yield* this.byteOut((message.address << 1) | Number('read' in message));
      if (outcome.acknowledged.endsWith('-')) break;
      if ('read' in message) {
        for (let n = 1; n <= message.read; n++) yield* this.byteIn(n === message.read);
        continue;
      }
      for (const byte of message.write) {
        yield* this.byteOut(byte);
        if (outcome.acknowledged.endsWith('-')) break;
      }
      if (outcome.acknowledged.endsWith('-')) break;
    }
    yield* this.stop();
  }
}
