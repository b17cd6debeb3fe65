// What the device publishes: every row of the table, readings with their withdrawal, and nothing twice.
import { beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../firmware/pmbus/commands';
import { StatusRegister } from '../../firmware/pmbus/status-bits';
import { Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { createDeviceBench, type DeviceBench } from '../support/device-bench';
import { withHex } from '../support/hex';

const NOW = milliseconds(1000);
/** Table 31: limits and times are words, responses are bytes. */
const LIMIT_CODES = [
  0x40, 0x42, 0x43, 0x44, 0x46, 0x4a, 0x4f, 0x51, 0x55, 0x57, 0x58, 0x59, 0x5b, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x62,
  0x68, 0x6a, 0x6b,
];
const RESPONSE_CODES = [0x41, 0x45, 0x47, 0x50, 0x56, 0x5a, 0x5c, 0x69];
let bench: DeviceBench;

/** A reading of each channel and its word, by hand, low byte first. Formats: PMBus II 1.3.1, sections 7.3 and 8.4.1. */
const READINGS = [
  // code, channel, value, reply
  [0x88, Channel.inputVoltage, 5000, '80ca'], //  640 * 2^-7
  [0x89, Channel.inputCurrent, -1000, '00be'], // -512 * 2^-9
  [0x8b, Channel.outputVoltage, 5000, '0050'], // 20480 / 4096
  [0x8d, Channel.temperature, 25_000, '20db'], // 800 * 2^-5
  [0x96, Channel.outputPower, 10_000, '80d2'], // 640 * 2^-6
  [0x97, Channel.inputPower, 10_000, '80d2'], //  640 * 2^-6
] as const;

beforeEach(() => {
  bench = createDeviceBench();
});

describe('at start', () => {
  it.each(
    withHex([
      // code, reply: all but readings and blocks of ours (block-layouts.test.ts)
      [0x01, '00'],
      [0x02, '18'], //     by OPERATION, no CONTROL pin
      [0x10, '00'],
      [0x19, 'a0'],
      [0x20, '14'],
      [0x78, '40'], //     OFF
      [0x79, '4008'], //   OFF and POWER_GOOD#, low byte first
      [0x7a, '00'],
      [0x7b, '00'],
      [0x7c, '00'],
      [0x7d, '00'],
      [0x7e, '00'],
      [0x7f, '00'],
      [0x80, '00'],
      [0x98, '33'],
      [0x99, '075261636b6c6574'], // 7 "Racklet"
      [0x9a, '0562656e6368'], //     5 "bench"
      [0x9b, '05312e322e33'], //     5 "1.2.3"
      [0x9c, '06736c6f742037'], //   6 "slot 7"
      [0x9d, '06323631313234'], //   6 "261124"
      [0x9e, '1045363630353833383833304631323334'], // 16 "E6605838830F1234"
      [0xad, '06525032303430'], //   6 "RP2040"
      [0xae, '024232'], //           2 "B2"
    ]),
  )('%s (%i) reads %s', (_, code, reply) => {
    expect(bench.sink.replies.get(code)).toBe(reply);
  });

  it('every row with a reply has one, but for readings without a value and answers without a question', () => {
    const readable = COMMANDS.filter(
      ({ read, origin }) => read !== 'none' && !['channel', 'question'].includes(origin.kind),
    );
    expect([...bench.sink.replies.keys()].sort((a, b) => a - b)).toEqual(readable.map(({ code }) => code));
  });

  it('every row with a write takes it with its length', () => {
    expect(bench.sink.writes).toEqual(
      new Map<number, readonly [number, number]>([
        [0x01, [1, 1]],
        [0x02, [1, 1]],
        [0x03, [0, 0]],
        [0x10, [1, 1]],
        [0x15, [0, 0]],
        [0x16, [0, 0]],
        [0xdb, [1, 33]],
        [0xdc, [1, 33]],
        [0x1b, [2, 2]], // status code and mask
        ...LIMIT_CODES.map((code) => [code, [2, 2]] as const),
        ...RESPONSE_CODES.map((code) => [code, [1, 1]] as const),
        [0x78, [1, 1]],
        [0x79, [1, 2]],
        ...[0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80].map((code) => [code, [1, 1]] as const),
        [0xd6, [1, 33]], // MFR_TIME: a block, its count included
        [0x63, [1, 1]],
        ...[0xf0, 0xf1, 0xf2, 0xf3, 0xf5, 0xfa, 0xfb, 0xfc].map((code) => [code, [1, 1]] as const),
        ...[0xf4, 0xf6, 0xf7, 0xf8, 0xf9].map((code) => [code, [2, 2]] as const),
      ]),
    );
  });

  it('takes the questions of QUERY and SMBALERT_MASK: a block of one byte, sections 11.13 and 15.38', () => {
    expect([...bench.sink.processes]).toEqual([
      [0x1a, [2, 2]],
      [0x1b, [2, 2]],
    ]);
  });

  it('starts from the registers that the board asks for', () => {
    const { sink, device } = createDeviceBench({ operation: 0x80, writeProtect: 0x80 });
    expect([sink.replies.get(0x01), sink.replies.get(0x10), device.wish.wanted]).toEqual(['80', '80', true]);
  });
});

describe.each(withHex(READINGS))('reading %s', (_, code, channel, value, reply) => {
  it('is published, withdrawn without a value, and published again', () => {
    bench.snapshot.set(channel, value, NOW);
    bench.device.refresh();
    expect(bench.sink.replies.get(code)).toBe(reply);
    bench.snapshot.invalidate(channel, ReadingStatus.busFailed);
    bench.device.refresh();
    expect(bench.sink.replies.has(code)).toBe(false);
    bench.snapshot.set(channel, value, NOW);
    bench.device.refresh();
    expect(bench.sink.replies.get(code)).toBe(reply);
  });

  it('of 0 is a reading, not a missing one', () => {
    bench.snapshot.set(channel, 0, NOW);
    bench.device.refresh();
    expect(bench.sink.replies.get(code)).toBe('0000');
  });

  it('changes no other reply, but READ_IOUT with READ_IIN: one shunt measures both', () => {
    bench.sink.takeNews();
    bench.snapshot.set(channel, value, NOW);
    bench.device.refresh();
    const both = channel === Channel.inputCurrent ? [`8c=${reply}`] : [];
    expect(bench.sink.takeNews()).toEqual([`${code.toString(16)}=${reply}`, ...both]);
  });
});

describe('publishes only what changed', () => {
  it('nothing, when nothing did', () => {
    bench.snapshot.set(Channel.inputVoltage, 5000, NOW);
    bench.device.refresh();
    bench.sink.takeNews();
    bench.snapshot.set(Channel.inputVoltage, 5000, milliseconds(2000));
    bench.device.refresh();
    bench.snapshot.invalidate(Channel.temperature, ReadingStatus.stale);
    bench.device.refresh();
    expect(bench.sink.takeNews()).toEqual([]);
  });

  it('nothing, when a reading changed by less than a step of its word', () => {
    bench.snapshot.set(Channel.inputVoltage, 5000, NOW);
    bench.device.refresh();
    bench.sink.takeNews();
    bench.snapshot.set(Channel.inputVoltage, 5001, NOW); // 640.1 steps of 1/128 V
    bench.device.refresh();
    expect(bench.sink.takeNews()).toEqual([]);
  });

  it('a withdrawal once', () => {
    bench.snapshot.set(Channel.inputVoltage, 5000, NOW);
    bench.device.refresh();
    bench.sink.takeNews();
    bench.snapshot.invalidate(Channel.inputVoltage, ReadingStatus.busFailed);
    bench.device.refresh();
    bench.snapshot.invalidate(Channel.inputVoltage, ReadingStatus.unconfigured);
    bench.device.refresh();
    expect(bench.sink.takeNews()).toEqual(['88 withdrawn']);
  });

  it('a status bit in its register and in both summaries, and nowhere else', () => {
    bench.device.refresh();
    bench.sink.takeNews();
    bench.status.raise(StatusRegister.iout, 0x80);
    bench.device.refresh();
    expect(bench.sink.takeNews().sort()).toEqual(['78=50', '79=5048', '7b=80']);
  });

  it('a change of the upper byte alone leaves STATUS_BYTE as it is', () => {
    bench.status.setOutput(false, false);
    bench.device.refresh();
    bench.sink.takeNews();
    bench.status.setOutput(false, true);
    bench.device.refresh();
    expect(bench.sink.takeNews()).toEqual(['79=0000']);
  });
});
