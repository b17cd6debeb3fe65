// `embedded:io/smbus` of the emulated board. @see firmware/io/embedded.ts
import type { SMBus, SMBusOptions } from '../../../firmware/io/embedded';
import { Op } from '../bridge-protocol';
import { bridgeOfUnit, Watched } from './bridge';

/** A register that is read this often is read in every round. */
const READS_BEFORE_WATCH = 4;

export default class EmulatedSMBus implements SMBus {
  readonly #bridge = bridgeOfUnit();
  readonly #address: number;
  readonly #registers: Watched[] = [];

  constructor(options: SMBusOptions) {
    this.#address = options.address;
  }

  /** @throws Error where the device does not acknowledge */
  readUint16(register: number, bigEndian: boolean): number {
    const { answer, at } = this.#look(register);
    const first = answer[at + 1]!;
    const second = answer[at + 2]!;
    return bigEndian ? (first << 8) | second : (second << 8) | first;
  }

  /** Up to 3 bytes. @throws Error where the device does not acknowledge */
  readBuffer(register: number, buffer: Uint8Array): void {
    const { answer, at } = this.#look(register);
    for (let i = 0; i < buffer.length; i++) buffer[i] = answer[at + 1 + i]!;
  }

  /** @throws Error where the device does not acknowledge */
  writeUint16(register: number, value: number, bigEndian: boolean): void {
    const high = (value >> 8) & 0xff;
    const low = value & 0xff;
    const bytes = bigEndian ? [this.#address, register, high, low] : [this.#address, register, low, high];
    if (this.#bridge.ask(Op.smbusWrite, bytes)[0] !== 0) throw new Error('smbus: no acknowledgement');
  }

  close(): void {}

  #look(register: number): Watched {
    this.#registers[register] ??= new Watched(
      this.#bridge,
      Op.smbusRead,
      [this.#address, register],
      READS_BEFORE_WATCH,
    );
    const watched = this.#registers[register];
    watched.look();
    if (watched.answer[watched.at] !== 0) throw new Error('smbus: no acknowledgement');
    return watched;
  }
}
