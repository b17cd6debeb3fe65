// The snapshot: a missing reading is a value with a reason and an age, never 0 and never an old number called valid.
import { describe, expect, it } from 'vitest';
import { CHANNEL_COUNT, Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus, Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';

const CHANNELS = Object.entries(Channel);
const REASONS = Object.entries(ReadingStatus).flatMap(([name, code]) => (code === 0 ? [] : [[name, code] as const]));

describe('channels', () => {
  it('number the arrays without a gap', () => {
    expect(CHANNELS.map(([, channel]) => channel)).toEqual([...Array(CHANNEL_COUNT).keys()]);
  });
});

describe('a new snapshot', () => {
  it.each(CHANNELS)('%s has no value yet', (_, channel) => {
    const snapshot = new Snapshot();
    expect(snapshot.isValid(channel)).toBe(false);
    expect(snapshot.status[channel]).toBe(ReadingStatus.notYet);
  });
});

describe('set', () => {
  it.each(CHANNELS)('%s alone becomes valid', (_, channel) => {
    const snapshot = new Snapshot();
    snapshot.set(channel, 5100, milliseconds(40));
    expect(snapshot.value[channel]).toBe(5100);
    expect(CHANNELS.filter(([, other]) => snapshot.isValid(other)).map(([, other]) => other)).toEqual([channel]);
  });

  it.each([0, -1, -(2 ** 31), 2 ** 31 - 1])('%i is a value like any other', (value) => {
    const snapshot = new Snapshot();
    snapshot.set(Channel.inputCurrent, value, milliseconds(0));
    expect(snapshot.value[Channel.inputCurrent]).toBe(value);
    expect(snapshot.isValid(Channel.inputCurrent)).toBe(true);
  });
});

describe('invalidate', () => {
  it.each(REASONS)('for %s: no value, the reason is kept', (_, reason) => {
    const snapshot = new Snapshot();
    snapshot.set(Channel.inputVoltage, 5100, milliseconds(0));
    snapshot.set(Channel.outputVoltage, 5000, milliseconds(0));
    snapshot.invalidate(Channel.inputVoltage, reason);
    expect(snapshot.isValid(Channel.inputVoltage)).toBe(false);
    expect(snapshot.status[Channel.inputVoltage]).toBe(reason);
    expect(snapshot.isValid(Channel.outputVoltage)).toBe(true);
  });

  it('ends with the next good reading', () => {
    const snapshot = new Snapshot();
    snapshot.invalidate(Channel.temperature, ReadingStatus.busFailed);
    snapshot.set(Channel.temperature, 25_000, milliseconds(10));
    expect(snapshot.isValid(Channel.temperature)).toBe(true);
  });
});

describe('age', () => {
  it('counts from the last good reading, also while there is none', () => {
    const snapshot = new Snapshot();
    snapshot.set(Channel.inputVoltage, 5100, milliseconds(1000));
    expect(snapshot.age(Channel.inputVoltage, milliseconds(1000))).toBe(0);
    snapshot.invalidate(Channel.inputVoltage, ReadingStatus.stale);
    expect(snapshot.age(Channel.inputVoltage, milliseconds(1250))).toBe(250);
  });

  it('is right across the wrap of the clock', () => {
    const snapshot = new Snapshot();
    snapshot.set(Channel.inputVoltage, 5100, milliseconds(2 ** 31 - 5));
    expect(snapshot.age(Channel.inputVoltage, milliseconds(2 ** 31 + 5))).toBe(10);
  });

  it('counts per channel', () => {
    const snapshot = new Snapshot();
    snapshot.set(Channel.inputVoltage, 5100, milliseconds(0));
    snapshot.set(Channel.temperature, 25_000, milliseconds(90));
    expect(snapshot.age(Channel.inputVoltage, milliseconds(100))).toBe(100);
    expect(snapshot.age(Channel.temperature, milliseconds(100))).toBe(10);
  });
});
