// `embedded:io/serial` of the emulated board, with the data format `number`. @see firmware/io/embedded.ts
import type { Serial, SerialOptions } from '../../../firmware/io/embedded';
import { putInteger } from '../../../firmware/pmbus/bytes';
import { Op, WAKE_HEADER } from '../bridge-protocol';
import { bridgeOfUnit } from './bridge';

/** As the SDK's driver of the board has. */
const BUFFER_SIZE = 128;

export default class EmulatedSerial implements Serial {
  readonly #bridge = bridgeOfUnit();
  readonly #options: SerialOptions;
  readonly #received = new Uint8Array(BUFFER_SIZE);
  #first = 0;
  #count = 0;
  #room = 0;

  constructor(options: SerialOptions) {
    this.#options = options;
    const baud = new Uint8Array(4);
    putInteger(baud, 0, options.baud, 4);
    this.#bridge.onSerial((room, message) => this.#wake(room, message));
    this.#bridge.post(Op.serialOpen, baud);
  }

  /** @throws Error where none waits */
  read(): number {
    if (this.#count === 0) throw new Error('serial: no data');
    const byte = this.#received[this.#first]!;
    this.#first = (this.#first + 1) % BUFFER_SIZE;
    this.#count--;
    return byte;
  }

  /** @throws Error where there is no room */
  write(byte: number): void {
    if (this.#room === 0) throw new Error('serial: output full');
    this.#room--;
    this.#bridge.postByte(Op.serialWrite, byte);
  }

  close(): void {
    this.#bridge.post(Op.serialClose, []);
  }

  /** What does not fit is lost, as on the board. */
  #wake(room: number, message: Uint8Array): void {
    for (let i = WAKE_HEADER; i < message.length && this.#count < BUFFER_SIZE; i++) {
      this.#received[(this.#first + this.#count++) % BUFFER_SIZE] = message[i]!;
    }
    this.#room = room;
    if (this.#count > 0) this.#options.onReadable(this.#count);
    if (this.#room > 0) this.#options.onWritable(this.#room);
  }
}
