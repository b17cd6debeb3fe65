// Writes that are no registers: what is asked of the power side and of the store, and where in the log a reader wants to read.
import { beforeEach, describe, expect, it } from 'vitest';
import { rowOfName } from '../../firmware/pmbus/commands';
import { NO_LOG } from '../../firmware/pmbus/log-view';
import { Cycle } from '../../firmware/power/hot-swap-state';
import { emptyRecord } from '../../firmware/store/record';
import { createDeviceBench, type DeviceBench } from '../support/device-bench';
import { withHex } from '../support/hex';

const [STORE_USER_ALL, RESTORE_USER_ALL] = [0x15, 0x16];
const [MFR_WIRE, LOG_RECORD, BLACK_BOX, POWER_CYCLE, RESET_UNIT] = [0xd0, 0xdb, 0xdc, 0xfa, 0xfb];
/** STATUS_CML, section 17.7. */
const [INVALID_COMMAND, INVALID_DATA] = [0x80, 0x40];
const BYTES = [...Array(256).keys()];

let bench: DeviceBench;
beforeEach(() => {
  bench = createDeviceBench();
});

describe('requests of the power side', () => {
  it('MFR_POWER_CYCLE: 1 at once, 2 with grace, all else is invalid data and asks for nothing', () => {
    const asked = BYTES.map((value) => {
      bench.device.wish.cycle = Cycle.none;
      const cml = bench.write(POWER_CYCLE, value);
      expect(bench.device.wish.reset).toBe(false);
      return [cml, bench.device.wish.cycle];
    });
    expect(asked.slice(0, 4)).toEqual([
      [INVALID_DATA, Cycle.none],
      [0, Cycle.hard],
      [0, Cycle.graceful],
      [INVALID_DATA, Cycle.none],
    ]);
    for (const each of asked.slice(4)) expect(each).toEqual([INVALID_DATA, Cycle.none]);
  });

  it('MFR_RESET_UNIT: 1 is a reset, all else is invalid data and asks for nothing', () => {
    for (const value of BYTES) {
      bench.device.wish.reset = false;
      expect([value, bench.write(RESET_UNIT, value)]).toEqual([value, value === 1 ? 0 : INVALID_DATA]);
      expect([value, bench.device.wish.reset]).toEqual([value, value === 1]);
    }
    expect(bench.device.wish.cycle).toBe(Cycle.none);
  });

  it.each(
    withHex([
      [0x40, 0],
      [0x80, INVALID_COMMAND],
    ]),
  )('under WRITE_PROTECT %s (%i) they earn %i', (_, writeProtect, cml) => {
    bench = createDeviceBench({ writeProtect });
    expect([bench.write(POWER_CYCLE, 1), bench.write(RESET_UNIT, 1)]).toEqual([cml, cml]);
    expect(bench.device.wish).toMatchObject({ cycle: cml === 0 ? Cycle.hard : Cycle.none, reset: cml === 0 });
  });

  it('no request has a reply', () => {
    expect([bench.sink.replies.has(POWER_CYCLE), bench.sink.replies.has(RESET_UNIT)]).toEqual([false, false]);
  });
});

describe('requests of the store', () => {
  it('STORE_USER_ALL and RESTORE_USER_ALL ask for the one or the other', () => {
    expect(bench.device.storeWish).toEqual({ store: false, restore: false });
    expect(bench.write(STORE_USER_ALL)).toBe(0);
    expect(bench.device.storeWish).toEqual({ store: true, restore: false });
    bench.device.storeWish.store = false;
    expect(bench.write(RESTORE_USER_ALL)).toBe(0);
    expect(bench.device.storeWish).toEqual({ store: false, restore: true });
  });

  it('CLEAR_FAULTS asks for neither', () => {
    expect(bench.write(0x03)).toBe(0);
    expect(bench.device.storeWish).toEqual({ store: false, restore: false });
  });

  it('registers that the store brought back are shown anew, and nothing else is', () => {
    bench.registers.set(rowOfName('TON_DELAY'), 500);
    bench.sink.takeNews();
    bench.device.refreshRegisters();
    // 500 = 1000 * 2^-1, the finest step: 0xFBE8, low byte first.
    expect(bench.sink.takeNews()).toEqual(['60=e8fb']);
  });
});

describe('where a reader wants to read', () => {
  let seeks: string[];
  beforeEach(() => {
    seeks = [];
    const log = {
      ...NO_LOG,
      record: emptyRecord(),
      boxBytes: new Uint8Array(32),
      seek: (sequence: number): void => {
        seeks.push(`record ${sequence}`);
        log.record.sequence = sequence;
      },
      seekBox: (box: number, offset: number): void => {
        seeks.push(`box ${box} from ${offset}`);
        log.boxBytes.fill(box);
      },
    };
    bench = createDeviceBench({ model: { log } });
    bench.sink.takeNews();
  });

  it('MFR_LOG_RECORD: a block of four bytes, the sequence number; the reply follows at once', () => {
    expect(bench.write(LOG_RECORD, 4, 0x78, 0x56, 0x34, 0x12)).toBe(0);
    expect(seeks).toEqual(['record 305419896']);
    expect(bench.bytes(LOG_RECORD).slice(0, 5)).toEqual([29, 0x78, 0x56, 0x34, 0x12]);
  });

  it('MFR_BLACK_BOX: a block of four bytes, offset and box; the reply follows at once', () => {
    expect(bench.write(BLACK_BOX, 4, 0x40, 0x01, 0x02, 0x00)).toBe(0);
    expect(seeks).toEqual(['box 2 from 320']);
    expect(bench.bytes(BLACK_BOX)).toEqual([32, ...Array(32).fill(2)]);
  });

  it.each([
    ['a count of 3', [3, 1, 2, 3, 4]],
    ['a count of 5', [5, 1, 2, 3, 4]],
    ['three bytes behind a count of 4', [4, 1, 2, 3]],
    ['five bytes behind a count of 4', [4, 1, 2, 3, 4, 5]],
  ])('%s is invalid data and looks for nothing', (_, data) => {
    for (const code of [LOG_RECORD, BLACK_BOX]) expect(bench.write(code, ...data)).toBe(INVALID_DATA);
    expect(seeks).toEqual([]);
    expect(bench.sink.takeNews()).toEqual([]);
  });

  it('a block that is only read takes no such write', () => {
    expect(bench.write(MFR_WIRE, 4, 1, 0, 0, 0)).toBe(INVALID_COMMAND);
    expect(seeks).toEqual([]);
  });
});
