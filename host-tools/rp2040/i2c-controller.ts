// The I2C block as a controller: works through the commands in its transmit FIFO, byte by byte at its SCL counts, against the
// devices on its wires. Knows no stretching by them and no second controller. RP2040 datasheet, sections 4.3.9 and 4.3.14.
import { ACK, type BusDevice, NACK } from '../bus/bus-device';
import type { CycleAlarm } from './cycle-clock';
import type { I2cShared } from './i2c-block';
import { Abort, Command, Con, Ic, Intr } from './i2c-registers';

const BITS_PER_BYTE = 9;

export class I2cController {
  readonly #block: I2cShared;
  readonly #alarm: CycleAlarm;
  #next: () => void = () => {};
  /** START was sent and STOP was not. */
  #ownsBus = false;
  #isReading = false;
  #isFirst = false;
  #isBusy = false;
  #selected: BusDevice[] = [];

  constructor(block: I2cShared) {
    this.#block = block;
    this.#alarm = block.surroundings.createAlarm(() => block.surroundings.outside(() => this.#next()));
  }

  get isActive(): boolean {
    return this.#ownsBus;
  }

  /** A command is on the wires. */
  get isShifting(): boolean {
    return this.#isBusy;
  }

  reset(): void {
    this.#alarm.cancel();
    this.#next = () => {};
    this.#ownsBus = false;
    this.#isBusy = false;
    this.#selected = [];
  }

  /** A command was written. */
  wake(): void {
    if (!this.#isBusy) this.#step();
  }

  /** IC_ENABLE.ABORT: STOP at once. */
  abort(): void {
    if (!this.#ownsBus) return;
    this.#block.abort(Abort.USER);
    this.#stop();
  }

  /** Cycles of one bit: high HCNT + SPKLEN + 7, low LCNT + 1. Datasheet, section 4.3.14.1. */
  #bits(count: number): number {
    const block = this.#block;
    const isStandard = (block.stored(Ic.CON) & Con.SPEED_MASK) === Con.SPEED_STANDARD;
    const high = block.stored(isStandard ? Ic.SS_SCL_HCNT : Ic.FS_SCL_HCNT) + block.stored(Ic.FS_SPKLEN) + 7;
    return count * (high + block.stored(isStandard ? Ic.SS_SCL_LCNT : Ic.FS_SCL_LCNT) + 1);
  }

  #after(bits: number, next: () => void): void {
    this.#next = next;
    this.#alarm.at(this.#block.surroundings.cycles() + this.#bits(bits));
  }

  #step(): void {
    const block = this.#block;
    const command = block.pendingBytes > 0 ? block.takeByte() : undefined;
    this.#isBusy = command !== undefined;
    block.update();
    if (command === undefined) return;
    const isRead = (command & Command.READ) !== 0;
    const needsStart = !this.#ownsBus || (command & Command.RESTART) !== 0 || isRead !== this.#isReading;
    if (needsStart) this.#start(isRead, command);
    else this.#byte(command);
  }

  #start(isRead: boolean, command: number): void {
    const block = this.#block;
    this.#ownsBus = true;
    this.#isReading = isRead;
    this.#isFirst = true;
    block.raise(Intr.START_DET | Intr.ACTIVITY);
    this.#after(1 + BITS_PER_BYTE, () => {
      const address = block.stored(Ic.TAR) & 0x7f;
      const { devices, isWired } = block.surroundings;
      const wired = isWired() ? devices : [];
      this.#selected = wired.filter((device) => device.addressed(address, isRead) === ACK);
      if (this.#selected.length > 0) this.#byte(command);
      else this.#fail(Abort.ADDRESS_NOACK);
    });
  }

  #byte(command: number): void {
    const block = this.#block;
    this.#after(BITS_PER_BYTE, () => {
      if ((command & Command.READ) !== 0) {
        // Wired-AND; a device that stretches is not waited for and leaves the line high.
        const byte = this.#selected.reduce((seen, device) => seen & (device.requested() & 0xff), 0xff);
        block.push(byte | (this.#isFirst ? Command.FIRST_DATA_BYTE : 0));
        this.#isFirst = false;
      } else {
        const answers = this.#selected.map((device) => device.received(command & 0xff));
        if (!answers.includes(ACK)) {
          this.#fail(Abort.DATA_NOACK);
          return;
        }
      }
      if ((command & Command.STOP) !== 0) this.#stop();
      else this.#step();
    });
  }

  #fail(reason: number): void {
    this.#block.abort(reason);
    this.#stop();
  }

  #stop(): void {
    this.#after(1, () => {
      for (const device of this.#selected) device.stopped();
      this.#selected = [];
      this.#ownsBus = false;
      this.#block.raise(Intr.STOP_DET);
      this.#step();
    });
  }
}

/** Registers of chips by address, as a board's hardware gives them. */
export interface RegisterChips {
  /** @returns the bytes of the register as the chip sends them, or undefined for no acknowledgement */
  smbusRead(address: number, register: number): Uint8Array | undefined;
  /** A register of 16 bits, most significant byte first. @returns false for no acknowledgement */
  smbusWrite(address: number, register: number, value: number): boolean;
}

const REGISTER_WRITE_BYTES = 3;

/**
 * Chips with a register pointer as one device on the wires. An absent chip is noticed at the read's address or the write's last byte:
 * the address of a write is always acknowledged, so give `present` where that matters.
 */
export function registerDevice(chips: RegisterChips, present: (address: number) => boolean = () => true): BusDevice {
  let at = 0;
  let written: number[] = [];
  let pointer = 0;
  let reply: Uint8Array = new Uint8Array(0);
  let taken = 0;
  return {
    addressed(address, read) {
      if (!present(address)) return NACK;
      at = address;
      written = [];
      taken = 0;
      if (!read) return ACK;
      const bytes = chips.smbusRead(at, pointer);
      reply = bytes ?? new Uint8Array(0);
      return bytes === undefined ? NACK : ACK;
    },
    received(byte) {
      written.push(byte);
      if (written.length === 1) pointer = byte;
      if (written.length < REGISTER_WRITE_BYTES) return ACK;
      if (written.length > REGISTER_WRITE_BYTES) return NACK;
      return chips.smbusWrite(at, pointer, (written[1]! << 8) | byte) ? ACK : NACK;
    },
    requested: () => reply[taken++] ?? 0xff,
    collided() {},
    stopped() {},
    clockTimeout() {},
  };
}
