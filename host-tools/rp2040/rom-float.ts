// The boot ROM's floating point functions, on registers. Correctly rounded, denormals are zero, as in the ROM; its sine, exponential
// and so on differ from these in the last places. Offsets in the tables: RP2040 datasheet, sections 2.8.3.2.2 and 2.8.3.2.3, and
// pico-sdk's sf_table.h. Cycles are estimates of the averages.

/** r0 to r3, in and out. */
export type Registers = Uint32Array;

export interface FloatFunction {
  readonly offset: number;
  readonly cycles: number;
  /** Takes long, and may be interrupted meanwhile: r3 is not part of the result. */
  readonly isLong?: boolean;
  readonly run: (r: Registers) => void;
}

/** Number formats: where an operand is, how a result is put back. */
interface Format {
  readonly width: 1 | 2;
  get(r: Registers, at: number): number;
  put(r: Registers, at: number, value: number): void;
}

const view = new DataView(new ArrayBuffer(8));
const TWO_32 = 2 ** 32;

const DOUBLE: Format = {
  width: 2,
  get(r, at) {
    view.setUint32(0, r[at]!, true);
    view.setUint32(4, r[at + 1]!, true);
    return flush(view.getFloat64(0, true), 2 ** -1022);
  },
  put(r, at, value) {
    view.setFloat64(0, flush(value, 2 ** -1022), true);
    r[at] = view.getUint32(0, true);
    r[at + 1] = view.getUint32(4, true);
  },
};

const SINGLE: Format = {
  width: 1,
  get(r, at) {
    view.setUint32(0, r[at]!, true);
    return flush(view.getFloat32(0, true), 2 ** -126);
  },
  put(r, at, value) {
    view.setFloat32(0, flush(Math.fround(value), 2 ** -126), true);
    r[at] = view.getUint32(0, true);
  },
};

function flush(value: number, smallest: number): number {
  return Math.abs(value) < smallest ? value * 0 : value;
}

const signed64 = (r: Registers): number => (r[1]! | 0) * TWO_32 + r[0]!;
const unsigned64 = (r: Registers): number => r[1]! * TWO_32 + r[0]!;

/** Exactly as a 64-bit integer over a power of two would round: one rounding. */
function scaled64(r: Registers, isSigned: boolean, fraction: number): number {
  const raw = (BigInt(r[1]!) << 32n) | BigInt(r[0]!);
  return Number(isSigned ? BigInt.asIntN(64, raw) : raw) * 2 ** -fraction;
}

/** Towards minus infinity, within the range: datasheet, section 2.8.3.2.2. */
function clamp(value: number, low: number, high: number): number {
  return Number.isNaN(value) ? 0 : Math.min(high, Math.max(low, Math.floor(value)));
}

function putInteger64(r: Registers, value: number, isSigned: boolean): void {
  const low = isSigned ? -(2n ** 63n) : 0n;
  const high = isSigned ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  const floor = Number.isNaN(value) ? 0 : Math.floor(value);
  const whole = floor === Number.POSITIVE_INFINITY ? high : floor === Number.NEGATIVE_INFINITY ? low : BigInt(floor);
  const kept = BigInt.asUintN(64, whole < low ? low : whole > high ? high : whole);
  r[0] = Number(kept & 0xffff_ffffn);
  r[1] = Number(kept >> 32n);
}

const I32 = [-(2 ** 31), 2 ** 31 - 1] as const;
const U32 = [0, 2 ** 32 - 1] as const;

function arithmetic(f: Format): FloatFunction[] {
  const two = (offset: number, cycles: number, of: (a: number, b: number) => number): FloatFunction => ({
    offset,
    cycles,
    isLong: true,
    run: (r) => f.put(r, 0, of(f.get(r, 0), f.get(r, f.width))),
  });
  const one = (offset: number, cycles: number, of: (a: number) => number): FloatFunction => ({
    offset,
    cycles,
    isLong: true,
    run: (r) => f.put(r, 0, of(f.get(r, 0))),
  });
  const isDouble = f.width === 2;
  const compare = (offset: number): FloatFunction => ({
    offset,
    cycles: 40,
    run: (r) => {
      const a = f.get(r, 0);
      const b = f.get(r, f.width);
      r[0] = a < b ? -1 : a > b ? 1 : 0;
    },
  });
  return [
    two(0x00, isDouble ? 91 : 71, (a, b) => a + b),
    two(0x04, isDouble ? 95 : 74, (a, b) => a - b),
    two(0x08, isDouble ? 155 : 69, (a, b) => a * b),
    two(0x0c, isDouble ? 183 : 71, (a, b) => a / b),
    compare(0x10),
    compare(0x14),
    one(0x18, isDouble ? 169 : 63, Math.sqrt),
    one(0x44, isDouble ? 1300 : 600, Math.tan),
    one(0x4c, isDouble ? 800 : 500, Math.exp),
    one(0x50, isDouble ? 700 : 500, Math.log),
    compare(0x54),
    two(0x58, isDouble ? 800 : 600, Math.atan2),
  ];
}

/** Sine and cosine together: of a double in r0 to r3; the single-precision functions leave the other one in r1. */
function circular(f: Format): FloatFunction[] {
  const both =
    (first: (a: number) => number, second: (a: number) => number) =>
    (r: Registers): void => {
      const angle = f.get(r, 0);
      f.put(r, 0, first(angle));
      f.put(r, f.width, second(angle));
    };
  const cycles = f.width === 2 ? 620 : 430;
  return [
    { offset: 0x3c, cycles, run: both(Math.cos, Math.sin) },
    { offset: 0x40, cycles, run: both(Math.sin, Math.cos) },
    { offset: 0x48, cycles, run: both(Math.sin, Math.cos) },
  ];
}

function conversions(f: Format): FloatFunction[] {
  const to = (offset: number, cycles: number, value: (r: Registers) => number): FloatFunction => ({
    offset,
    cycles,
    run: (r) => f.put(r, 0, value(r)),
  });
  const from32 = (
    offset: number,
    cycles: number,
    range: readonly [number, number],
    isFixed: boolean,
  ): FloatFunction => ({
    offset,
    cycles,
    run: (r) => {
      r[0] = clamp(f.get(r, 0) * 2 ** (isFixed ? r[f.width]! : 0), ...range);
    },
  });
  const from64 = (offset: number, isSigned: boolean, isFixed: boolean): FloatFunction => ({
    offset,
    cycles: 60,
    run: (r) => putInteger64(r, f.get(r, 0) * 2 ** (isFixed ? r[f.width]! : 0), isSigned),
  });
  return [
    from32(0x1c, 75, I32, false),
    from32(0x20, 74, I32, true),
    from32(0x24, 63, U32, false),
    from32(0x28, 62, U32, true),
    to(0x2c, 69, (r) => r[0]! | 0),
    to(0x30, 68, (r) => (r[0]! | 0) * 2 ** -r[1]!),
    to(0x34, 59, (r) => r[0]!),
    to(0x38, 57, (r) => r[0]! * 2 ** -r[1]!),
    to(0x5c, 60, (r) => (f.width === 2 ? scaled64(r, true, 0) : signed64(r))),
    to(0x60, 60, (r) => scaled64(r, true, r[2]!)),
    to(0x64, 60, (r) => (f.width === 2 ? scaled64(r, false, 0) : unsigned64(r))),
    to(0x68, 60, (r) => scaled64(r, false, r[2]!)),
    from64(0x6c, true, false),
    from64(0x70, true, true),
    from64(0x74, false, false),
    from64(0x78, false, true),
  ];
}

const ofFormat = (f: Format, other: Format): FloatFunction[] => [
  ...arithmetic(f),
  ...circular(f),
  ...conversions(f),
  { offset: 0x7c, cycles: 23, run: (r) => other.put(r, 0, f.get(r, 0)) },
];

export const SOFT_FLOAT_TABLE: readonly FloatFunction[] = ofFormat(SINGLE, DOUBLE);
export const SOFT_DOUBLE_TABLE: readonly FloatFunction[] = ofFormat(DOUBLE, SINGLE);
