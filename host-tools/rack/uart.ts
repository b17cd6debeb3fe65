// The serial port of one emulated BMC, as the RP2040's PL011 with the buffers of the SDK's driver: bytes take the time of ten bits each
// way, the processor is told of what came after its handling latency, and what comes while its buffer is full is lost.
// RP2040 data sheet, section 4.2; modules/io/serial/pico/serial.c of the Moddable SDK (FIFO_SIZE).
import { type Nanoseconds, nanoseconds, type ScheduledEvent, type Scheduler } from '../sim/scheduler';

const BUFFER_SIZE = 128;
/** Start, eight data bits, stop. */
const BITS_PER_BYTE = 10;
/** Bytes that leave in one go: enough for a screen to seem even. */
const CHUNK = 16;
/** Bytes from the far end that wait for the line. */
const LONGEST_BACKLOG = 65_536;

export interface UartOptions {
  readonly scheduler: Scheduler;
  /** The processor is to be told, when it comes to it: then it calls `takeReceived`. */
  readonly onAnnounce: () => void;
}

export class Uart {
  /** Gets what the BMC sends, when it has gone over the line. */
  onTransmit: (bytes: Uint8Array) => void = () => {};
  /** Bytes that came while the buffer was full. */
  lost = 0;
  readonly #options: UartOptions;
  #byteTime = 0 as Nanoseconds;
  /** From the far end, not yet over the line. */
  #incoming: number[] = [];
  #received: number[] = [];
  #outgoing: number[] = [];
  #lineFreeAt = 0 as Nanoseconds;
  #arrival: ScheduledEvent | undefined;
  #departure: ScheduledEvent | undefined;
  #isAnnounced = false;

  constructor(options: UartOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#byteTime > 0;
  }

  /** More than this waits for the line: the far end had better wait. */
  get isBusy(): boolean {
    return this.#incoming.length > BUFFER_SIZE;
  }

  /** Bytes that wait for the line or for the processor. */
  get backlog(): number {
    return this.#incoming.length + this.#received.length;
  }

  open(baud: number): void {
    this.#byteTime = nanoseconds(Math.round((BITS_PER_BYTE * 1e9) / baud));
    this.#announce();
    this.#plan();
  }

  /** Reset, or no supply: what is under way is gone. */
  close(): void {
    const { scheduler } = this.#options;
    scheduler.cancel(this.#arrival);
    scheduler.cancel(this.#departure);
    this.#arrival = undefined;
    this.#departure = undefined;
    this.#byteTime = 0 as Nanoseconds;
    this.#incoming = [];
    this.#received = [];
    this.#outgoing = [];
    this.#isAnnounced = false;
  }

  /** Bytes from the far end. A port that is not open hears nothing. */
  receive(bytes: Uint8Array): void {
    if (!this.isOpen) return;
    const { scheduler } = this.#options;
    if (this.#incoming.length === 0) this.#lineFreeAt = Math.max(this.#lineFreeAt, scheduler.now) as Nanoseconds;
    for (const byte of bytes) {
      if (this.#incoming.length < LONGEST_BACKLOG) this.#incoming.push(byte);
      else this.lost++;
    }
    this.#plan();
  }

  /** What the BMC sends. */
  transmit(bytes: Uint8Array): void {
    for (const byte of bytes) if (this.#outgoing.length < BUFFER_SIZE) this.#outgoing.push(byte);
    this.#depart();
  }

  /** Room for bytes to send. */
  get room(): number {
    return BUFFER_SIZE - this.#outgoing.length;
  }

  /** All that has come until now, once. */
  takeReceived(): Uint8Array {
    this.#isAnnounced = false;
    this.#arrive();
    const bytes = Uint8Array.from(this.#received);
    this.#received = [];
    this.#plan();
    return bytes;
  }

  /** The next byte is announced when it has come; those behind it are found with it. */
  #plan(): void {
    if (this.#incoming.length === 0 || this.#isAnnounced || this.#arrival !== undefined) return;
    const due = (this.#lineFreeAt + this.#byteTime) as Nanoseconds;
    this.#arrival = this.#options.scheduler.at(due, () => {
      this.#arrival = undefined;
      this.#announce();
    });
  }

  /** Moves what has come over the line into the buffer. */
  #arrive(): void {
    const { now } = this.#options.scheduler;
    const span = now - this.#lineFreeAt;
    const count = this.#byteTime === 0 ? 0 : Math.min(Math.floor(span / this.#byteTime), this.#incoming.length);
    if (count <= 0) return;
    this.#lineFreeAt = (this.#lineFreeAt + count * this.#byteTime) as Nanoseconds;
    for (const byte of this.#incoming.splice(0, count)) {
      if (this.#received.length < BUFFER_SIZE) this.#received.push(byte);
      else this.lost++;
    }
  }

  #depart(): void {
    if (this.#departure !== undefined || this.#outgoing.length === 0) return;
    const count = Math.min(this.#outgoing.length, CHUNK);
    const span = (count * this.#byteTime) as Nanoseconds;
    this.#departure = this.#options.scheduler.after(span, () => {
      this.#departure = undefined;
      const bytes = Uint8Array.from(this.#outgoing.splice(0, count));
      // Half of the buffer is free again: the processor may send on.
      if (this.#outgoing.length <= BUFFER_SIZE / 2) this.#announce();
      this.#depart();
      this.onTransmit(bytes);
    });
  }

  #announce(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    this.#options.scheduler.cancel(this.#arrival);
    this.#arrival = undefined;
    this.#options.onAnnounce();
  }
}
