// What a write leads to beyond its own reply: with the next round, and before anything that looks at it.
// LINEAR11 words are those of PMBus Part II 1.3.1, section 7.3; status bits of section 17; times of docs/faults.md.
import { beforeEach, describe, expect, it } from 'vitest';
import { WRITES_PER_TICK } from '../../firmware/bmc';
import { Channel } from '../../firmware/snapshot/channels';
import { milliseconds } from '../../firmware/units/time';
import { type BmcBench, createBmcBench } from '../support/bmc-bench';
import { linear11Word } from '../support/pmbus-formats';

const STATUS_INPUT = 0x7c;
const OVER_VOLTAGE_WARNING = 0x40;
const VIN_OV_WARN_LIMIT = 0x57;
const [V5_0, V5_8] = [
  [0x80, 0xca],
  [0xe6, 0xca],
];
const IOUT_OC_FAULT_LIMIT = 0x46;
const A0_5 = [0x00, 0xb2];
const IOUT_OC_FAULT_RESPONSE = 0x47;
const TON_DELAY = 0x60;

let bench: BmcBench;
const bytes = (code: number): number[] => [...Buffer.from(bench.target.replies.get(code)!, 'hex')];
const read = (channel: (typeof Channel)[keyof typeof Channel], value: number): void =>
  bench.snapshot.set(channel, value, milliseconds(0));

beforeEach(() => {
  bench = createBmcBench(false, { security: 'open', restore: 1, faultDelayMs: 20 });
  read(Channel.outputVoltage, 5000);
  read(Channel.inputCurrent, 600);
  read(Channel.inputVoltage, 5200);
  bench.run(60);
});

describe('a limit', () => {
  it('is read back as soon as the write is done', () => {
    bench.target.push(VIN_OV_WARN_LIMIT, ...V5_8!);
    bench.serve();
    expect([bench.target.finished, bytes(VIN_OV_WARN_LIMIT)]).toEqual([[1], V5_8]);
  });

  it('below the reading: warns by the next round, 10 ms at the most', () => {
    bench.target.push(VIN_OV_WARN_LIMIT, ...V5_0!);
    bench.serve();
    bench.run(1);
    expect(bytes(STATUS_INPUT)).toEqual([OVER_VOLTAGE_WARNING]);
  });

  it('below the reading: switches off within the 60 ms of docs/faults.md', () => {
    expect(bench.latch.isOn()).toBe(true);
    bench.target.push(IOUT_OC_FAULT_LIMIT, ...A0_5);
    bench.serve();
    bench.run(6);
    expect(bench.latch.isOn()).toBe(false);
  });

  it('raised above the reading: CLEAR_FAULTS right behind it finds nothing that lasts', () => {
    bench.target.push(VIN_OV_WARN_LIMIT, ...V5_0!);
    bench.serve();
    bench.run(1);
    bench.target.push(VIN_OV_WARN_LIMIT, ...V5_8!);
    bench.target.push(0x03);
    bench.serve();
    expect(bytes(STATUS_INPUT)).toEqual([0]);
  });

  it('raised above the reading: so does the status bit that is written back', () => {
    bench.target.push(VIN_OV_WARN_LIMIT, ...V5_0!);
    bench.serve();
    bench.run(1);
    bench.target.push(VIN_OV_WARN_LIMIT, ...V5_8!);
    bench.target.push(STATUS_INPUT, OVER_VOLTAGE_WARNING);
    bench.serve();
    expect(bytes(STATUS_INPUT)).toEqual([0]);
  });
});

describe('several writes between two rounds', () => {
  it('a limit and its response: both hold', () => {
    bench.target.push(IOUT_OC_FAULT_RESPONSE, 0x00); // go on
    bench.target.push(IOUT_OC_FAULT_LIMIT, ...A0_5);
    bench.serve();
    bench.run(10);
    expect([bench.latch.isOn(), bytes(0x7b)]).toEqual([true, [0x80]]);
  });

  it.each([1, 15, 16, 17, 40])('the first of them holds with %i behind it', (count) => {
    bench.target.push(VIN_OV_WARN_LIMIT, ...V5_0!);
    for (let i = 0; i < count; i++) bench.target.push(TON_DELAY, i, 0);
    bench.serve();
    bench.run(1);
    expect(bytes(STATUS_INPUT)).toEqual([OVER_VOLTAGE_WARNING]);
  });
});

describe('a response', () => {
  it.each([
    [0xc0, 'shut down, stay off', 6],
    [0xc8, 'shut down, try again once', 8],
  ])('0x%s written: what the next fault leads to (%s)', (response, _, state) => {
    bench.target.push(IOUT_OC_FAULT_RESPONSE, response);
    bench.target.push(IOUT_OC_FAULT_LIMIT, ...A0_5);
    bench.serve();
    bench.run(6);
    expect(bytes(0xd2)[1]).toBe(state);
  });
});

describe('a bus that is written to without a pause', () => {
  /** Each write that is taken is followed by another one. More than this and a test would not end. */
  const ENDLESS = 10_000;
  /** Of 10 ms at 100 kHz; a write byte with PEC has four bytes of nine bits, START and STOP. */
  const BITS = 1000;
  const MOST_WRITES = BITS / (4 * 9 + 2);

  function flood(): void {
    let left = ENDLESS;
    const take = bench.target.read.bind(bench.target);
    bench.target.read = (buffer) => {
      if (left-- > 0) bench.target.push(TON_DELAY, 0, 0);
      return take(buffer);
    };
  }

  it('leaves the ticks their time (bug: none came any more, no limit was looked at, and the watchdog bit)', () => {
    flood();
    bench.target.push(TON_DELAY, 0, 0);
    bench.serve();
    expect(bench.target.finished.length).toBeLessThan(ENDLESS);
    read(Channel.inputCurrent, 6000);
    bench.run(6);
    expect(bench.latch.isOn()).toBe(false);
    expect(bench.target.finished.length).toBeLessThanOrEqual(7 * WRITES_PER_TICK);
  });

  it('what a tick does not take comes with the next ones, in its order, and nothing is lost', () => {
    for (let i = 1; i <= 100; i++) bench.target.push(TON_DELAY, i, 0);
    bench.serve();
    expect(bench.target.finished.length).toBeGreaterThan(MOST_WRITES);
    bench.run(10);
    expect(bench.target.finished).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(Buffer.from(bytes(TON_DELAY)).readUInt16LE()).toBe(linear11Word(100));
  });
});
