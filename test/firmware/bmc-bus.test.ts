// The BMC as a whole against what comes over the bus: order of writes and refusals, when a write is done, energy and counters.
import { beforeEach, describe, expect, it } from 'vitest';
import { Counter } from '../../firmware/io/smbus-target/counters';
import { Channel } from '../../firmware/snapshot/channels';
import type { Snapshot } from '../../firmware/snapshot/snapshot';
import { type Milliseconds, milliseconds } from '../../firmware/units/time';
import { type BmcBench, createBmcBench } from '../support/bmc-bench';

const CLEAR_FAULTS = 0x03;
const STATUS_CML = 0x7e;
let bench: BmcBench;
const bytes = (code: number): number[] => [...Buffer.from(bench.target.replies.get(code)!, 'hex')];

beforeEach(() => {
  bench = createBmcBench(false, { security: 'open' });
  bench.run(30);
});

describe('refusals of the port', () => {
  it('show in STATUS_CML once the port woke the firmware', () => {
    bench.target.refuse(Counter.badPec);
    bench.serve();
    expect(bytes(STATUS_CML)).toEqual([0x20]);
  });

  it('a refusal behind a CLEAR_FAULTS stays, whatever runs between (bug: a tick raised it, then the write cleared it)', () => {
    bench.target.push(CLEAR_FAULTS);
    bench.target.refuse(Counter.badPec);
    bench.run(1);
    bench.serve();
    expect(bytes(STATUS_CML)).toEqual([0x20]);
  });

  it('cleared later, it is gone', () => {
    bench.target.refuse(Counter.badPec);
    bench.serve();
    bench.target.push(CLEAR_FAULTS);
    bench.serve();
    bench.run(10);
    expect(bytes(STATUS_CML)).toEqual([0x00]);
  });
});

it('the first replies show the first readings, before any tick', () => {
  const sensor = {
    samples: 0,
    sample(snapshot: Snapshot, now: Milliseconds): void {
      this.samples++;
      snapshot.set(Channel.inputVoltage, 5000, now);
    },
  };
  bench = createBmcBench(false, {}, true, 0, { sensor });
  // LINEAR11: 640 * 2^-7 V.
  expect([sensor.samples, bytes(0x88)]).toEqual([1, [0x80, 0xca]]);
});

describe('MFR_WIRE', () => {
  it.each([
    // capabilities of the port (bit 0 poison), features: bit 0 energy total, bit 1 refuses by poison
    [0, 0b01],
    [1, 0b11],
  ])('port of capabilities %i: features %i', (capabilities, features) => {
    bench = createBmcBench(false, {}, true, capabilities);
    expect(bytes(0xd0)[2]).toBe(features);
  });
});

describe('writes', () => {
  it('are carried out in order, each done once its effect is published', () => {
    bench.target.push(0x60, 0x00, 0x00); // TON_DELAY
    bench.target.push(0x02, 0x33); // ON_OFF_CONFIG: no such value
    bench.target.push(0x01, 0x80); // OPERATION: on
    bench.serve();
    expect(bench.target.finished).toEqual([1, 2, 3]);
    expect([bench.latch.pulses, bytes(STATUS_CML), bytes(0x02)]).toEqual([['set'], [0x40], [0x18]]);
  });

  it('ON_OFF_CONFIG 0x00 turns the unit on without OPERATION', () => {
    bench.target.push(0x02, 0x00);
    bench.serve();
    expect([bench.latch.isOn(), bytes(0x01)]).toEqual([true, [0x00]]);
  });
});

describe('what ticks count', () => {
  const read = (channel: (typeof Channel)[keyof typeof Channel], value: number): void =>
    bench.snapshot.set(channel, value, milliseconds(0));

  it('energy: 2 W for a second are 2000 mJ; READ_EIN adds a sample a tick, 32 steps of 1/16 W each', () => {
    read(Channel.inputPower, 2000);
    bench.run(100);
    read(Channel.inputPower, 0);
    bench.run(10); // every block had its turn
    expect(bytes(0xd3).slice(0, 9)).toEqual([12, 0xd0, 0x07, 0, 0, 0, 0, 0, 0]);
    expect(bytes(0x86).slice(0, 4)).toEqual([6, 0x80, 0x0c, 0]); // 3200 steps
    expect(bytes(0x87)).toEqual([6, 0, 0, 0, 0, 0, 0]);
  });

  it('output energy likewise, where the output power is known', () => {
    read(Channel.outputPower, 1000);
    bench.run(8);
    bench.snapshot.invalidate(Channel.outputPower, 2);
    bench.run(10);
    expect(bytes(0x87)).toEqual([6, 128, 0, 0, 8, 0, 0]);
  });

  it('counters of the port are shown within ten ticks and a turn', () => {
    bench.target.counts[Counter.reads] = 7;
    bench.run(17);
    expect(bytes(0xd7).slice(0, 5)).toEqual([29, 7, 0, 0, 0]);
  });

  it('MFR_TIME counts seconds since the start', () => {
    bench.run(200);
    expect(bytes(0xd6)).toEqual([8, 0, 0, 0, 0, 2, 0, 0, 0]);
  });
});
