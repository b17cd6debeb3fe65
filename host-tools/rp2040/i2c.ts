// An I2C block as the processor sees it: registers, FIFOs, interrupts. What it does on the wires is in i2c-target.ts and
// i2c-controller.ts. RP2040 datasheet, section 4.3.
import type { Peripheral } from './chip';
import type { I2cShared, I2cSurroundings } from './i2c-block';
import { I2cController } from './i2c-controller';
import {
  Abort,
  CLEARS,
  Command,
  Con,
  Enable,
  EnableStatus,
  FIFO_DEPTH,
  Ic,
  Intr,
  STORED,
  Status,
} from './i2c-registers';
import { I2cTarget } from './i2c-target';

export class I2cBlock implements Peripheral, I2cShared {
  readonly target: I2cTarget;
  readonly controller: I2cController;
  readonly received: number[] = [];
  readonly #toSend: number[] = [];
  readonly #stored = new Map<number, number>();
  readonly surroundings: I2cSurroundings;
  #enable = 0;
  #enableStatus = 0;
  /** Bits that stay until they are cleared. */
  #latched = 0;
  #abortSource = 0;
  /** The transmit FIFO is held empty until CLR_TX_ABRT is read. */
  #isFlushed = false;

  constructor(surroundings: I2cSurroundings) {
    this.surroundings = surroundings;
    this.target = new I2cTarget(this);
    this.controller = new I2cController(this);
    this.reset();
  }

  /** RESETS holds the block: lines released, registers as after power-on. */
  reset(): void {
    for (const [offset, [value]] of Object.entries(STORED)) this.#stored.set(Number(offset), value);
    this.#enable = 0;
    this.#enableStatus = 0;
    this.#latched = 0;
    this.#abortSource = 0;
    this.#empty();
    this.target.reset();
    this.controller.reset();
    this.update();
  }

  get isEnabled(): boolean {
    return (this.#enable & Enable.ENABLE) !== 0;
  }

  stored(offset: number): number {
    return this.#stored.get(offset) ?? 0;
  }

  has(bit: number): boolean {
    return (this.stored(Ic.CON) & bit) !== 0;
  }

  get pendingBytes(): number {
    return this.#toSend.length;
  }

  takeByte(): number | undefined {
    const next = this.#toSend.shift();
    this.update();
    return next;
  }

  raise(bits: number): void {
    this.#latched |= bits;
    this.update();
  }

  /** TX_ABRT: both FIFOs are emptied and the transmit FIFO stays so until CLR_TX_ABRT is read. Datasheet, RAW_INTR_STAT.TX_ABRT. */
  abort(source: number): void {
    this.#abortSource |= source | (this.#toSend.length << Abort.FLUSH_COUNT_SHIFT);
    this.#toSend.length = 0;
    this.#isFlushed = true;
    this.raise(Intr.TX_ABRT);
  }

  /** Puts a byte into the receive FIFO, or loses it. */
  push(value: number): void {
    if (this.received.length < FIFO_DEPTH) this.received.push(value);
    else this.#latched |= Intr.RX_OVER;
    this.update();
  }

  get raw(): number {
    let raw = this.#latched;
    if (this.received.length > this.#threshold(Ic.RX_TL)) raw |= Intr.RX_FULL;
    const isSent = !this.has(Con.TX_EMPTY_CTRL) || !this.controller.isShifting;
    if (this.isEnabled && this.#toSend.length <= this.#threshold(Ic.TX_TL) && isSent) raw |= Intr.TX_EMPTY;
    return raw;
  }

  update(): void {
    this.surroundings.setInterrupt((this.raw & this.stored(Ic.INTR_MASK)) !== 0);
  }

  readUint32(offset: number): number {
    const clears = CLEARS[offset];
    if (clears !== undefined || offset === Ic.CLR_INTR) return this.#clear(clears ?? ~0);
    switch (offset) {
      case Ic.DATA_CMD:
        return this.#takeReceived();
      case Ic.INTR_STAT:
        return this.raw & this.stored(Ic.INTR_MASK);
      case Ic.RAW_INTR_STAT:
        return this.raw;
      case Ic.ENABLE:
        return this.#enable;
      case Ic.ENABLE_STATUS:
        return this.#enableStatus | (this.isEnabled ? EnableStatus.IC_EN : 0);
      case Ic.STATUS:
        return this.#status();
      case Ic.TXFLR:
        return this.#toSend.length;
      case Ic.RXFLR:
        return this.received.length;
      case Ic.TX_ABRT_SOURCE:
        return this.#abortSource >>> 0;
      case Ic.COMP_VERSION:
        return 0x3230_312a;
      case Ic.COMP_TYPE:
        return 0x4457_0140;
      default:
        return this.stored(offset);
    }
  }

  /** SET and CLEAR aliases read the register without the side effects of a read: nobody uses them on those that have any. */
  writeUint32Atomic(offset: number, value: number, atomicType: number): void {
    const now = atomicType === 0 ? 0 : this.readUint32(offset);
    const kinds = [value, now ^ value, now | value, now & ~value];
    this.writeUint32(offset, kinds[atomicType]! >>> 0);
  }

  writeUint32(offset: number, value: number): void {
    if (offset === Ic.DATA_CMD) this.#send(value);
    else if (offset === Ic.ENABLE) this.#setEnable(value);
    else this.#store(offset, value);
    this.update();
  }

  #store(offset: number, value: number): void {
    const row = STORED[offset];
    if (row === undefined) return;
    const [, mask, disabledOnly] = row;
    if (disabledOnly && this.isEnabled) return;
    if (offset === Ic.SLV_DATA_NACK_ONLY && this.target.isActive) return;
    const isThreshold = offset === Ic.RX_TL || offset === Ic.TX_TL;
    this.#stored.set(offset, isThreshold ? Math.min(value & mask, FIFO_DEPTH - 1) : value & mask);
  }

  #threshold(offset: number): number {
    return this.stored(offset);
  }

  #send(value: number): void {
    if (!this.isEnabled || this.#isFlushed) return;
    if (this.#toSend.length >= FIFO_DEPTH) {
      this.#latched |= Intr.TX_OVER;
      return;
    }
    this.#toSend.push(value & 0x7ff);
    if (this.has(Con.MASTER_MODE)) this.controller.wake();
    else if ((value & Command.READ) !== 0) this.abort(Abort.SLVRD_INTX);
    else this.target.answer();
  }

  #takeReceived(): number {
    const value = this.received.shift();
    if (value === undefined) this.#latched |= Intr.RX_UNDER;
    else this.target.roomMade();
    this.update();
    return value ?? 0;
  }

  #clear(bits: number): number {
    const was = this.#latched & bits;
    const isBusy = this.target.isActive || this.controller.isActive;
    this.#latched &= ~(isBusy ? bits & ~Intr.ACTIVITY : bits);
    if ((bits & Intr.TX_ABRT) !== 0) {
      this.#abortSource = 0;
      this.#isFlushed = false;
    }
    this.update();
    return was === 0 ? 0 : 1;
  }

  #setEnable(value: number): void {
    const was = this.isEnabled;
    this.#enable = value & (Enable.ENABLE | Enable.TX_CMD_BLOCK);
    if ((value & Enable.ABORT) !== 0) this.controller.abort();
    if (was && !this.isEnabled) this.#disable();
    else if (!was && this.isEnabled) this.#enableStatus = 0;
  }

  /** The FIFOs are emptied, the lines released, interrupts end. Datasheet, section 4.3.10.1 and IC_ENABLE. */
  #disable(): void {
    if (this.target.isActive) this.#enableStatus |= EnableStatus.SLV_DISABLED_WHILE_BUSY;
    if (this.target.hasReceived) this.#enableStatus |= EnableStatus.SLV_RX_DATA_LOST;
    this.#empty();
    this.target.disabled();
    this.#latched = 0;
  }

  #empty(): void {
    this.#toSend.length = 0;
    this.received.length = 0;
    this.#isFlushed = false;
  }

  #status(): number {
    let status = 0;
    if (this.target.isActive) status |= Status.SLV_ACTIVITY | Status.ACTIVITY;
    if (this.controller.isActive) status |= Status.MST_ACTIVITY | Status.ACTIVITY;
    if (this.#toSend.length < FIFO_DEPTH) status |= Status.TFNF;
    if (this.#toSend.length === 0) status |= Status.TFE;
    if (this.received.length > 0) status |= Status.RFNE;
    if (this.received.length >= FIFO_DEPTH) status |= Status.RFF;
    return status;
  }
}
