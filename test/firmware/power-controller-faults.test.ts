// Every fault of the power controller: what is over which limit, which status bit, which code, and that it latches.
import { describe, expect, it } from 'vitest';
import { StatusRegister } from '../../firmware/pmbus/status-bits';
import { Fault } from '../../firmware/power/faults';
import { Channel } from '../../firmware/snapshot/channels';
import { FAULT_DELAY_MS, PowerBench, TICK_MS } from '../support/power-bench';

const { vout, iout, input, temperature, manufacturer } = StatusRegister;

/** Reading beyond its limit at start, response that shuts down, fault, status register and bits: fault and warning together. */
// biome-ignore format: laid out as a table
const FAULTS = [
  ['over-current',         { inputCurrent: 5001 },   'IOUT_OC_FAULT_RESPONSE', 0xc0, Fault.overCurrent,        iout,        0xa0],
  ['input-over-current',   { inputCurrent: 5501 },   'IIN_OC_FAULT_RESPONSE',  0xc0, Fault.inputOverCurrent,   input,       0x06],
  ['output-over-voltage',  { outputVoltage: 6001 },  'VOUT_OV_FAULT_RESPONSE', 0x80, Fault.outputOverVoltage,  vout,        0xc0],
  ['output-under-voltage', { outputVoltage: 4249 },  'VOUT_UV_FAULT_RESPONSE', 0x80, Fault.outputUnderVoltage, vout,        0x30],
  ['input-over-voltage',   { inputVoltage: 6001 },   'VIN_OV_FAULT_RESPONSE',  0x80, Fault.inputOverVoltage,   input,       0xc0],
  ['input-under-voltage',  { inputVoltage: 4299 },   'VIN_UV_FAULT_RESPONSE',  0x80, Fault.inputUnderVoltage,  input,       0x30],
  ['output-over-power',    { outputPower: 27_001 },  'POUT_OP_FAULT_RESPONSE', 0xc0, Fault.outputOverPower,    iout,        0x03],
  ['over-temperature',     { temperature: 85_001 },  'OT_FAULT_RESPONSE',      0x80, Fault.overTemperature,    temperature, 0xc0],
] as const;

/** A unit that runs, and of all limits only `response` shuts it down. */
function running(response: (typeof FAULTS)[number][2], value: number): PowerBench {
  const bench = new PowerBench().start();
  for (const [, , each] of FAULTS) bench.write(each, 0x00);
  bench.write(response, value);
  bench.tick();
  return bench;
}

describe.each(FAULTS)('%s', (_, beyond, response, shutDown, fault, register, bits) => {
  it('shuts down after its delay and stays off until it is not wanted', () => {
    const bench = running(response, shutDown);
    bench.read(beyond);
    expect(bench.until('faulted')).toBe(FAULT_DELAY_MS);
    const { view } = bench.power;
    expect([view.fault, view.faultCount, view.gateOn, bench.latch.isOn()]).toEqual([fault, 1, false, false]);
    bench.read({ inputVoltage: 5000, inputCurrent: 0, outputVoltage: 0, outputPower: 0, temperature: 25_000 });
    bench.tick(100);
    expect([bench.state, bench.power.view.fault]).toEqual(['faulted', fault]);
    bench.wanted = false;
    bench.tick();
    expect([bench.state, bench.power.view.fault, bench.power.view.faultCount]).toEqual(['off', Fault.none, 1]);
    bench.wanted = true;
    bench.start();
    expect(bench.state).toBe('on');
  });

  it('sets its fault and its warning bit', () => {
    const bench = running(response, shutDown);
    bench.read(beyond);
    bench.tick(1 + FAULT_DELAY_MS / TICK_MS);
    expect(bench.status.read(register) & bits).toBe(bits);
  });

  it('shorter than its delay it is a warning alone', () => {
    const bench = running(response, shutDown);
    bench.read(beyond);
    bench.tick(FAULT_DELAY_MS / TICK_MS);
    bench.read({ inputVoltage: 5000, inputCurrent: 0, outputVoltage: 5000, outputPower: 0, temperature: 25_000 });
    bench.tick(10);
    expect(bench.state).toBe('on');
  });

  it('told to be ignored, it shows and the unit stays on', () => {
    const bench = running(response, 0x00);
    bench.read(beyond);
    bench.tick(100);
    expect([bench.state, bench.latch.isOn(), bench.status.read(register) & bits]).toEqual(['on', true, bits]);
  });
});

describe('off for low input, STATUS_INPUT bit 3 (PMBus Part II 1.3.1, section 17.5; bug: nothing set it)', () => {
  const RESPONSE = 'VIN_UV_FAULT_RESPONSE';
  const bit = (bench: PowerBench): number => bench.status.read(input) & 0x08;

  it('from the shutdown on, whatever clears it, until the unit is turned off', () => {
    const bench = running(RESPONSE, 0x80);
    bench.read({ inputVoltage: 4299 });
    bench.tick(FAULT_DELAY_MS / TICK_MS);
    expect([bench.state, bit(bench)]).toEqual(['on', 0]);
    bench.tick();
    expect([bench.state, bit(bench)]).toEqual(['faulted', 0x08]);
    bench.read({ inputVoltage: 5000 });
    bench.tick(10);
    bench.status.clearAll();
    expect(bit(bench)).toBe(0x08);
    bench.wanted = false;
    bench.tick();
    expect(bit(bench), 'sticks').toBe(0x08);
    bench.status.clearAll();
    expect(bit(bench)).toBe(0);
  });

  it('where it cannot start, while it is wanted on', () => {
    const bench = new PowerBench();
    bench.write(RESPONSE, 0x80);
    bench.wanted = false;
    bench.read({ inputVoltage: 4299 });
    bench.tick(20);
    expect([bench.state, bit(bench)]).toEqual(['off', 0]);
    bench.wanted = true;
    bench.tick();
    expect([bench.state, bit(bench)]).toEqual(['off', 0x08]);
    bench.read({ inputVoltage: 5000 });
    bench.start();
    bench.status.clearAll();
    expect([bench.state, bit(bench)]).toEqual(['on', 0]);
  });

  it('not of a unit that goes on', () => {
    const bench = running(RESPONSE, 0x00);
    bench.read({ inputVoltage: 4299 });
    bench.tick(20);
    expect([bench.state, bit(bench)]).toEqual(['on', 0]);
  });
});

describe('tripped', () => {
  it('the latch cleared without a command: a fault, and STATUS_MFR_SPECIFIC bit 7', () => {
    const bench = new PowerBench().start();
    bench.latch.trip();
    bench.tick();
    const { view } = bench.power;
    expect([bench.state, view.fault, view.gateOn, view.faultCount]).toEqual(['faulted', Fault.tripped, false, 1]);
    expect(bench.status.read(manufacturer)).toBe(0x80);
  });
});

describe('sensor lost, STATUS_MFR_SPECIFIC bit 6', () => {
  it.each([
    // status of the current, lost: not before the first reading; a chip that keeps no set-up is
    [1, 0x00],
    [2, 0x40],
    [3, 0x40],
    [4, 0x40],
    [5, 0x40],
  ] as const)('status %i: %i; the unit stays on', (status, bits) => {
    const bench = new PowerBench().start();
    bench.snapshot.invalidate(Channel.inputCurrent, status);
    bench.tick(50);
    expect([bench.status.read(manufacturer), bench.state]).toEqual([bits, 'on']);
  });

  it('not while the chip is being set up, which takes less than 50 ms', () => {
    const bench = new PowerBench().start();
    bench.snapshot.invalidate(Channel.inputCurrent, 4);
    bench.tick(4);
    expect(bench.status.read(manufacturer)).toBe(0x00);
  });

  it('lasts while the sensor is lost: clearing does nothing until it is back', () => {
    const bench = new PowerBench().start();
    bench.snapshot.invalidate(Channel.inputCurrent, 2);
    bench.tick(6);
    bench.status.clearAll();
    expect(bench.status.read(manufacturer)).toBe(0x40);
    bench.read({ inputCurrent: 0 });
    bench.tick();
    bench.status.clearAll();
    expect(bench.status.read(manufacturer)).toBe(0x00);
  });
});

describe('what the bus is told', () => {
  it('the version of the unit rises with every change of state, fault or gate, and rests otherwise', () => {
    const bench = new PowerBench();
    let shown = '';
    let { version } = bench.power.view;
    for (let i = 0; i < 200; i++) {
      if (i === 60) bench.read({ outputVoltage: 5000 });
      if (i === 100) bench.latch.trip();
      if (i === 150) bench.wanted = false;
      const before = JSON.stringify({ ...bench.power.view, version: 0 });
      bench.tick();
      shown = JSON.stringify({ ...bench.power.view, version: 0 });
      expect(bench.power.view.version !== version).toBe(shown !== before);
      version = bench.power.view.version;
    }
  });

  it('the count of faults wraps at 16 bits', () => {
    const bench = new PowerBench().start();
    bench.power.view.faultCount = 0xffff;
    bench.latch.trip();
    bench.tick();
    expect(bench.power.view.faultCount).toBe(0);
  });
});

describe('one sag has one primary cause (bug: power-good-lost was named as well, where it came first)', () => {
  const sagging = (): PowerBench => {
    const bench = new PowerBench().start();
    bench.events.length = 0;
    return bench;
  };

  it.each([
    ['with the busbar', 0],
    ['a tick before the busbar', 1],
    ['two ticks before the busbar', 2],
  ])('an output that falls %s accompanies it', (_, ticks) => {
    const bench = sagging();
    bench.read({ outputVoltage: 4200 });
    bench.tick(ticks);
    bench.read({ inputVoltage: 4250 });
    bench.tick(10);
    expect(bench.events.map((line) => line.replace(/ \d.*/, '')).sort()).toEqual([
      'input-under-voltage noted',
      'output-under-voltage accompanies another',
      'power-good-lost accompanies another',
    ]);
  });

  it('a busbar that recovers within its delay explains nothing: the output is named', () => {
    const bench = sagging();
    bench.read({ outputVoltage: 4300 });
    bench.tick(2);
    bench.read({ inputVoltage: 4250 });
    bench.tick(1);
    expect(bench.events).toEqual([]);
    bench.read({ inputVoltage: 5000 });
    bench.tick(10);
    expect(bench.events.map((line) => line.replace(/ \d.*/, ''))).toEqual(['power-good-lost noted']);
  });

  it('what ends while it waits is told of, and that it is over', () => {
    const bench = sagging();
    bench.read({ outputVoltage: 4300 });
    bench.tick(2);
    bench.read({ inputVoltage: 4250 });
    bench.tick(1);
    bench.read({ inputVoltage: 5000, outputVoltage: 5000 });
    bench.tick(1);
    expect(bench.events.map((line) => line.replace(/ \d.*/, ''))).toEqual([
      'power-good-lost noted',
      'power-good-lost over',
    ]);
  });
});
