// The power controller: pins and readings in, gate, unit state and status bits out. Bits: PMBus Part II 1.3.1, section 17.
import { describe, expect, it } from 'vitest';
import { StatusRegister } from '../../firmware/pmbus/status-bits';
import { Fault } from '../../firmware/power/faults';
import { Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus } from '../../firmware/snapshot/snapshot';
import { DEBOUNCE_MS, PowerBench } from '../support/power-bench';

const OFF = 0x0040;
const POWER_GOOD_NEGATED = 0x0800;
const outputBits = (bench: PowerBench): number => bench.status.word() & (OFF | POWER_GOOD_NEGATED);

describe('adopt', () => {
  it.each([
    // present, gate found, state at start, gate after the first tick, pulses
    [true, true, 'on', true, []],
    [true, false, 'absent', false, []],
    [false, true, 'absent', false, ['clear']],
    [false, false, 'absent', false, []],
  ] as const)('present=%s gate=%s: %s', (present, gateOn, state, after, pulses) => {
    const bench = new PowerBench({ present, gateOn });
    expect([bench.state, bench.power.view.gateOn, bench.latch.pulses]).toEqual([state, gateOn, []]);
    bench.tick();
    expect([bench.latch.isOn(), bench.latch.pulses]).toEqual([after, pulses]);
  });

  it('status follows the gate before the first tick', () => {
    expect(outputBits(new PowerBench({ gateOn: true }))).toBe(POWER_GOOD_NEGATED);
    expect(outputBits(new PowerBench())).toBe(OFF | POWER_GOOD_NEGATED);
  });
});

describe('start', () => {
  it('debounce, off, soft start of TON_RISE, power good', () => {
    const bench = new PowerBench();
    expect(bench.until('settling')).toBe(0);
    expect(bench.until('off')).toBe(DEBOUNCE_MS - 10);
    expect(bench.until('starting')).toBe(0);
    expect([bench.latch.pulses, outputBits(bench)]).toEqual([['set'], POWER_GOOD_NEGATED]);
    expect(bench.until('waiting')).toBe(10);
    bench.read({ outputVoltage: 5000 });
    expect(bench.until('on')).toBe(0);
    expect([outputBits(bench), bench.power.view.fault]).toEqual([0, Fault.none]);
  });

  it.each([
    // register, value, state waited in, milliseconds in it
    ['TON_DELAY', 150, 'delaying', 'starting', 140],
    ['TON_RISE', 200, 'starting', 'waiting', 190],
    ['TON_RISE', 0, 'starting', 'waiting', 0],
    ['TON_MAX_FAULT_LIMIT', 300, 'waiting', 'faulted', 290],
  ] as const)('%s of %i ms is spent in %s', (name, value, during, next, span) => {
    const bench = new PowerBench({ registers: { [name]: value } });
    bench.until(during);
    expect(bench.until(next)).toBe(span);
  });

  it.each([
    ['TON_DELAY', 150, 'delaying'],
    ['TON_RISE', 200, 'starting'],
  ] as const)('%s counts from the next start on once it is written', (name, value, during) => {
    const bench = new PowerBench().start();
    bench.write(name, value);
    bench.wanted = false;
    bench.tick();
    bench.wanted = true;
    bench.until(during);
    expect(bench.until(during === 'delaying' ? 'starting' : 'waiting')).toBe(value - 10);
  });

  it('TON_MAX_FAULT_LIMIT over: gate off, STATUS_VOUT bit 2, the fault by name, counted', () => {
    const bench = new PowerBench();
    expect(bench.until('faulted')).toBeGreaterThan(0);
    const { view } = bench.power;
    expect([bench.latch.isOn(), view.fault, view.faultCount]).toEqual([false, Fault.powerGoodTimeout, 1]);
    expect(bench.status.read(StatusRegister.vout)).toBe(0x04);
  });

  it('not wanted while it is delayed: off, without a pulse', () => {
    const bench = new PowerBench({ registers: { TON_DELAY: 500 } });
    bench.until('delaying');
    bench.wanted = false;
    bench.tick(100);
    expect([bench.state, bench.latch.pulses]).toEqual(['off', []]);
  });
});

describe('power good, sections 15.32.1 and 15.32.2', () => {
  it.each([
    // output millivolts one after the other, power good after each: on from 4700, off below 4500
    [[4699], [false]],
    [
      [4700, 4699, 4500, 4499],
      [true, true, true, false],
    ],
    [
      [4700, 4499, 4600, 4699, 4700],
      [true, false, false, false, true],
    ],
  ])('%j', (volts, expected) => {
    const bench = new PowerBench({ gateOn: true });
    const good = volts.map((outputVoltage) => {
      bench.read({ outputVoltage });
      bench.tick();
      return (bench.status.word() & POWER_GOOD_NEGATED) === 0;
    });
    expect(good).toEqual(expected);
  });

  it('is not while the output voltage is not known, nor while the gate is off', () => {
    const bench = new PowerBench().start();
    bench.snapshot.invalidate(Channel.outputVoltage, ReadingStatus.busFailed);
    bench.tick();
    expect(outputBits(bench)).toBe(POWER_GOOD_NEGATED);
    bench.read({ outputVoltage: 5000 });
    bench.wanted = false;
    bench.tick();
    expect(outputBits(bench)).toBe(OFF | POWER_GOOD_NEGATED);
  });

  it('follows the registers', () => {
    const bench = new PowerBench({ registers: { POWER_GOOD_ON: 3000, POWER_GOOD_OFF: 2000 } });
    bench.until('waiting');
    bench.read({ outputVoltage: 3000 });
    expect(bench.until('on')).toBe(0);
  });
});

it('presence lost: gate off at once, and the debounce begins anew', () => {
  const bench = new PowerBench().start();
  bench.presentN.level = 1;
  bench.tick();
  expect([bench.state, bench.latch.pulses.at(-1)]).toEqual(['absent', 'clear']);
  bench.presentN.level = 0;
  expect(bench.until('off')).toBe(DEBOUNCE_MS);
});
