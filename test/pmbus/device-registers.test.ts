// Every register row over the device: read at start, written at both ends of its range, refused one step beyond (STATUS_CML bit 6,
// section 17.7), forbidden by WRITE_PROTECT (section 11.1). Words by arithmetic of the tests (support/register-rows.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeviceBench, type DeviceBench } from '../support/device-bench';
import { linear11Step, linear11Value } from '../support/pmbus-formats';
import { bytesOf, LINEAR_ROWS, REGISTER_CASES, type RegisterCase } from '../support/register-rows';

const INVALID_COMMAND = 0x80;
const INVALID_DATA = 0x40;
const WRITE_PROTECT = 0x10;
const OPERATION = 0x01;

const write = (bench: DeviceBench, { code, bytes }: RegisterCase, raw: number): number =>
  bench.write(code, ...bytesOf(raw, bytes));
const read = (bench: DeviceBench, { code }: RegisterCase): number[] => bench.bytes(code);

describe.each(REGISTER_CASES)('$name', (row) => {
  it('reads what it is at start', () => {
    const bench = createDeviceBench({ writeProtect: 0x80 });
    expect(read(bench, row)).toEqual(bytesOf(row.initial, row.bytes));
  });

  it('takes both ends of its range and reads them back', () => {
    const bench = createDeviceBench();
    for (const raw of [row.low, row.high, row.initial]) {
      expect(write(bench, row, raw)).toBe(0);
      expect(read(bench, row)).toEqual(bytesOf(raw, row.bytes));
    }
  });

  it('refuses what lies beyond as invalid data, and stays what it was', () => {
    const bench = createDeviceBench();
    const before = read(bench, row);
    const { version } = bench.registers;
    for (const raw of row.beyond) expect(write(bench, row, raw)).toBe(INVALID_DATA);
    expect(read(bench, row)).toEqual(before);
    expect(bench.registers.version).toBe(version);
  });

  it('moves no other reply', () => {
    const bench = createDeviceBench();
    bench.sink.takeNews();
    write(bench, row, row.high === bench.bytes(row.code)[0] ? row.low : row.high);
    expect(bench.sink.takeNews().filter((news) => !news.startsWith(`${row.code.toString(16)}=`))).toEqual([]);
  });

  it.each([0x40, 0x80])('WRITE_PROTECT %i, where it forbids the row: refused, not announced', (level) => {
    const bench = createDeviceBench({ writeProtect: level });
    const isOpen = row.code === WRITE_PROTECT || (row.code === OPERATION && level === 0x40);
    expect(bench.sink.writes.has(row.code)).toBe(isOpen);
    expect(write(bench, row, row.low)).toBe(isOpen ? 0 : INVALID_COMMAND);
  });
});

describe('law', () => {
  /** Half a thousandth of the wire's unit is all that the firmware may lose; half a millisecond of times. */
  const lossOf = (name: string): number => (/^TON|TIME|STAGGER/.test(name) ? 0.5 : 0.0005);

  it('any word is either refused, and changes nothing, or reads back as what was written', () => {
    const bench = createDeviceBench();
    fc.assert(
      fc.property(fc.constantFrom(...LINEAR_ROWS), fc.nat(0xffff), ([code, name, , low, high], word) => {
        const before = bench.bytes(code);
        const value = linear11Value(word);
        if (bench.write(code, word & 0xff, word >> 8) === 0) {
          const [first, second] = bench.bytes(code);
          const back = first! | (second! << 8);
          expect(Math.abs(linear11Value(back) - value)).toBeLessThanOrEqual(lossOf(name) + linear11Step(back) / 2);
          expect(value).toBeGreaterThanOrEqual(low - lossOf(name));
          expect(value).toBeLessThanOrEqual(high + lossOf(name));
        } else {
          expect(bench.bytes(code)).toEqual(before);
          expect(value < low || value > high).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('ON_OFF_CONFIG, section 12.2', () => {
  it.each([
    // ON_OFF_CONFIG, OPERATION, wanted
    [0x18, 0x80, true],
    [0x18, 0x00, false],
    [0x00, 0x00, true],
    [0x00, 0x80, true],
  ])('%i with OPERATION %i: wanted %s', (config, operation, wanted) => {
    const bench = createDeviceBench({ operation });
    bench.write(0x02, config);
    expect(bench.device.wish.wanted).toBe(wanted);
  });
});
