// The SSI between the flash chip and the rest: bytes of the processor, and the window at 0x10000000 while it is set up for it. With
// it the chip select's override in IO_QSPI and the cache's control. RP2040 datasheet, sections 2.6.3, 2.19.6.2 and 4.10.
import type { Peripheral } from './chip';
import type { CycleAlarm } from './cycle-clock';
import type { Machine } from './machine';
import type { SpiFlash } from './spi-flash';

const Register = {
  CTRLR0: 0x00,
  CTRLR1: 0x04,
  SSIENR: 0x08,
  SER: 0x10,
  BAUDR: 0x14,
  TXFLR: 0x20,
  RXFLR: 0x24,
  SR: 0x28,
  IDR: 0x58,
  VERSION: 0x5c,
  DR0: 0x60,
  DR35: 0xec,
  SPI_CTRLR0: 0xf4,
} as const;

const Sr = { BUSY: 1, TFNF: 2, TFE: 4, RFNE: 8, RFF: 16 } as const;
const FIFO_DEPTH = 16;
const TMOD_TX_ONLY = 1;
const TMOD_RX_ONLY = 2;
const TMOD_EEPROM_READ = 3;
const FRF_STANDARD = 0;
const FRF_QUAD = 2;
const READ = 0x03;
const QUAD_READ = 0xeb;
/** Mode bits M5-4 = 10 keep the chip in continuous read. W25Q16JV data sheet, section 8.2.11. */
const isContinuousMode = (mode: number): boolean => (mode & 0x30) === 0x20;

/** As boot2 for a W25Q080 leaves it: continuous quad reads. pico-sdk, boot2_w25q080.S: values of its register writes. */
const AFTER_BOOT2 = { ctrlr0: 0x005f_0300, spiCtrlr0: 0xa000_2022, baudr: 2 };
/** As the boot ROM's flash_enter_cmd_xip leaves it: serial reads with command 03. Datasheet, section 2.8.3.1.3. */
const COMMAND_XIP = { ctrlr0: 0x001f_0300, spiCtrlr0: 0x0300_0218, baudr: 6 };
const SERIAL = { ctrlr0: 0x0007_0000, spiCtrlr0: 0, baudr: 6 };

export type SelectOverride = 'normal' | 'low' | 'high';

export class Ssi implements Peripheral {
  readonly #machine: Machine;
  readonly #flash: SpiFlash;
  readonly #alarm: CycleAlarm;
  readonly #stored = new Map<number, number>();
  readonly #toSend: number[] = [];
  readonly #received: number[] = [];
  #override: SelectOverride = 'normal';
  #isSelected = false;
  #isShifting = false;
  /** Frames still to be received after those sent, in EEPROM read mode. */
  #toReceive = 0;

  constructor(machine: Machine, flash: SpiFlash) {
    this.#machine = machine;
    this.#flash = flash;
    this.#alarm = machine.clock.createAlarm(() => this.#shifted());
    machine.chip.isXipBlocked = () => !this.servesWindow;
  }

  /** As the boot ROM and boot2 leave it for an image in flash. */
  afterBoot(): void {
    this.#flash.isContinuous = true;
    this.#setUp(AFTER_BOOT2);
  }

  /** Boot ROM: flash_exit_xip. Serial mode, chip select high. */
  exitXip(): void {
    this.#flash.isContinuous = false;
    this.#setUp(SERIAL);
    this.setOverride('high');
  }

  /** Boot ROM: flash_enter_cmd_xip. */
  enterCommandXip(): void {
    this.#setUp(COMMAND_XIP);
  }

  #setUp(values: typeof AFTER_BOOT2): void {
    this.#stored.set(Register.CTRLR0, values.ctrlr0);
    this.#stored.set(Register.SPI_CTRLR0, values.spiCtrlr0);
    this.#stored.set(Register.BAUDR, values.baudr);
    this.#stored.set(Register.SER, 1);
    this.#stored.set(Register.SSIENR, 1);
    this.update();
  }

  setOverride(override: SelectOverride): void {
    this.#override = override;
    this.#select();
    this.update();
  }

  /** Reads of the window give the chip's content. */
  get servesWindow(): boolean {
    if (this.#flash.isBusy || this.#override !== 'normal' || this.#get(Register.SSIENR) === 0) return false;
    const control = this.#get(Register.SPI_CTRLR0);
    const instructionBits = (control >>> 8) & 3;
    const addressBits = ((control >>> 2) & 0xf) * 4;
    const waits = (control >>> 11) & 0x1f;
    const command = control >>> 24;
    if (this.#format === FRF_STANDARD) {
      return !this.#flash.isContinuous && command === READ && instructionBits === 2 && addressBits === 24;
    }
    if (this.#format !== FRF_QUAD) return false;
    if (this.#flash.isContinuous) {
      return instructionBits === 0 && addressBits === 32 && waits === 4 && isContinuousMode(command);
    }
    return instructionBits === 2 && command === QUAD_READ && addressBits === 24 && waits === 6;
  }

  update(): void {
    this.#machine.chip.xipBlocked = !this.servesWindow;
  }

  get #format(): number {
    return (this.#get(Register.CTRLR0) >>> 21) & 3;
  }

  get #mode(): number {
    return (this.#get(Register.CTRLR0) >>> 8) & 3;
  }

  get #frameBytes(): number {
    return (((this.#get(Register.CTRLR0) >>> 16) & 0x1f) + 1) >> 3;
  }

  #get(offset: number): number {
    return this.#stored.get(offset) ?? 0;
  }

  readUint32(offset: number): number {
    if (offset >= Register.DR0 && offset <= Register.DR35) return this.#received.shift() ?? 0;
    switch (offset) {
      case Register.SR:
        return this.#status();
      case Register.TXFLR:
        return this.#toSend.length;
      case Register.RXFLR:
        return this.#received.length;
      case Register.IDR:
        return 0x5153_5049;
      case Register.VERSION:
        return 0x3430_312a;
      default:
        return this.#get(offset);
    }
  }

  #status(): number {
    return (
      (this.#isShifting ? Sr.BUSY : 0) |
      (this.#toSend.length < FIFO_DEPTH ? Sr.TFNF : 0) |
      (this.#toSend.length === 0 ? Sr.TFE : 0) |
      (this.#received.length > 0 ? Sr.RFNE : 0) |
      (this.#received.length >= FIFO_DEPTH ? Sr.RFF : 0)
    );
  }

  /** The SSI has no aliases for set and clear: datasheet, section 4.10, "no atomic access". */
  writeUint32Atomic(offset: number, value: number, _atomicType: number): void {
    this.writeUint32(offset, value);
  }

  writeUint32(offset: number, value: number): void {
    if (offset >= Register.DR0 && offset <= Register.DR35) {
      if (this.#get(Register.SSIENR) === 0 || this.#toSend.length >= FIFO_DEPTH) return;
      this.#toSend.push(value);
      if (!this.#isShifting) this.#shift();
      return;
    }
    const isSetUp = offset === Register.CTRLR0 || offset === Register.CTRLR1 || offset === Register.SPI_CTRLR0;
    if (isSetUp && this.#get(Register.SSIENR) !== 0) return;
    this.#stored.set(offset, value >>> 0);
    if (offset === Register.SSIENR && (value & 1) === 0) this.#disable();
    this.update();
  }

  /** FIFOs are emptied, the frame ends. */
  #disable(): void {
    this.#alarm.cancel();
    this.#isShifting = false;
    this.#toSend.length = 0;
    this.#received.length = 0;
    this.#toReceive = 0;
    this.#select();
  }

  /** Chip select follows the shifter, or its override. */
  #select(): void {
    const selected = this.#override === 'normal' ? this.#isShifting : this.#override === 'low';
    if (selected === this.#isSelected) return;
    this.#isSelected = selected;
    if (selected) this.#flash.select();
    else this.#flash.deselect();
  }

  #shift(): void {
    if (this.#get(Register.SER) === 0) return;
    this.#isShifting = true;
    this.#select();
    const lanes = this.#format === FRF_QUAD ? 4 : 1;
    const clocks = (this.#frameBytes * 8) / lanes;
    this.#alarm.at(this.#machine.cycles + Math.max(1, clocks * this.#get(Register.BAUDR)));
  }

  /** A frame has gone over the wires. */
  #shifted(): void {
    if (this.#format === FRF_QUAD) {
      this.#quadCommand();
      return;
    }
    const isReceiving = this.#toSend.length === 0 && this.#toReceive > 0;
    const value = isReceiving ? 0xff : (this.#toSend.shift() ?? 0);
    let seen = 0;
    for (let at = this.#frameBytes - 1; at >= 0; at--) {
      const byte = this.#isSelected ? this.#flash.transfer((value >>> (8 * at)) & 0xff) : 0xff;
      seen = ((seen << 8) | byte) >>> 0;
    }
    if (isReceiving) this.#toReceive--;
    else if (this.#mode === TMOD_EEPROM_READ && this.#toSend.length === 0) {
      this.#toReceive = this.#get(Register.CTRLR1) + 1;
    }
    const isKept = isReceiving || (this.#mode !== TMOD_TX_ONLY && this.#mode !== TMOD_EEPROM_READ);
    if (isKept && this.#received.length < FIFO_DEPTH) this.#received.push(seen);
    if (this.#toSend.length > 0 || this.#toReceive > 0) this.#shift();
    else this.#rest();
  }

  #rest(): void {
    this.#isShifting = false;
    this.#select();
  }

  /** Command EB, address and mode bits, one frame of data: all that a boot2 sends in quad mode. Data read so is not modelled: 0. */
  #quadCommand(): void {
    const control = this.#get(Register.SPI_CTRLR0);
    const hasInstruction = ((control >>> 8) & 3) === 2;
    if (this.#toSend.length < (hasInstruction ? 2 : 1)) {
      this.#isShifting = false;
      return;
    }
    const command = hasInstruction ? this.#toSend.shift()! : QUAD_READ;
    const address = this.#toSend.shift()!;
    if (command === QUAD_READ && hasInstruction !== this.#flash.isContinuous && !this.#flash.isBusy) {
      this.#flash.isContinuous = isContinuousMode(address & 0xff);
    }
    if (this.#mode === TMOD_EEPROM_READ || this.#mode === TMOD_RX_ONLY) this.#received.push(0);
    this.#isShifting = false;
    this.#isSelected = false;
  }
}

const SS_CTRL = 0x0c;

/** IO_QSPI: of all its registers only the override of the chip select does anything. */
export class IoQspi implements Peripheral {
  readonly #ssi: Ssi;
  readonly #stored = new Map<number, number>();

  constructor(ssi: Ssi) {
    this.#ssi = ssi;
  }

  readUint32(offset: number): number {
    return this.#stored.get(offset) ?? 0;
  }

  writeUint32Atomic(offset: number, value: number, atomicType: number): void {
    const now = this.readUint32(offset);
    this.writeUint32(offset, [value, now ^ value, now | value, now & ~value][atomicType]! >>> 0);
  }

  /** OUTOVER: 0 and 1 from the SSI (inverted is of no use), 2 low, 3 high. Datasheet, table 300. */
  writeUint32(offset: number, value: number): void {
    this.#stored.set(offset, value);
    if (offset !== SS_CTRL) return;
    const override = (value >>> 8) & 3;
    this.#ssi.setOverride(override === 2 ? 'low' : override === 3 ? 'high' : 'normal');
  }

  /** What the boot ROM writes there. */
  setOverride(override: SelectOverride): void {
    const bits = { normal: 0, low: 2, high: 3 }[override];
    this.writeUint32(SS_CTRL, (this.readUint32(SS_CTRL) & ~0x300) | (bits << 8));
  }
}

/** XIP_CTRL: the cache is not modelled, so that its control only reads back. Reset value: enabled, ERR_BADWRITE. */
export class XipControl implements Peripheral {
  #control = 3;

  readUint32(offset: number): number {
    if (offset === 0) return this.#control;
    return offset === 8 ? 0b11 : 0;
  }

  writeUint32Atomic(offset: number, value: number, atomicType: number): void {
    const now = this.readUint32(offset);
    this.writeUint32(offset, [value, now ^ value, now | value, now & ~value][atomicType]! >>> 0);
  }

  writeUint32(offset: number, value: number): void {
    if (offset === 0) this.#control = value & 0xb;
  }
}
