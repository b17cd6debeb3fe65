// The emulated SMBus at byte level, in virtual time: START, address, byte, acknowledge, STOP, clock stretching, injected faults.
// The controller's side is four operations with a callback each; one controller at a time (controller.ts queues).
import { CLOCK_LOW_TIMEOUT_MS } from '../../firmware/smbus/limits';
import { milliseconds, type Nanoseconds, type ScheduledEvent, type Scheduler } from '../sim/scheduler';
import { ACK, type BusDevice, type BusLine, NACK, STRETCH } from './bus-device';
import type { BusFault } from './bus-fault';
import type { BusTrace } from './bus-trace';

/** Outcomes of an operation besides ACK, NACK and a byte. */
export const TIMEOUT = -2;
export const ARBITRATION_LOST = -3;
/** The fault `short`: the controller is to send STOP now. */
export const CUT_SHORT = -4;

const BITS_PER_BYTE = 8;
/** What is read where nobody pulls. */
const LINE_HIGH = 0xff;
const TIMEOUT_SPAN = milliseconds(CLOCK_LOW_TIMEOUT_MS);

export type Done = (outcome: number) => void;

export interface BusOptions {
  readonly scheduler: Scheduler;
  readonly hz: number;
  /** False: the controller does not look at SCL and clocks on: it sees NACK and 0xFF where a device stretches. */
  readonly stretches?: boolean;
  readonly trace?: BusTrace;
}

interface Attached extends BusLine {
  readonly device: BusDevice;
  /** What the device gave in the byte under way, STRETCH while it has not. */
  given: number;
  /** It stretches: an answer is due. */
  owes: boolean;
  selected: boolean;
  inMessage: boolean;
}

/** An operation that waits for one or more devices. */
interface Waiting {
  combined: number;
  pending: number;
  readonly isData: boolean;
  readonly since: Nanoseconds;
  finish: (combined: number, stretched: number) => void;
  timeout: ScheduledEvent | undefined;
}

export class Bus {
  readonly scheduler: Scheduler;
  readonly stretches: boolean;
  readonly #bit: Nanoseconds;
  readonly #trace: BusTrace | undefined;
  readonly #attached: Attached[] = [];
  readonly #faults: BusFault[] = [];
  #fault: BusFault | undefined;
  #noise: (() => BusFault | undefined) | undefined;
  #busy = false;
  #byteIndex = 0;
  #waiting: Waiting | undefined;
  /** For how long a fault held SCL low before the byte that comes. */
  #held = 0;
  #transactions = 0;

  constructor(options: BusOptions) {
    this.scheduler = options.scheduler;
    this.#bit = Math.round(1e9 / options.hz) as Nanoseconds;
    this.#trace = options.trace;
    this.stretches = options.stretches ?? true;
  }

  /** Transactions begun since power-on. */
  get transactions(): number {
    return this.#transactions;
  }

  /** Puts a device on the bus. What it stretches it answers through the line. */
  attach(device: BusDevice): BusLine {
    const attached: Attached = {
      device,
      given: STRETCH,
      owes: false,
      selected: false,
      inMessage: false,
      release: (answer) => {
        // Behind a time-out nobody waits for it any more.
        if (!attached.owes) return;
        attached.owes = false;
        attached.given = answer;
        this.#answer(answer);
      },
    };
    this.#attached.push(attached);
    return attached;
  }

  /** Takes a device off the bus, as a pulled tray does. What it stretches ends, with SDA high. */
  detach(device: BusDevice): void {
    const index = this.#attached.findIndex((attached) => attached.device === device);
    if (index < 0) return;
    const [attached] = this.#attached.splice(index, 1);
    attached!.release(this.#waiting?.isData ? LINE_HIGH : NACK);
  }

  /** The fault strikes the next transaction that begins. */
  inject(fault: BusFault): void {
    this.#faults.push(fault);
  }

  /** Faults that were injected and have not struck yet are taken back. @returns how many */
  takeBackFaults(): number {
    return this.#faults.splice(0).length;
  }

  /** Asked for a fault at the beginning of every transaction that none was injected into; undefined: quiet again. */
  setNoise(noise: (() => BusFault | undefined) | undefined): void {
    this.#noise = noise;
  }

  /** START or repeated START with an address byte. `done` gets ACK, NACK, TIMEOUT, ARBITRATION_LOST or CUT_SHORT. */
  start(address: number, read: boolean, done: Done): void {
    if (!this.#busy) this.#begin();
    else this.#trace?.restart();
    const sent = (address << 1) | (read ? 1 : 0);
    this.#sendByte(sent, done, (seen) => this.#selectAll(seen));
  }

  /** A byte to the selected devices. */
  write(byte: number, done: Done): void {
    this.#sendByte(byte, done, (seen) => this.#ask((device) => device.received(seen)));
  }

  /** A byte from the selected devices; `acknowledge` is the controller's answer to it. `done` gets the byte or an outcome below 0. */
  read(acknowledge: boolean, done: Done): void {
    if (this.#strike(done, () => this.read(acknowledge, done))) return;
    const index = this.#byteIndex++;
    const held = this.#takeHeld();
    this.#await(this.#askForByte(), (byte, stretched) => {
      if (byte < 0) {
        done(byte);
        return;
      }
      const seen = this.#disturb(byte, index);
      this.#reportCollisions(byte);
      this.#trace?.byte(seen, acknowledge, held + stretched);
      this.scheduler.after(this.#bits(BITS_PER_BYTE + 1), () => done(seen));
    });
  }

  /** STOP. On a bus that is idle it is none. */
  stop(done: () => void): void {
    if (!this.#busy) {
      this.scheduler.after(this.#bits(2), done);
      return;
    }
    for (const attached of this.#attached) {
      if (attached.inMessage) attached.device.stopped();
      else attached.device.othersStopped?.();
    }
    this.#end();
    this.#trace?.stop();
    this.scheduler.after(this.#bits(2), done);
  }

  /** Leaves the bus without a STOP, as a controller does that lost arbitration or was reset. */
  abandon(done: () => void): void {
    this.#end();
    this.#trace?.abandon();
    this.scheduler.after(this.#bits(2), done);
  }

  #begin(): void {
    this.#busy = true;
    this.#byteIndex = 0;
    this.#transactions++;
    this.#fault = this.#faults.shift() ?? this.#noise?.();
    this.#trace?.start(this.scheduler.now);
  }

  #end(): void {
    for (const attached of this.#attached) {
      attached.selected = false;
      attached.inMessage = false;
    }
    this.#busy = false;
    this.#fault = undefined;
  }

  #bits(count: number): Nanoseconds {
    return (this.#bit * count) as Nanoseconds;
  }

  /** Eight bits from the controller, the devices' answer, the ninth bit. */
  #sendByte(sent: number, done: Done, ask: (seen: number) => Waiting): void {
    if (this.#strike(done, () => this.#sendByte(sent, done, ask))) return;
    const index = this.#byteIndex++;
    const held = this.#takeHeld();
    const fault = this.#fault;
    if (fault?.kind === 'stuck-sda' && index >= fault.byte && sent !== 0) {
      done(ARBITRATION_LOST);
      return;
    }
    this.scheduler.after(this.#bits(BITS_PER_BYTE), () => {
      const seen = this.#disturb(sent, index);
      this.#await(ask(seen), (combined, stretched) => {
        const outcome = fault?.kind === 'nack' && fault.byte === index && combined === ACK ? NACK : combined;
        this.#trace?.byte(seen, outcome === ACK, held + stretched);
        this.scheduler.after(this.#bits(1), () => done(outcome));
      });
    });
  }

  /** Faults that keep a byte from being sent. True: `done` was or will be called, or `again` where the byte is but late. */
  #strike(done: Done, again: () => void): boolean {
    const fault = this.#fault;
    if (fault === undefined || fault.byte !== this.#byteIndex) return false;
    if (fault.kind === 'arbitration' || fault.kind === 'short') {
      done(fault.kind === 'short' ? CUT_SHORT : ARBITRATION_LOST);
      return true;
    }
    if (fault.kind === 'stuck-scl') {
      this.#fault = undefined;
      const span = milliseconds(fault.milliseconds);
      this.scheduler.after(span, () => {
        if (span < TIMEOUT_SPAN) {
          this.#held = span;
          again();
          return;
        }
        this.#timeOut();
        done(TIMEOUT);
      });
      return true;
    }
    return false;
  }

  #takeHeld(): number {
    const held = this.#held;
    this.#held = 0;
    return held;
  }

  #disturb(byte: number, index: number): number {
    const fault = this.#fault;
    if (fault?.kind === 'flip' && fault.byte === index) return byte ^ fault.mask;
    return fault?.kind === 'stuck-sda' && index >= fault.byte ? 0 : byte;
  }

  #selectAll(seen: number): Waiting {
    const waiting = this.#newWaiting(false);
    for (const attached of this.#attached) {
      const answer = attached.device.addressed(seen >> 1, (seen & 1) === 1);
      attached.selected = answer !== NACK;
      attached.inMessage ||= attached.selected;
      take(waiting, attached, answer);
    }
    return waiting;
  }

  #ask(question: (device: BusDevice) => number): Waiting {
    const waiting = this.#newWaiting(false);
    for (const attached of this.#attached) {
      if (attached.selected) take(waiting, attached, question(attached.device));
    }
    return waiting;
  }

  #askForByte(): Waiting {
    const waiting = this.#newWaiting(true);
    for (const attached of this.#attached) {
      if (!attached.selected) continue;
      attached.given = attached.device.requested();
      take(waiting, attached, attached.given);
    }
    return waiting;
  }

  /** Two devices that gave different bytes: the one that left a bit high finds it low. */
  #reportCollisions(combined: number): void {
    for (const attached of this.#attached) {
      if (attached.selected && attached.given >= 0 && attached.given !== combined) attached.device.collided();
    }
  }

  #newWaiting(isData: boolean): Waiting {
    const since = this.scheduler.now;
    return { combined: isData ? LINE_HIGH : NACK, pending: 0, isData, since, finish: () => {}, timeout: undefined };
  }

  #await(waiting: Waiting, finish: Waiting['finish']): void {
    if (waiting.pending === 0 || !this.stretches) {
      finish(waiting.combined, 0);
      return;
    }
    waiting.finish = finish;
    this.#waiting = waiting;
    waiting.timeout = this.scheduler.after(TIMEOUT_SPAN, () => {
      this.#waiting = undefined;
      for (const attached of this.#attached) attached.owes = false;
      this.#timeOut();
      finish(TIMEOUT, TIMEOUT_SPAN);
    });
  }

  #answer(answer: number): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    waiting.pending--;
    combine(waiting, answer);
    if (waiting.pending > 0) return;
    this.#waiting = undefined;
    this.scheduler.cancel(waiting.timeout);
    waiting.finish(waiting.combined, this.scheduler.now - waiting.since);
  }

  #timeOut(): void {
    for (const attached of this.#attached) attached.device.clockTimeout();
  }
}

/** The answer of a device that was asked just now. */
function take(waiting: Waiting, attached: Attached, answer: number): void {
  attached.owes = answer === STRETCH;
  combine(waiting, answer);
}

/**
 * The lines are wired-AND: one ACK is an ACK. Of two bytes the smaller one is seen: bits go from high to low, and the device
 * that left one high where the other pulled it low gives up the rest of its byte.
 */
function combine(waiting: Waiting, answer: number): void {
  if (answer === STRETCH) waiting.pending++;
  else waiting.combined = waiting.isData ? Math.min(waiting.combined, answer) : waiting.combined | answer;
}
