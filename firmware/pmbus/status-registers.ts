// Sticky status: a bit stays until it is cleared, and asserts again at once while its condition lasts.
// PMBus Part II 1.3.1, section 10.2. Foreign probes never reach this: the caller raises only what is ours.
import { Input, Iout, STATUS_REGISTER_COUNT, StatusRegister, Vout, Word } from './status-bits';

export class StatusRegisters {
  readonly #latched = new Uint8Array(STATUS_REGISTER_COUNT);
  readonly #lasting = new Uint8Array(STATUS_REGISTER_COUNT);
  #off = true;
  #powerGood = false;
  #busy = false;
  #version = 0;

  /** Raised with every change that a reader can see. */
  get version(): number {
    return this.#version;
  }

  /** Something happened: the bits stay until they are cleared. */
  raise(register: StatusRegister, bits: number): void {
    this.#latch(register, this.#latched[register]! | bits);
  }

  /** A condition that lasts (or no longer does): while it does, clearing has no effect on its bits. */
  hold(register: StatusRegister, bits: number, lasts: boolean): void {
    if (lasts) {
      this.#lasting[register]! |= bits;
      this.#latch(register, this.#latched[register]! | bits);
    } else {
      this.#lasting[register]! &= ~bits;
    }
  }

  /** The bits of STATUS_WORD that follow the unit and never stick. */
  setOutput(off: boolean, powerGood: boolean): void {
    if (off === this.#off && powerGood === this.#powerGood) return;
    this.#off = off;
    this.#powerGood = powerGood;
    this.#version++;
  }

  /** A write was refused because the queue was full. Sticks until it is cleared. */
  raiseBusy(): void {
    this.#busy = true;
    this.#version++;
  }

  /** CLEAR_FAULTS, section 15.1. */
  clearAll(): void {
    this.#latched.set(this.#lasting);
    this.#busy = false;
    this.#version++;
  }

  /** Bits written back as one are cleared, section 10.2.4. */
  clearBits(register: StatusRegister, bits: number): void {
    this.#latch(register, (this.#latched[register]! & ~bits) | this.#lasting[register]!);
  }

  /** STATUS_BYTE or STATUS_WORD written back: BUSY is the one bit there that nothing else clears. */
  clearWord(bits: number): void {
    if ((bits & Word.busy) === 0) return;
    this.#busy = false;
    this.#version++;
  }

  read(register: StatusRegister): number {
    return this.#latched[register]!;
  }

  /** STATUS_WORD, section 17.2. */
  word(): number {
    const vout = this.#latched[StatusRegister.vout]!;
    const iout = this.#latched[StatusRegister.iout]!;
    const input = this.#latched[StatusRegister.input]!;
    let low = this.#off ? Word.off : 0;
    if (this.#busy) low |= Word.busy;
    if (vout & Vout.overVoltageFault) low |= Word.voutOverVoltage;
    if (iout & Iout.overCurrentFault) low |= Word.ioutOverCurrent;
    if (input & Input.underVoltageFault) low |= Word.vinUnderVoltage;
    if (this.#latched[StatusRegister.temperature]) low |= Word.temperature;
    if (this.#latched[StatusRegister.cml]) low |= Word.cml;
    let high = this.#powerGood ? 0 : Word.powerGoodNegated;
    if (vout) high |= Word.vout;
    if (iout) high |= Word.iout;
    if (input) high |= Word.input;
    if (this.#latched[StatusRegister.manufacturer]) high |= Word.manufacturer;
    if (this.#latched[StatusRegister.other]) high |= Word.other;
    if (this.#hasFaultOutsideLowByte(vout, iout, input)) low |= Word.noneOfTheAbove;
    return high | low;
  }

  #latch(register: StatusRegister, bits: number): void {
    if (this.#latched[register] === bits) return;
    this.#latched[register] = bits;
    this.#version++;
  }

  #hasFaultOutsideLowByte(vout: number, iout: number, input: number): boolean {
    return (
      (vout & ~Vout.overVoltageFault) !== 0 ||
      (iout & ~Iout.overCurrentFault) !== 0 ||
      (input & ~Input.underVoltageFault) !== 0 ||
      this.#latched[StatusRegister.manufacturer] !== 0 ||
      this.#latched[StatusRegister.other] !== 0
    );
  }
}
