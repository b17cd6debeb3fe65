// Model of an INA226 on the BMC's local bus: registers, quantisation, conversion time. TI SBOS547A. Written from the data
// sheet, not from the driver's table, so that the two check each other.

/** What the chip is soldered to. */
export interface MeasuredRail {
  /** Volts at the bus pin. */
  volts(): number;
  /** Volts across the shunt. */
  shuntVolts(): number;
}

const RESET_CONFIGURATION = 0x4127;
const MANUFACTURER_ID = 0x5449;
const DIE_ID = 0x2260;
const RESET_BIT = 0x8000;
const BUS_STEP_VOLTS = 1.25e-3;
const SHUNT_STEP_VOLTS = 2.5e-6;
/** Averages by bits 11:9 of the configuration. Table 6. */
const AVERAGES = [1, 4, 16, 64, 128, 256, 512, 1024] as const;
/** Microseconds by bits 8:6 (bus) and 5:3 (shunt). Tables 7 and 8. */
const CONVERSION_US = [140, 204, 332, 588, 1100, 2116, 4156, 8244] as const;

const clampSteps = (steps: number, low: number, high: number): number =>
  Math.max(low, Math.min(high, Math.round(steps)));

export class Ina226Model {
  /** The chip does not answer: broken, or its bus is. */
  isAbsent = false;
  readonly #rail: MeasuredRail;
  readonly #nowNs: () => number;
  #configuration = RESET_CONFIGURATION;
  #calibration = 0;
  #busSteps = 0;
  #shuntSteps = 0;
  #convertedAt = Number.NEGATIVE_INFINITY;

  constructor(rail: MeasuredRail, nowNs: () => number) {
    this.#rail = rail;
    this.#nowNs = nowNs;
  }

  /** @returns the register, or undefined for no acknowledgement */
  readRegister(register: number): number | undefined {
    if (this.isAbsent) return undefined;
    this.#convert();
    switch (register) {
      case 0x00:
        return this.#configuration;
      case 0x01:
        return this.#shuntSteps & 0xffff;
      case 0x02:
        return this.#busSteps;
      case 0x03:
        return clampSteps((this.#current() * this.#busSteps) / 20000, 0, 0xffff);
      case 0x04:
        return this.#current() & 0xffff;
      case 0x05:
        return this.#calibration;
      case 0xfe:
        return MANUFACTURER_ID;
      case 0xff:
        return DIE_ID;
      default:
        return 0;
    }
  }

  /** @returns false for no acknowledgement */
  writeRegister(register: number, value: number): boolean {
    if (this.isAbsent) return false;
    if (register === 0x00) {
      if (value & RESET_BIT) this.reset();
      else this.#configuration = value;
      this.#convertedAt = Number.NEGATIVE_INFINITY;
    }
    if (register === 0x05) this.#calibration = value & 0x7fff;
    return true;
  }

  /** Power-on values: a brown-out of the chip does this. */
  reset(): void {
    this.#configuration = RESET_CONFIGURATION;
    this.#calibration = 0;
    this.#convertedAt = Number.NEGATIVE_INFINITY;
  }

  /** Equation 3: current = shunt x calibration / 2048. */
  #current(): number {
    return clampSteps((this.#shuntSteps * this.#calibration) / 2048, -0x8000, 0x7fff);
  }

  /** Fresh results once per conversion period; between two of them the registers stand. */
  #convert(): void {
    const now = this.#nowNs();
    if (now - this.#convertedAt < this.#periodNs()) return;
    this.#convertedAt = now;
    this.#busSteps = clampSteps(this.#rail.volts() / BUS_STEP_VOLTS, 0, 0x7fff);
    this.#shuntSteps = clampSteps(this.#rail.shuntVolts() / SHUNT_STEP_VOLTS, -0x8000, 0x7fff);
  }

  #periodNs(): number {
    const averages = AVERAGES[(this.#configuration >> 9) & 7]!;
    const bus = CONVERSION_US[(this.#configuration >> 6) & 7]!;
    const shunt = CONVERSION_US[(this.#configuration >> 3) & 7]!;
    return averages * (bus + shunt) * 1000;
  }
}
