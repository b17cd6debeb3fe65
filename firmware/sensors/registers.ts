// Registers of measuring chips as data: width, shift, sign and step are columns, not code.

export interface RegisterSpec {
  readonly address: number;
  readonly bytes: number;
  readonly shift: number;
  /** Bits that are left after the shift. */
  readonly bits: number;
  readonly signed: boolean;
  /** Value of a step: numerator and denominator, in `unit`. */
  readonly lsb: readonly [number, number];
  readonly unit: string;
  readonly source: string;
}

/** A raw register word to its signed or unsigned number of steps. Registers up to 24 bits. */
export function stepsOf(spec: RegisterSpec, raw: number): number {
  const value = raw >>> spec.shift;
  return spec.signed ? (value << (32 - spec.bits)) >> (32 - spec.bits) : value & ((1 << spec.bits) - 1);
}
