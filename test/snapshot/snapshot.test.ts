// The snapshot: a missing reading is a value with a reason and an age, never 0 and never an old number called valid.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANNEL_COUNT, Channel } from '../../firmware/snapshot/channels';
import { FIRST_CHANNEL, ReadingStatus, Snapshot } from '../../firmware/snapshot/snapshot';
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

describe('what changed since a version', () => {
  const bit = (channel: Channel): number => 1 << channel;
  const looks = fc.array(
    fc.record({
      channel: fc.constantFrom(...Object.values(Channel)),
      value: fc.integer({ min: 0, max: 2 }),
      happens: fc.constantFrom('set', 'lose', 'begin', 'look'),
    }),
    { maxLength: 60 },
  );

  it('is told of every channel that changed, and of none where the version is the same', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: -3, max: 3 }), (steps, start) => {
        const snapshot = new Snapshot();
        snapshot.version = start === 0 ? 0x7fff_fffe : start;
        let seen = snapshot.version;
        let changed = 0;
        snapshot.beginTick();
        for (const { channel, value, happens } of steps) {
          const before = snapshot.version;
          if (happens === 'set') snapshot.set(channel, value, milliseconds(0));
          if (happens === 'lose') snapshot.invalidate(channel, ReadingStatus.stale);
          if (happens === 'begin') snapshot.beginTick();
          if (snapshot.version !== before) changed |= bit(channel);
          if (happens !== 'look') continue;
          expect(snapshot.changesSince(seen) & changed).toBe(changed);
          if (seen === snapshot.version) expect(snapshot.changesSince(seen)).toBe(0);
          [seen, changed] = [snapshot.version, 0];
        }
      }),
    );
  });

  it.each(Object.values(Channel))('of channels from %i on, the first is that one', (channel) => {
    expect(FIRST_CHANNEL[0x7f & ~(bit(channel) - 1)]).toBe(channel);
  });
});
