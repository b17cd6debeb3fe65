// The flash chip at the end of the SSI: commands as frames of bytes, busy for its typical times, torn where power fails. Content and wear are
// `flash/nor-flash`'s. Source: Winbond W25Q16JV data sheet, sections 6 (status registers), 8 (commands) and 9.6 (times).
import { type NorFlash, PowerLost, tear } from '../flash/nor-flash';
import type { FlashProbe, PowerLossOptions } from './options';

const Command = {
  WRITE_STATUS_1: 0x01,
  PAGE_PROGRAM: 0x02,
  READ: 0x03,
  WRITE_DISABLE: 0x04,
  READ_STATUS_1: 0x05,
  WRITE_ENABLE: 0x06,
  FAST_READ: 0x0b,
  WRITE_STATUS_3: 0x11,
  READ_STATUS_3: 0x15,
  SECTOR_ERASE: 0x20,
  WRITE_STATUS_2: 0x31,
  READ_STATUS_2: 0x35,
  UNIQUE_ID: 0x4b,
  BLOCK_ERASE_32K: 0x52,
  CHIP_ERASE_60: 0x60,
  ENABLE_RESET: 0x66,
  MANUFACTURER_ID: 0x90,
  RESET: 0x99,
  JEDEC_ID: 0x9f,
  RELEASE_POWER_DOWN: 0xab,
  POWER_DOWN: 0xb9,
  CHIP_ERASE: 0xc7,
  BLOCK_ERASE_64K: 0xd8,
  CONTINUOUS_READ_RESET: 0xff,
} as const;

const BUSY = 0x01;
const WRITE_ENABLED = 0x02;
const QUAD_ENABLED = 0x02;
const PAGE = 256;
const SECTOR = 4096;
const MANUFACTURER = 0xef;
const DEVICE = 0x14;
const JEDEC = [MANUFACTURER, 0x40, 0x15];
/** Section 9.6: tBE1, tBE2, tCE typical, tRST; microseconds. */
const BLOCK_32K_US = 120_000;
const BLOCK_64K_US = 150_000;
const CHIP_US = 5_000_000;
const RESET_US = 30;
const WRITE_STATUS_US = 10_000;
const NS_PER_US = 1000;

/** An erase or a program under way. */
interface Operation {
  readonly offset: number;
  readonly length: number;
  /** Undefined: an erase. */
  readonly bytes: Uint8Array | undefined;
  readonly beganNs: number;
  readonly endsNs: number;
}

export interface SpiFlashOptions {
  readonly flash: NorFlash;
  readonly uniqueId: Uint8Array;
  readonly powerLoss: PowerLossOptions;
  readonly probe?: FlashProbe | undefined;
  readonly nowNs: () => number;
  /** Content from `offset` on has changed. */
  readonly onChanged: (offset: number, length: number) => void;
  /** The model of the chip was told to lose power in this operation (`NorFlash.cutAt`). */
  readonly onPowerLost: () => void;
}

export class SpiFlash {
  /** Expects addresses without a command, as after a quad read with mode bits 0xA0: until a frame that begins with 0xFF. */
  isContinuous = false;
  readonly #options: SpiFlashOptions;
  #frame: number[] = [];
  #operation: Operation | undefined;
  #otherwiseBusyUntil = 0;
  #isWriteEnabled = false;
  #isResetEnabled = false;
  #isPoweredDown = false;

  constructor(options: SpiFlashOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.busyUntilNs > this.#options.nowNs();
  }

  /** When the chip is ready; in the past where it is. */
  get busyUntilNs(): number {
    this.#finish();
    return this.#operation?.endsNs ?? this.#otherwiseBusyUntil;
  }

  /** Chip select goes low. */
  select(): void {
    this.#frame = [];
  }

  /** Eight clocks. @returns what the chip drives meanwhile, 0xFF where it drives nothing */
  transfer(byte: number): number {
    const at = this.#frame.length;
    this.#frame.push(byte);
    if (this.isContinuous) return 0xff;
    const command = this.#frame[0]!;
    if (at === 0 || (this.isBusy && !isStatusRead(command)) || this.#isPoweredDown) return 0xff;
    return this.#reply(command, at);
  }

  #reply(command: number, at: number): number {
    const { flash, uniqueId } = this.#options;
    switch (command) {
      case Command.READ_STATUS_1:
        return (this.isBusy ? BUSY : 0) | (this.#isWriteEnabled ? WRITE_ENABLED : 0);
      case Command.READ_STATUS_2:
        return QUAD_ENABLED;
      case Command.READ_STATUS_3:
        return 0x60;
      case Command.JEDEC_ID:
        return JEDEC[(at - 1) % JEDEC.length]!;
      case Command.MANUFACTURER_ID:
        return at < 4 ? 0xff : at % 2 === 0 ? MANUFACTURER : DEVICE;
      case Command.RELEASE_POWER_DOWN:
        return at < 4 ? 0xff : DEVICE;
      case Command.UNIQUE_ID:
        return at < 5 ? 0xff : uniqueId[(at - 5) % uniqueId.length]!;
      case Command.READ:
      case Command.FAST_READ: {
        const first = command === Command.READ ? 4 : 5;
        return at < first ? 0xff : flash.read((this.#address() + at - first) % flash.part.bytes, 1)[0]!;
      }
      default:
        return 0xff;
    }
  }

  /** Chip select goes high: what was clocked in is carried out. */
  deselect(): void {
    const frame = this.#frame;
    this.#frame = [];
    if (frame.length === 0) return;
    if (this.isContinuous) {
      if (frame[0] === Command.CONTINUOUS_READ_RESET) this.isContinuous = false;
      return;
    }
    this.#frame = frame;
    this.#carryOut(frame[0]!, frame);
    this.#frame = [];
  }

  #carryOut(command: number, frame: readonly number[]): void {
    const wasResetEnabled = this.#isResetEnabled;
    this.#isResetEnabled = command === Command.ENABLE_RESET;
    if (command === Command.RESET && wasResetEnabled) this.#reset();
    if (command === Command.RELEASE_POWER_DOWN) this.#isPoweredDown = false;
    if (this.isBusy || this.#isPoweredDown) return;
    if (command === Command.WRITE_ENABLE) this.#isWriteEnabled = this.#options.probe?.isProtected !== true;
    else if (command === Command.WRITE_DISABLE) this.#isWriteEnabled = false;
    else if (command === Command.POWER_DOWN) this.#isPoweredDown = true;
    else if (this.#isWriteEnabled) this.#write(command, frame);
  }

  #write(command: number, frame: readonly number[]): void {
    const { part } = this.#options.flash;
    const address = this.#address() % part.bytes;
    if (command === Command.PAGE_PROGRAM && frame.length > 4) this.#program(address, frame.slice(4));
    else if (command === Command.SECTOR_ERASE && frame.length === 4)
      this.#erase(address, SECTOR, part.eraseMicroseconds);
    else if (command === Command.BLOCK_ERASE_32K && frame.length === 4) this.#erase(address, 32 << 10, BLOCK_32K_US);
    else if (command === Command.BLOCK_ERASE_64K && frame.length === 4) this.#erase(address, 64 << 10, BLOCK_64K_US);
    else if (command === Command.CHIP_ERASE || command === Command.CHIP_ERASE_60) this.#erase(0, part.bytes, CHIP_US);
    else if (isStatusWrite(command) && frame.length > 1) {
      this.#isWriteEnabled = false;
      this.#otherwiseBusyUntil = this.#options.nowNs() + WRITE_STATUS_US * NS_PER_US;
    }
  }

  #address(): number {
    return (this.#frame[1]! << 16) | (this.#frame[2]! << 8) | this.#frame[3]!;
  }

  /** Bytes past the end of the page go to its beginning; of more than a page the last ones count. Section 8.2.15. */
  #program(address: number, data: readonly number[]): void {
    const page = address & ~(PAGE - 1);
    this.#options.probe?.begun?.(address, data.length);
    const bytes = new Uint8Array(PAGE).fill(0xff);
    data.forEach((byte, i) => {
      bytes[(address + i) % PAGE] = byte;
    });
    this.#begin(page, PAGE, bytes, this.#options.flash.part.programMicroseconds);
  }

  #erase(address: number, length: number, microseconds: number): void {
    this.#options.probe?.begun?.(address & ~(length - 1), undefined);
    this.#begin(address & ~(length - 1), length, undefined, microseconds);
  }

  #begin(offset: number, length: number, bytes: Uint8Array | undefined, microseconds: number): void {
    const beganNs = this.#options.nowNs();
    this.#operation = { offset, length, bytes, beganNs, endsNs: beganNs + microseconds * NS_PER_US };
  }

  /** What has run its time is done. */
  #finish(): void {
    const operation = this.#operation;
    if (operation === undefined || this.#options.nowNs() < operation.endsNs) return;
    this.#operation = undefined;
    this.#otherwiseBusyUntil = operation.endsNs;
    this.#isWriteEnabled = false;
    try {
      this.#apply(operation);
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
      this.#options.onChanged(operation.offset, operation.length);
      this.#options.onPowerLost();
    }
  }

  #apply(operation: Operation): void {
    const { flash, onChanged } = this.#options;
    if (operation.bytes !== undefined) flash.program(operation.offset, operation.bytes);
    else for (let at = 0; at < operation.length; at += SECTOR) flash.erase(operation.offset + at);
    onChanged(operation.offset, operation.length);
  }

  /** Software reset: ends what runs, half done. Section 8.2.36. */
  #reset(): void {
    this.#finish();
    this.#tear();
    this.#isWriteEnabled = false;
    this.#isPoweredDown = false;
    this.isContinuous = false;
    this.#otherwiseBusyUntil = this.#options.nowNs() + RESET_US * NS_PER_US;
  }

  /** Power goes: what runs is torn, and the chip forgets all but its content. */
  powerLost(): void {
    this.#finish();
    this.#tear();
    this.#isWriteEnabled = false;
    this.#isResetEnabled = false;
    this.#isPoweredDown = false;
    this.isContinuous = false;
    this.#otherwiseBusyUntil = 0;
    this.#frame = [];
  }

  /** Sectors go one after the other; the one under way is torn. */
  #tear(): void {
    const operation = this.#operation;
    this.#operation = undefined;
    if (operation === undefined) return;
    const { flash, powerLoss, nowNs, onChanged } = this.#options;
    const { offset, length, bytes, beganNs, endsNs } = operation;
    const unit = bytes === undefined ? SECTOR : PAGE;
    const done = Math.floor(((nowNs() - beganNs) / (endsNs - beganNs)) * (length / unit)) * unit;
    for (let at = 0; at < done; at += SECTOR) flash.erase(offset + at);
    const before = flash.read(offset + done, unit);
    const after = before.map((byte, i) => (bytes === undefined ? 0xff : byte & bytes[i]!));
    flash.overwrite(offset + done, tear(before, after, powerLoss.torn, powerLoss.random));
    onChanged(offset, length);
  }
}

function isStatusRead(command: number): boolean {
  return command === Command.READ_STATUS_1 || command === Command.READ_STATUS_2 || command === Command.READ_STATUS_3;
}

function isStatusWrite(command: number): boolean {
  return command === Command.WRITE_STATUS_1 || command === Command.WRITE_STATUS_2 || command === Command.WRITE_STATUS_3;
}
