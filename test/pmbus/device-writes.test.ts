// What the device does with a write: registers, WRITE_PROTECT, invalid data, write one to clear. PMBus Part II 1.3.1.
import { beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../firmware/pmbus/commands';
import { StatusRegister } from '../../firmware/pmbus/status-bits';
import { createDeviceBench, type DeviceBench } from '../support/device-bench';
import { hex, withHex } from '../support/hex';

const OPERATION = 0x01;
const CLEAR_FAULTS = 0x03;
const WRITE_PROTECT = 0x10;
/** STATUS_CML, section 17.7. */
const INVALID_COMMAND = 0x80;
const INVALID_DATA = 0x40;
const BYTES = [...Array(256).keys()];

let bench: DeviceBench;
const reply = (code: number): string | undefined => bench.sink.replies.get(code);

beforeEach(() => {
  bench = createDeviceBench();
});

describe('OPERATION, section 12.1', () => {
  it.each(
    withHex([
      // written, wanted: bit 7 is on; bit 6 (soft off) is off as well
      [0x80, true],
      [0x40, false],
      [0x00, false],
    ]),
  )('%s (%i): wanted %s', (_, value, wanted) => {
    expect(bench.write(OPERATION, value === 0x80 ? 0x00 : 0x80)).toBe(0);
    expect(bench.write(OPERATION, value)).toBe(0);
    expect(bench.device.wish.wanted).toBe(wanted);
    expect(reply(OPERATION)).toBe(value.toString(16).padStart(2, '0'));
  });

  it.each(withHex([[0x80], [0x00]]))(
    'every other value (margins among them) is invalid data and changes nothing; was %s',
    (_, was) => {
      bench.write(OPERATION, was);
      const taken = BYTES.filter((value) => bench.write(OPERATION, value) === 0 && bench.write(OPERATION, was) === 0);
      expect(taken).toEqual([0x00, 0x40, 0x80]);
      for (const value of BYTES.filter((each) => !taken.includes(each))) {
        expect(bench.write(OPERATION, value)).toBe(INVALID_DATA);
        expect([bench.device.wish.wanted, reply(OPERATION)]).toEqual([was === 0x80, was.toString(16).padStart(2, '0')]);
      }
    },
  );
});

describe('WRITE_PROTECT, section 11.1', () => {
  /** Level, OPERATION may be written, WRITE_PROTECT may. Status and CLEAR_FAULTS always may (ours). */
  const LEVELS = [
    [0x00, true, true],
    [0x40, true, true],
    [0x80, false, true],
  ] as const;

  it.each(withHex(LEVELS))('%s (%i): OPERATION %s, itself %s', (_, level, operation, itself) => {
    expect(bench.write(WRITE_PROTECT, level)).toBe(0);
    expect(bench.sink.writes.has(OPERATION)).toBe(operation);
    expect(bench.sink.writes.has(WRITE_PROTECT)).toBe(itself);
    expect(bench.write(OPERATION, 0x80)).toBe(operation ? 0 : INVALID_COMMAND);
    expect(bench.device.wish.wanted).toBe(operation);
    expect(bench.write(WRITE_PROTECT, 0x00)).toBe(0);
  });

  it.each(withHex(LEVELS))('%s: CLEAR_FAULTS and all status registers stay writable', (_, level) => {
    bench.write(WRITE_PROTECT, level);
    for (const code of [CLEAR_FAULTS, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80]) {
      expect(bench.sink.writes.has(code)).toBe(true);
      expect(bench.write(code, 0xff)).toBe(0);
    }
  });

  it('every other value is invalid data and changes nothing', () => {
    bench.write(WRITE_PROTECT, 0x40);
    const refused = BYTES.filter((value) => ![0x00, 0x40, 0x80].includes(value));
    expect(refused.filter((value) => bench.write(WRITE_PROTECT, value) !== INVALID_DATA).map(hex)).toEqual([]);
    expect(reply(WRITE_PROTECT)).toBe('40');
  });

  it('lifted, what it forbade is announced again with its length', () => {
    bench.write(WRITE_PROTECT, 0x80);
    bench.write(WRITE_PROTECT, 0x00);
    expect(bench.sink.writes.get(OPERATION)).toEqual([1, 1]);
  });

  it('security closed: nobody lifts it, and a write that was queued before is refused too', () => {
    bench = createDeviceBench({ writeProtect: 0x80, mayLiftProtection: false });
    expect(bench.sink.writes.has(WRITE_PROTECT)).toBe(false);
    expect(bench.sink.writes.has(OPERATION)).toBe(false);
    expect(bench.write(WRITE_PROTECT, 0x00)).toBe(INVALID_COMMAND);
    expect(bench.write(OPERATION, 0x80)).toBe(INVALID_COMMAND);
    expect([reply(WRITE_PROTECT), reply(OPERATION), bench.device.wish.wanted]).toEqual(['80', '00', false]);
    expect(bench.sink.writes.has(CLEAR_FAULTS)).toBe(true);
  });
});

describe('codes that cannot be written, section 10.9.2', () => {
  /** QUERY takes questions: device-questions.test.ts. */
  const readOnly = COMMANDS.filter(({ write, read }) => write === 'none' && read !== 'process').map(({ code }) => code);
  const known = COMMANDS.map(({ code }) => code as number);

  it('read-only rows', () => {
    expect(readOnly.filter((code) => bench.write(code, 0x00) !== INVALID_COMMAND)).toEqual([]);
  });

  it('codes that the table lacks, all of them', () => {
    const unknown = BYTES.filter((code) => !known.includes(code));
    expect(unknown.filter((code) => bench.write(code, 0x00) !== INVALID_COMMAND)).toEqual([]);
  });

  it('change no reply', () => {
    bench.device.refresh();
    bench.sink.takeNews();
    for (const code of BYTES) if (!known.includes(code) || readOnly.includes(code as never)) bench.write(code, 0x80);
    bench.device.refresh();
    expect(bench.sink.takeNews()).toEqual([]);
  });
});

describe('status is cleared over the bus', () => {
  const REGISTER_OF_CODE = [
    [0x7a, StatusRegister.vout],
    [0x7b, StatusRegister.iout],
    [0x7c, StatusRegister.input],
    [0x7d, StatusRegister.temperature],
    [0x7e, StatusRegister.cml],
    [0x7f, StatusRegister.other],
    [0x80, StatusRegister.manufacturer],
  ] as const;

  it.each(withHex(REGISTER_OF_CODE))('%s: bits written as one, those alone, in that register alone', (_, code) => {
    for (const [, each] of REGISTER_OF_CODE) bench.status.raise(each, 0xc0);
    expect(bench.write(code, 0x80)).toBe(0);
    bench.device.refresh();
    for (const [other] of REGISTER_OF_CODE) expect(reply(other)).toBe(other === code ? '40' : 'c0');
  });

  it('CLEAR_FAULTS clears all, but not what lasts (section 15.1)', () => {
    for (const [, each] of REGISTER_OF_CODE) bench.status.raise(each, 0x80);
    bench.status.hold(StatusRegister.manufacturer, 0x40, true);
    bench.status.raiseBusy();
    expect(bench.write(CLEAR_FAULTS)).toBe(0);
    bench.device.refresh();
    expect(REGISTER_OF_CODE.map(([code]) => reply(code))).toEqual(['00', '00', '00', '00', '00', '00', '40']);
    expect(reply(0x79)).toBe('4118'); // OFF, NONE OF THE ABOVE, MFR, POWER_GOOD#
  });

  it.each([
    ['STATUS_BYTE', 0x78, [0x80]],
    ['STATUS_WORD, one byte as Linux writes it', 0x79, [0x80]],
    ['STATUS_WORD, two bytes', 0x79, [0x80, 0x00]],
  ])('%s: BUSY', (_, code, data) => {
    bench.status.raiseBusy();
    bench.device.refresh();
    expect(reply(0x78)).toBe('c0');
    expect(bench.write(code, ...data)).toBe(0);
    bench.device.refresh();
    expect([reply(0x78), reply(0x79)]).toEqual(['40', '4008']);
  });

  it.each([
    [0x78, [0x7f]],
    [0x79, [0x7f]],
    [0x79, [0x7f, 0xff]],
  ])('%i %j: BUSY stays', (code, data) => {
    bench.status.raiseBusy();
    bench.write(code, ...data);
    bench.device.refresh();
    expect(reply(0x78)).toBe('c0');
  });
});
