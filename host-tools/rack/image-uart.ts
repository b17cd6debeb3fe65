// The serial line of a unit that runs a built image: what comes from the far end takes the time of its bits. What the image sends is
// passed on at once: rp2040js's UART does not take the time of the bits that go out.
import { PICO_BOARD } from '../../boards/pico/board';
import { type Nanoseconds, nanoseconds, type ScheduledEvent, type Scheduler } from '../sim/scheduler';

/** Start, eight data bits, stop. */
const BITS_PER_BYTE = 10;
/** Bytes from the far end that wait for the line. */
const LONGEST_BACKLOG = 65_536;
const BUSY_ABOVE = 128;

export class ImageUart {
  /** Gets what the BMC sends. */
  onTransmit: (bytes: Uint8Array) => void = () => {};
  /** Bytes that came while the backlog was full. */
  lost = 0;
  readonly #scheduler: Scheduler;
  readonly #deliver: (byte: number) => void;
  readonly #byteTime: Nanoseconds;
  #incoming: number[] = [];
  #arrival: ScheduledEvent | undefined;

  constructor(scheduler: Scheduler, deliver: (byte: number) => void) {
    this.#scheduler = scheduler;
    this.#deliver = deliver;
    this.#byteTime = nanoseconds(Math.round((BITS_PER_BYTE * 1e9) / PICO_BOARD.console!.baud));
  }

  get isBusy(): boolean {
    return this.#incoming.length > BUSY_ABOVE;
  }

  get backlog(): number {
    return this.#incoming.length;
  }

  /** Bytes from the far end. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#incoming.length < LONGEST_BACKLOG) this.#incoming.push(byte);
      else this.lost++;
    }
    this.#plan();
  }

  sent(byte: number): void {
    this.onTransmit(Uint8Array.of(byte));
  }

  #plan(): void {
    if (this.#incoming.length === 0 || this.#arrival !== undefined) return;
    this.#arrival = this.#scheduler.after(this.#byteTime, () => {
      this.#arrival = undefined;
      this.#deliver(this.#incoming.shift()!);
      this.#plan();
    });
  }
}
