// Process calls: QUERY (section 11.13) and SMBALERT_MASK (section 15.38) of PMBus Part II 1.3.1, and the write of a mask.
import { beforeEach, describe, expect, it } from 'vitest';
import { AlertMask, statusRegisterOf } from '../../firmware/pmbus/alert-mask';
import { createDeviceBench, type DeviceBench } from '../support/device-bench';
import { withHex } from '../support/hex';

const QUERY = 0x1a;
const SMBALERT_MASK = 0x1b;
const INVALID_COMMAND = 0x80;
const INVALID_DATA = 0x40;
/** STATUS_VOUT to STATUS_MFR_SPECIFIC: those with bits of their own. */
const STATUS_CODES = [0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80];
const OTHERS = [...Array(256).keys()].filter((code) => !STATUS_CODES.includes(code));

let bench: DeviceBench;
/** A block write-block read process call: count 1 and the subject; the answer, or undefined where the read is refused. */
function ask(code: number, subject: number): number[] | undefined {
  bench.write(code, 1, subject);
  return bench.sink.replies.has(code) ? bench.bytes(code) : undefined;
}

beforeEach(() => {
  bench = createDeviceBench();
});

describe('QUERY', () => {
  it.each(
    withHex([
      [0x88, 0b1010_0000], // READ_VIN: supported, read, linear
      [0x01, 0b1111_1100], // OPERATION: supported, written, read, not numeric
      [0x00, 0],
    ]),
  )('of %s (%i) is answered with one byte: %i', (_, subject, answer) => {
    expect(ask(QUERY, subject)).toEqual([1, answer]);
    expect(bench.write(QUERY, 1, subject)).toBe(0);
  });

  it('answers each question anew', () => {
    ask(QUERY, 0x88);
    expect(ask(QUERY, 0x00)).toEqual([1, 0]);
  });

  it.each([0, 2, 0xff])(
    'a count of %i is no question: invalid data and no answer (bug: the answer to the question before it)',
    (count) => {
      ask(QUERY, 0x88);
      expect(bench.write(QUERY, count, 0x88)).toBe(INVALID_DATA);
      expect(bench.sink.replies.has(QUERY)).toBe(false);
    },
  );

  it('is answered with WRITE_PROTECT on and security closed', () => {
    bench = createDeviceBench({ writeProtect: 0x80, mayLiftProtection: false });
    expect(ask(QUERY, 0x88)).toEqual([1, 0b1010_0000]);
  });
});

describe('SMBALERT_MASK', () => {
  it.each(withHex(STATUS_CODES.map((code) => [code] as const)))('%s: nothing is masked at start', (_, code) => {
    expect(ask(SMBALERT_MASK, code)).toEqual([1, 0x00]);
  });

  it('every status register has a mask of its own', () => {
    STATUS_CODES.forEach((code, i) => {
      expect(bench.write(SMBALERT_MASK, code, 0x11 * (i + 1))).toBe(0);
    });
    expect(STATUS_CODES.map((code) => ask(SMBALERT_MASK, code))).toEqual(
      STATUS_CODES.map((_, i) => [1, 0x11 * (i + 1)]),
    );
  });

  it('a mask changes no status bit', () => {
    bench.status.raise(0, 0x80);
    bench.write(SMBALERT_MASK, 0x7a, 0xff);
    bench.device.refresh();
    expect(bench.sink.replies.get(0x7a)).toBe('80');
  });

  it('of a code without status bits of its own: invalid data, and no answer of before', () => {
    ask(SMBALERT_MASK, 0x7a);
    for (const code of OTHERS) {
      expect(ask(SMBALERT_MASK, code)).toBeUndefined();
      expect(bench.write(SMBALERT_MASK, 1, code)).toBe(INVALID_DATA);
    }
    for (const code of OTHERS.filter((each) => each !== 1)) {
      expect(bench.write(SMBALERT_MASK, code, 0xff)).toBe(INVALID_DATA);
    }
    expect(STATUS_CODES.map((code) => ask(SMBALERT_MASK, code))).toEqual(STATUS_CODES.map(() => [1, 0]));
  });

  it.each([0x40, 0x80])('WRITE_PROTECT %i: no mask is written, and each can be asked for', (writeProtect) => {
    bench = createDeviceBench({ writeProtect });
    expect(bench.sink.writes.has(SMBALERT_MASK)).toBe(false);
    expect(bench.sink.processes.get(SMBALERT_MASK)).toEqual([2, 2]);
    expect(bench.write(SMBALERT_MASK, 0x7a, 0xff)).toBe(INVALID_COMMAND);
    expect(ask(SMBALERT_MASK, 0x7a)).toEqual([1, 0x00]);
  });
});

describe('AlertMask', () => {
  it('knows the sticky registers by their codes, in order, and nothing else', () => {
    expect(STATUS_CODES.map(statusRegisterOf)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(OTHERS.filter((code) => statusRegisterOf(code) !== -1)).toEqual([]);
  });

  it('keeps what was set, per register', () => {
    const mask = new AlertMask();
    expect(mask.set(0x7e, 0xa5)).toBe(true);
    expect([mask.get(0x7e), mask.get(0x7d)]).toEqual([0xa5, 0]);
    expect([mask.set(0x79, 1), mask.get(0x79), mask.set(0x00, 1), mask.get(0x00)]).toEqual([
      false,
      undefined,
      false,
      undefined,
    ]);
  });
});
