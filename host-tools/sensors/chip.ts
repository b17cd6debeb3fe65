// What a model of a measuring chip is made of: facts of its data sheet. Written from the data sheets, not from the driver's tables,
// so that the two check each other.

/** One conversion's result, as steps of the chip's converter, clipped at its ends. */
export interface Conversion {
  /** Volts at the bus pin. */
  readonly volts: number;
  /** Across the shunt. */
  readonly shuntVolts: number;
  /** Adds noise to a number of steps, rounds, clips. */
  readonly quantise: (steps: number, low: number, high: number) => number;
}

export interface Chip {
  readonly name: string;
  /** Of a shunt inside of the chip. */
  readonly shuntOhms?: number;
  /** Registers after power-on; others read 0. */
  readonly reset: Readonly<Record<number, number>>;
  /** Registers that can be written, with the bits that keep what was written. */
  readonly writable: Readonly<Record<number, number>>;
  /** Registers that are not 16 bits wide, in bytes. */
  readonly wide: Readonly<Record<number, number>>;
  /** Where the reset bit is; it clears itself. */
  readonly resetBit: { readonly register: number; readonly mask: number };
  /** Writing one of them begins a new conversion. */
  readonly restarts: readonly number[];
  /** The flag of a finished conversion. Reading `clearedBy` clears it. */
  readonly ready: { readonly register: number; readonly mask: number; readonly clearedBy: number };
  /** Flags of the limits, in the same register: reading it takes them back, the latched ones too, until the results are compared again. */
  readonly limitFlags?: number;
  /** Microseconds from one pair of results to the next; 0 while powered down. */
  readonly period: (registers: Registers) => number;
  readonly averages: (registers: Registers) => number;
  /** Puts a conversion's results into the registers. */
  readonly convert: (registers: Registers, conversion: Conversion) => void;
  /** Puts the ends of the scale there. */
  readonly saturate: (registers: Registers) => void;
  /** Compares the results with the limits; sets their flags. @returns whether the alert pin is pulled. None: no pin */
  readonly alert?: (registers: Registers) => boolean;
}

/** Addresses are a byte. */
const REGISTERS = 256;

/** Registers by address; what was never set is 0. */
export class Registers {
  readonly #values = new Int32Array(REGISTERS);

  get(register: number): number {
    return this.#values[register]!;
  }

  set(register: number, value: number): void {
    this.#values[register] = value;
  }

  /** Bits `low` and up, `count` of them. */
  bits(register: number, low: number, count: number): number {
    return (this.get(register) >> low) & ((1 << count) - 1);
  }

  /** A two's complement of so many bits. */
  signed(register: number, bits: number): number {
    return (this.get(register) << (32 - bits)) >> (32 - bits);
  }

  flag(register: number, mask: number, on: boolean): void {
    this.set(register, on ? this.get(register) | mask : this.get(register) & ~mask);
  }
}

/** Averages by three bits of a configuration. INA226 table 6, INA228 AVG, INA260, INA3221 alike. */
export const AVERAGES = [1, 4, 16, 64, 128, 256, 512, 1024] as const;
/** Microseconds by three bits. INA226 tables 7 and 8; INA260, INA3221 alike. */
export const CONVERSION_US = [140, 204, 332, 588, 1100, 2116, 4156, 8244] as const;
