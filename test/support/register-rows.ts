// The registers that writes may change: what they are at start and what they take, in the units of the wire, and the words for
// it by arithmetic of our own. Codes: PMBus Part II 1.3.1, Table 31. Values: ours, those of a 5 V rail; written down a second
// time on purpose, so that a changed default is changed in two places.
import { linear11Word } from './pmbus-formats';

export type NumberKind = 'linear11' | 'ulinear16';
/** Code, name, at start, lowest, highest. */
export type NumberRow = readonly [code: number, name: string, initial: number, low: number, high: number];

/** VOUT_MODE of this firmware: 1/4096 V a step. */
const STEPS_PER_VOLT = 4096;

// biome-ignore format: laid out as a table
export const VOLT_ROWS = [
  [0x40, 'VOUT_OV_FAULT_LIMIT', 6,    0, 15.999],
  [0x42, 'VOUT_OV_WARN_LIMIT',  5.6,  0, 15.999],
  [0x43, 'VOUT_UV_WARN_LIMIT',  4.63, 0, 15.999],
  [0x44, 'VOUT_UV_FAULT_LIMIT', 4.25, 0, 15.999],
  [0x5e, 'POWER_GOOD_ON',       4.7,  0, 15.999],
  [0x5f, 'POWER_GOOD_OFF',      4.5,  0, 15.999],
] as const satisfies readonly NumberRow[];

// biome-ignore format: laid out as a table
export const LINEAR_ROWS = [
  [0x46, 'IOUT_OC_FAULT_LIMIT', 5,    0,   50],
  [0x4a, 'IOUT_OC_WARN_LIMIT',  4,    0,   50],
  [0x4f, 'OT_FAULT_LIMIT',      85,   -40, 150],
  [0x51, 'OT_WARN_LIMIT',       70,   -40, 150],
  [0x55, 'VIN_OV_FAULT_LIMIT',  6,    0,   36],
  [0x57, 'VIN_OV_WARN_LIMIT',   5.6,  0,   36],
  [0x58, 'VIN_UV_WARN_LIMIT',   4.65, 0,   36],
  [0x59, 'VIN_UV_FAULT_LIMIT',  4.3,  0,   36],
  [0x5b, 'IIN_OC_FAULT_LIMIT',  5.5,  0,   50],
  [0x5d, 'IIN_OC_WARN_LIMIT',   4.5,  0,   50],
  [0x60, 'TON_DELAY',           0,    0,   61_440],
  [0x61, 'TON_RISE',            20,   0,   61_440],
  [0x62, 'TON_MAX_FAULT_LIMIT', 100,  0,   61_440],
  [0x68, 'POUT_OP_FAULT_LIMIT', 27,   0,   500],
  [0x6a, 'POUT_OP_WARN_LIMIT',  22,   0,   500],
  [0x6b, 'PIN_OP_WARN_LIMIT',   25,   0,   500],
  [0xf4, 'MFR_IOUT_AVERAGE_LIMIT', 4.5, 0, 50],
  [0xf6, 'MFR_SHUTDOWN_TIMEOUT', 30_000, 0, 61_440],
  [0xf7, 'MFR_HALTED_CURRENT',  0.06, 0,   50],
  [0xf8, 'MFR_CYCLE_OFF_TIME',  1000, 0,   61_440],
  [0xf9, 'MFR_STAGGER',         50,   0,   1000],
] as const satisfies readonly NumberRow[];

const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
/** Go on, or shut down (bits 7:6 = 10) with every number of retries and delay. */
const VOLTAGE = [0x00, ...from(0x80, 0xbf)];
/** Go on, or shut down (bits 7:6 = 11) likewise. */
const CURRENT = [0x00, ...from(0xc0, 0xff)];

/** Code, name, at start, every byte that is taken. Sections 12.1, 12.2, 11.1, 10.5.1 (voltages), 10.5.2 (currents). */
// biome-ignore format: laid out as a table
export const BYTE_ROWS = [
  [0x01, 'OPERATION',              0x00, [0x00, 0x40, 0x80]],
  [0x02, 'ON_OFF_CONFIG',          0x18, [0x00, 0x18]],
  [0x10, 'WRITE_PROTECT',          0x80, [0x00, 0x40, 0x80]],
  [0x41, 'VOUT_OV_FAULT_RESPONSE', 0x80, VOLTAGE],
  [0x45, 'VOUT_UV_FAULT_RESPONSE', 0x00, VOLTAGE],
  [0x47, 'IOUT_OC_FAULT_RESPONSE', 0xc0, CURRENT],
  [0x50, 'OT_FAULT_RESPONSE',      0x80, VOLTAGE],
  [0x56, 'VIN_OV_FAULT_RESPONSE',  0x80, VOLTAGE],
  [0x5a, 'VIN_UV_FAULT_RESPONSE',  0x00, VOLTAGE],
  [0x5c, 'IIN_OC_FAULT_RESPONSE',  0xc0, CURRENT],
  [0x63, 'TON_MAX_FAULT_RESPONSE', 0x80, VOLTAGE],
  [0x69, 'POUT_OP_FAULT_RESPONSE', 0xc0, CURRENT],
  [0xf0, 'MFR_TRIP_RESPONSE',         0x80, from(0x80, 0xbf)],
  [0xf1, 'MFR_POWER_GOOD_RESPONSE',   0x00, VOLTAGE],
  [0xf2, 'MFR_SENSOR_RESPONSE',       0x00, VOLTAGE],
  [0xf3, 'MFR_NO_CURRENT_RESPONSE',   0x00, VOLTAGE],
  [0xf5, 'MFR_IOUT_AVERAGE_RESPONSE', 0x80, VOLTAGE],
  [0xfc, 'MFR_RESTORE_POLICY',        0x00, [0, 1, 2]],
] as const;

/** What is written and read, as raw words or bytes. */
export interface RegisterCase {
  readonly code: number;
  readonly name: string;
  readonly bytes: 1 | 2;
  readonly initial: number;
  readonly low: number;
  readonly high: number;
  /** One step beyond either end; one end has none where the format ends there. */
  readonly beyond: readonly number[];
}

function voltCase([code, name, initial, low, high]: NumberRow): RegisterCase {
  const word = (volts: number): number => Math.round(volts * STEPS_PER_VOLT);
  const highest = word(high);
  return { code, name, bytes: 2, initial: word(initial), low: word(low), high: highest, beyond: [highest + 3, 0xffff] };
}

/** Below 0: the first that is not 0 in thousandths. */
function linearCase([code, name, initial, low, high]: NumberRow): RegisterCase {
  const lowest = linear11Word(low);
  const highest = linear11Word(high);
  const below = low === 0 ? linear11Word(-1) : linear11Word(low) - 1;
  return {
    code,
    name,
    bytes: 2,
    initial: linear11Word(initial),
    low: lowest,
    high: highest,
    beyond: [below, highest + 1],
  };
}

function byteCase([code, name, initial, taken]: (typeof BYTE_ROWS)[number]): RegisterCase {
  const all: readonly number[] = taken;
  const beyond = [...Array(256).keys()].filter((byte) => !all.includes(byte));
  return { code, name, bytes: 1, initial, low: all[0]!, high: all.at(-1)!, beyond };
}

export const REGISTER_CASES: readonly RegisterCase[] = [
  ...VOLT_ROWS.map(voltCase),
  ...LINEAR_ROWS.map(linearCase),
  ...BYTE_ROWS.map(byteCase),
].sort((a, b) => a.code - b.code);

/** The bytes of a raw value, low byte first. */
export const bytesOf = (raw: number, bytes: 1 | 2): number[] => (bytes === 1 ? [raw] : [raw & 0xff, raw >> 8]);
