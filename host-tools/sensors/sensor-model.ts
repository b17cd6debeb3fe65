// A measuring chip on the BMC's local bus: conversions in their time, averaging against noise, quantisation, flags, alert pin, and
// the ways in which it fails. The chip is data.
import type { Random } from '../sim/random';
import { type Chip, Registers } from './chip';
import type { SensorFailure } from './failure';

/** What the chip is soldered to. */
export interface MeasuredRail {
  /** Volts at the bus pin. */
  volts(): number;
  /** Through the shunt. */
  amps(): number;
}

export interface SensorModelOptions {
  readonly chip: Chip;
  readonly rail: MeasuredRail;
  readonly nowNs: () => number;
  /** Of the shunt on the board; a chip with its own takes that. */
  readonly shuntOhms: number;
  /** Root mean square of a single conversion's noise, in steps of the converter; averages lessen it by their square root. */
  readonly noiseSteps?: number;
  readonly random?: Random;
}

export class SensorModel {
  readonly #options: SensorModelOptions;
  readonly #shuntOhms: number;
  #registers = new Registers();
  #failure: SensorFailure | undefined;
  /** Where the running conversion began. */
  #beganNs = 0;
  /** Of the registers as they are. */
  #periodNs = 0;
  /** The registers changed since flags were compared with limits. */
  #isToCompare = true;
  /** Filled before each conversion. */
  readonly #conversion = {
    volts: 0,
    shuntVolts: 0,
    quantise: (steps: number, low: number, high: number): number =>
      Math.max(low, Math.min(high, Math.round(steps + this.#noise()))),
  };

  constructor(options: SensorModelOptions) {
    this.#options = options;
    this.#shuntOhms = options.chip.shuntOhms ?? options.shuntOhms;
    this.reset();
  }

  /** Fails from now on; `reset` is over at once. */
  fail(failure: SensorFailure): void {
    this.#convert();
    if (failure === 'reset') this.reset();
    else this.#failure = failure;
  }

  /** Works again, with what its registers hold. A chip that did not convert begins anew. */
  heal(): void {
    if (this.#failure === 'frozen') this.#beganNs = this.#options.nowNs();
    this.#failure = undefined;
  }

  /** Power-on values: a brown-out of the chip does this. */
  reset(): void {
    this.#registers = new Registers();
    for (const [register, value] of Object.entries(this.#options.chip.reset))
      this.#registers.set(Number(register), value);
    this.#beganNs = this.#options.nowNs();
    this.#noteChange();
  }

  /** The chip pulls its alert pin, or one of its two. */
  get alert(): boolean {
    this.#convert();
    return this.#failure !== 'nack' && (this.#options.chip.alert?.(this.#registers) ?? false);
  }

  /** @returns the bytes as they come over the wire, or undefined for no acknowledgement */
  read(register: number): Uint8Array | undefined {
    const bytes = new Uint8Array(this.#widthOf(register));
    return this.readInto(register, bytes, 0) ? bytes : undefined;
  }

  /** The same into `out` from `at` on, as far as there is room; what is left of it becomes 0. @returns false for no acknowledgement */
  readInto(register: number, out: Uint8Array, at: number): boolean {
    if (this.#failure === 'nack') return false;
    const { chip } = this.#options;
    const width = this.#widthOf(register);
    const isStuck = this.#failure === 'stuck';
    if (!isStuck) {
      this.#convert();
      if (this.#isToCompare) chip.alert?.(this.#registers);
      this.#isToCompare = false;
    }
    const value = isStuck ? -1 : this.#registers.get(register);
    for (let i = 0; at + i < out.length; i++) out[at + i] = i < width ? value >> (8 * (width - 1 - i)) : 0;
    if (!isStuck && register === chip.ready.clearedBy) {
      this.#registers.flag(chip.ready.register, chip.ready.mask | (chip.limitFlags ?? 0), false);
      this.#isToCompare = true;
    }
    return true;
  }

  #widthOf(register: number): number {
    return this.#options.chip.wide[register] ?? 2;
  }

  /** A register of 16 bits. @returns false for no acknowledgement */
  write(register: number, value: number): boolean {
    if (this.#failure === 'nack') return false;
    if (this.#failure === 'stuck') return true;
    this.#convert();
    const { chip } = this.#options;
    if (register === chip.resetBit.register && value & chip.resetBit.mask) this.reset();
    else this.#keep(register, value);
    return true;
  }

  #keep(register: number, value: number): void {
    const { writable, restarts, ready } = this.#options.chip;
    const mask = writable[register] ?? 0;
    this.#registers.set(register, (value & mask) | (this.#registers.get(register) & ~mask));
    this.#noteChange();
    if (!restarts.includes(register)) return;
    this.#beganNs = this.#options.nowNs();
    this.#registers.flag(ready.register, ready.mask, false);
  }

  /** Results of the conversion that ended last, if one ended since the last look. Between two of them the registers stand. */
  #convert(): void {
    const { chip, rail, nowNs } = this.#options;
    const periodNs = this.#periodNs;
    const now = nowNs();
    if (this.#failure === 'frozen' || this.#failure === 'stuck' || periodNs === 0 || now - this.#beganNs < periodNs)
      return;
    this.#beganNs = now - ((now - this.#beganNs) % periodNs);
    if (this.#failure === 'implausible') chip.saturate(this.#registers);
    else {
      this.#conversion.volts = rail.volts();
      this.#conversion.shuntVolts = rail.amps() * this.#shuntOhms;
      chip.convert(this.#registers, this.#conversion);
    }
    this.#registers.flag(chip.ready.register, chip.ready.mask, true);
    this.#isToCompare = true;
  }

  /** Something was written. */
  #noteChange(): void {
    this.#periodNs = this.#options.chip.period(this.#registers) * 1000;
    this.#isToCompare = true;
  }

  /** Sum of twelve even numbers: close to a normal distribution, of variance 1. */
  #noise(): number {
    const { noiseSteps = 0, random, chip } = this.#options;
    if (noiseSteps === 0 || random === undefined) return 0;
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random.next();
    return (sum * noiseSteps) / Math.sqrt(chip.averages(this.#registers));
  }
}
