// Blocks that follow time: their layouts byte by byte, one of them composed per tick in turn, and the time of day as it is written.
import { beforeEach, describe, expect, it } from 'vitest';
import { OLDEST_BLOCK_ROUNDS } from '../../firmware/pmbus/device';
import { Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { createDeviceBench, type DeviceBench } from '../support/device-bench';

const TIME = 0xd6;
const INVALID_DATA = 0x40;
/** READ_EIN, READ_EOUT, energy, readings, ages, time, counters, log. */
const TURNS = [0x86, 0x87, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd9, 0xda];
let bench: DeviceBench;

const int32 = (value: number): number[] => [
  value & 0xff,
  (value >> 8) & 0xff,
  (value >> 16) & 0xff,
  (value >> 24) & 0xff,
];
const int16 = (value: number): number[] => [value & 0xff, value >> 8];

beforeEach(() => {
  bench = createDeviceBench();
});

/** Moves the value of every block that follows time. */
function moveAll(round: number): void {
  bench.inputAccumulator.add(1000);
  bench.outputAccumulator.add(1000);
  bench.energy.add(1000, 1000);
  bench.snapshot.set(Channel.temperature, 30_000 + round, milliseconds(0));
  bench.snapshot.setFine(Channel.inputVoltage, 5000, 5_000_000 + round, milliseconds(0));
  bench.now = milliseconds(500 * round);
  bench.clock.advance(milliseconds(5000 * round));
  bench.counters[0]!++;
  (bench.log as { next: number }).next++;
}

describe('refreshTurn', () => {
  it('publishes one block at a time, each once a round', () => {
    for (let round = 1; round <= 3; round++) {
      moveAll(round);
      bench.sink.takeNews();
      for (const code of TURNS) {
        bench.device.refreshTurn();
        expect(bench.sink.takeNews().map((each) => Number.parseInt(each, 16))).toEqual([code]);
      }
    }
    expect(OLDEST_BLOCK_ROUNDS).toBe(TURNS.length);
  });

  it('leaves alone what is fixed and what has its own version: 0xD0, 0xD1, 0xD2', () => {
    bench.unit.state = 5;
    bench.sink.takeNews();
    bench.refreshTurns();
    const codes = bench.sink.takeNews().map((each) => Number.parseInt(each, 16));
    expect(codes.filter((code) => [0xd0, 0xd1, 0xd2].includes(code))).toEqual([]);
  });
});

describe('0x86 READ_EIN and 0x87 READ_EOUT: section 18.13, accumulator, rollovers, samples, low bytes first', () => {
  it.each([
    [0x86, 'inputAccumulator'],
    [0x87, 'outputAccumulator'],
  ] as const)('%i', (code, which) => {
    const accumulator = bench[which];
    [accumulator.sum, accumulator.rollovers, accumulator.samples] = [0x7abc, 0xfe, 0x81_0203];
    bench.refreshTurns();
    expect(bench.bytes(code)).toEqual([6, 0xbc, 0x7a, 0xfe, 0x03, 0x02, 0x81]);
    expect(bench.bytes(code === 0x86 ? 0x87 : 0x86)).toEqual([6, 0, 0, 0, 0, 0, 0]);
  });
});

describe('0xD4 MFR_READINGS', () => {
  it('six values of 32 bits with their sign, then six reasons', () => {
    const values = [5123, -250, -1281, 5099, -40_000, 0x7fff_ffff];
    for (const [channel, value] of values.entries()) bench.snapshot.set(channel as Channel, value, milliseconds(0));
    bench.snapshot.invalidate(Channel.outputVoltage, ReadingStatus.busFailed);
    bench.snapshot.invalidate(Channel.outputPower, ReadingStatus.implausible);
    bench.refreshTurns();
    expect(bench.bytes(0xd4)).toEqual([30, ...values.flatMap(int32), 0, 0, 0, 2, 0, 5]);
  });

  it('before the first reading: no values, not yet', () => {
    expect(bench.bytes(0xd4)).toEqual([30, ...Array(24).fill(0), 1, 1, 1, 1, 1, 1]);
  });
});

describe('0xD9 MFR_READINGS_FINE', () => {
  it('microvolts and microamps of 32 bits with their sign, then their reasons', () => {
    bench.snapshot.setFine(Channel.inputVoltage, 5078, 5_078_125, milliseconds(0));
    bench.snapshot.setFine(Channel.inputCurrent, 0, -31, milliseconds(0));
    bench.snapshot.setBeyond(Channel.inputCurrent, 8192);
    bench.refreshTurns();
    expect(bench.bytes(0xd9)).toEqual([10, ...int32(5_078_125), ...int32(-31), 0, 6]);
  });
});

describe('0xD5 MFR_READING_AGES', () => {
  it('milliseconds since each was taken, 65535 for that or more', () => {
    const taken = [10_000, 9990, 9000, -55_534, -55_535, -55_536];
    for (const [channel, at] of taken.entries()) bench.snapshot.set(channel as Channel, 0, milliseconds(at));
    bench.now = milliseconds(10_000);
    bench.refreshTurns();
    expect(bench.bytes(0xd5)).toEqual([12, ...[0, 10, 1000, 65_534, 65_535, 65_535].flatMap(int16)]);
  });
});

describe('0xD7 MFR_BUS_COUNTERS', () => {
  it('three counts of 32 bits, seven of 16 that wrap, the last refused code, and the collisions', () => {
    bench.counters.set([0x8000_0001, 2, 3, 0x1_0004, 5, 6, 7, 8, 9, 10, 0xab, 11]);
    bench.refreshTurns();
    expect(bench.bytes(0xd7)).toEqual([
      29,
      ...[...int32(0x8000_0001), ...int32(2), ...int32(3)],
      ...[4, 5, 6, 7, 8, 9, 10].flatMap(int16), // 0x10004 shows as 4
      0xab,
      ...int16(11),
    ]);
  });
});

describe('0xD6 MFR_TIME', () => {
  const NOW = 1_900_000_000;
  const time = (): number[] => bench.bytes(TIME);

  it('is not known at start; the uptime counts', () => {
    bench.clock.advance(milliseconds(7999));
    bench.refreshTurns();
    expect(time()).toEqual([8, ...int32(0), ...int32(7)]);
  });

  it('written as a block of 4 it is read back at once, before the turn of its block', () => {
    bench.clock.advance(milliseconds(60_000));
    expect(bench.write(TIME, 4, ...int32(NOW))).toBe(0);
    expect(time()).toEqual([8, ...int32(NOW), ...int32(60)]);
  });

  it('takes all 32 bits', () => {
    expect(bench.write(TIME, 4, 0xff, 0xff, 0xff, 0xff)).toBe(0);
    expect(time().slice(1, 5)).toEqual([0xff, 0xff, 0xff, 0xff]);
  });

  it('dates the energy total: the epoch is the time of the reset', () => {
    bench.clock.advance(milliseconds(60_000));
    bench.write(TIME, 4, ...int32(NOW));
    bench.refreshTurns();
    expect(bench.bytes(0xd3).slice(9)).toEqual(int32(NOW - 60));
    bench.write(TIME, 4, ...int32(0));
    bench.refreshTurns();
    expect(bench.bytes(0xd3).slice(9)).toEqual(int32(0));
  });

  it.each([
    ['no count', []],
    ['a count alone', [4]],
    ['a byte too few', [4, 1, 2, 3]],
    ['a byte too many', [4, 1, 2, 3, 4, 5]],
    ['another count', [3, 1, 2, 3, 4]],
    ['the layout of the reply', [8, 1, 2, 3, 4, 5, 6, 7, 8]],
  ])('%s: invalid data, and the time stays what it was', (_, data) => {
    bench.write(TIME, 4, ...int32(NOW));
    expect(bench.write(TIME, ...data)).toBe(INVALID_DATA);
    expect(time()).toEqual([8, ...int32(NOW), ...int32(0)]);
  });

  it('is taken under WRITE_PROTECT and with security closed: the time of day protects nothing', () => {
    bench = createDeviceBench({ writeProtect: 0x80, mayLiftProtection: false });
    expect(bench.sink.writes.get(TIME)).toEqual([1, 33]);
    expect(bench.write(TIME, 4, ...int32(NOW))).toBe(0);
  });
});
