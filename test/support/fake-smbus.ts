// An SMBus with one chip of 16-bit registers on it: the type of firmware/io/embedded.ts, so that the driver cannot tell.
import type { SMBus, SMBusOptions } from '../../firmware/io/embedded';

export class FakeChip {
  readonly registers = new Map<number, number>();
  /** Registers that the driver touched, in order: `r0`, `w0=42df`. */
  readonly log: string[] = [];
  /** Accesses that are still acknowledged before the chip falls silent. */
  acknowledges = Number.POSITIVE_INFINITY;
  readonly opened: SMBusOptions[] = [];

  /** What the driver gets as `io`. */
  get SMBus(): new (
    options: SMBusOptions,
  ) => SMBus {
    const chip = this;
    return class implements SMBus {
      constructor(options: SMBusOptions) {
        chip.opened.push(options);
      }
      readUint16(register: number, bigEndian: boolean): number {
        chip.#access(`r${register}`);
        return swapUnless(bigEndian, chip.registers.get(register) ?? 0);
      }
      readBuffer(register: number, buffer: Uint8Array): void {
        chip.#access(`r${register}`);
        const value = chip.registers.get(register) ?? 0;
        for (let i = 0; i < buffer.length; i++) buffer[i] = value >> (8 * (buffer.length - 1 - i));
      }
      writeUint16(register: number, value: number, bigEndian: boolean): void {
        chip.#access(`w${register}=${swapUnless(bigEndian, value).toString(16)}`);
        chip.registers.set(register, swapUnless(bigEndian, value));
      }
      close(): void {}
    };
  }

  #access(what: string): void {
    if (this.acknowledges-- <= 0) throw new Error('NACK');
    this.log.push(what);
  }
}

/** The chips speak with the high byte first: whoever asks for the other order gets the bytes swapped. */
const swapUnless = (bigEndian: boolean, word: number): number =>
  bigEndian ? word : ((word & 0xff) << 8) | (word >> 8);
