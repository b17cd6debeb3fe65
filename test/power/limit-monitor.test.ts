// The limit monitor: warnings at once, faults after their delay, the gravest shutdown named, no reading over no limit.
import { beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { LimitMonitor } from '../../firmware/power/limit-monitor';
import { LIMIT_COUNT, LIMIT_TABLE } from '../../firmware/power/limit-table';
import { CHANNEL_COUNT, Channel } from '../../firmware/snapshot/channels';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { after, type Milliseconds, milliseconds } from '../../firmware/units/time';
import { NO_LEVELS } from '../support/no-levels';

const DELAY = 20;
let monitor: LimitMonitor;
let snapshot: Snapshot;
let now: Milliseconds;

/** Every channel reads 1000; limits above lie at 2000 and 3000, limits below at 500 and 200. All shut down. */
beforeEach(() => {
  [monitor, snapshot, now] = [new LimitMonitor(NO_LEVELS), new Snapshot(), milliseconds(0)];
  for (let channel = 0; channel < CHANNEL_COUNT; channel++) snapshot.set(channel as Channel, 1000, now);
  LIMIT_TABLE.forEach(({ above }, i) => {
    monitor.warnLimit[i] = above ? 2000 : 500;
    monitor.faultLimit[i] = above ? 3000 : 200;
    monitor.shutsDown[i] = 1;
    monitor.changed(i);
  });
});

const update = (isOn = true, delay = DELAY): Fault => monitor.update(snapshot, isOn, now, delay);
/** The updates of `spans` milliseconds from now on, and what each of them said. */
const over = (spans: readonly number[]): Fault[] =>
  spans.map((span) => {
    now = after(now, span);
    return update();
  });
const found = (): string =>
  Array.from({ length: LIMIT_COUNT }, (_, i) => (monitor.isFault(i) ? 'F' : monitor.isWarning(i) ? 'w' : '.')).join('');
const indexOf = (fault: Fault): number => LIMIT_TABLE.findIndex((row) => row.fault === fault);

describe('one limit after the other', () => {
  it('nothing is found while nothing is over', () => {
    expect([update(), found(), monitor.version]).toEqual([Fault.none, '.'.repeat(LIMIT_COUNT), 0]);
  });

  it.each(LIMIT_TABLE.map((row, i) => [Object.keys(Fault)[Object.values(Fault).indexOf(row.fault)], i] as const))(
    '%s: at the limit it is not over, one beyond it is',
    (_, i) => {
      const { channel, above, fault } = LIMIT_TABLE[i]!;
      const beyond = above ? 1 : -1;
      snapshot.set(channel, monitor.warnLimit[i]!, now);
      update();
      expect(monitor.isWarning(i)).toBe(false);
      snapshot.set(channel, snapshot.value[channel]! + beyond, now);
      update();
      expect([monitor.isWarning(i), monitor.isFault(i)]).toEqual([true, false]);
      snapshot.set(channel, monitor.faultLimit[i]!, now);
      over([DELAY, DELAY]);
      expect(monitor.isFault(i)).toBe(false);
      snapshot.set(channel, snapshot.value[channel]! + beyond, now);
      monitor.shutsDown.fill(0);
      monitor.shutsDown[i] = 1;
      monitor.changed(i);
      expect(over([0, DELAY])).toEqual([Fault.none, fault]);
      expect(monitor.isFault(i)).toBe(true);
    },
  );
});

describe('delay', () => {
  beforeEach(() => {
    snapshot.set(Channel.temperature, 3001, now);
  });
  const HOT = Fault.overTemperature;

  it('counts from the first update over the limit', () => {
    expect(over([5, 10, 9, 1, 10])).toEqual([0, 0, 0, HOT, HOT]);
  });

  it('begins anew after the shortest return', () => {
    over([0, 19]);
    snapshot.set(Channel.temperature, 3000, now);
    over([0]);
    snapshot.set(Channel.temperature, 3001, now);
    expect(over([0, 19, 1])).toEqual([0, 0, HOT]);
  });

  it('of none is a fault at once', () => {
    expect(update(true, 0)).toBe(HOT);
  });

  it.each([
    ['2^31', 2 ** 31 - 10],
    ['2^32', 2 ** 32 - 10],
  ])('is right through %s of the clock', (_, start) => {
    now = milliseconds(start);
    expect(over([0, 10, 9, 1])).toEqual([0, 0, 0, HOT]);
  });

  it('a warning has none, and a fault ends with its cause', () => {
    update();
    expect(found()).toBe('......w...');
    over([DELAY]);
    expect(found()).toBe('......F...');
    snapshot.set(Channel.temperature, 1000, now);
    expect([update(), found()]).toEqual([Fault.none, '..........']);
  });
});

describe('what calls for a shutdown', () => {
  it('the first of the table, of all that are over and shut down', () => {
    for (let channel = 0; channel < CHANNEL_COUNT; channel++) snapshot.set(channel as Channel, 3001, now);
    update(true, 0);
    const order = LIMIT_TABLE.filter(({ above }) => above).map(({ fault }) => fault);
    for (const fault of order) {
      expect(update(true, 0)).toBe(fault);
      monitor.shutsDown[indexOf(fault)] = 0;
      monitor.changed(indexOf(fault));
    }
    expect(update(true, 0)).toBe(Fault.none);
    expect(found()).toBe('FFFFFFF..F');
  });

  it('over-current is named before all that it brings with it', () => {
    expect(LIMIT_TABLE[0].fault).toBe(Fault.overCurrent);
  });

  it('where no fault level exists there is a warning and never a fault', () => {
    const i = indexOf(Fault.inputOverPower);
    monitor.warnsOnly[i] = 1;
    monitor.changed(i);
    snapshot.set(Channel.inputPower, 0x7fff_ffff, now);
    expect(over([0, 1000])).toEqual([Fault.none, Fault.none]);
    expect([monitor.isWarning(i), monitor.isFault(i)]).toEqual([true, false]);
  });
});

describe('no reading is over no limit', () => {
  it.each([1, 2, 3, 4, 5] as const)('status %i: findings end, and the delay goes on', (reason) => {
    snapshot.set(Channel.inputCurrent, 9000, now);
    over([0, 19]);
    snapshot.invalidate(Channel.inputCurrent, reason);
    expect(over([1])).toEqual([Fault.none]);
    expect(found()).toBe('..........');
    expect(monitor.isSettled).toBe(false);
    snapshot.set(Channel.inputCurrent, 9000, now);
    expect(over([0])).toEqual([Fault.overCurrent]);
    snapshot.invalidate(Channel.inputCurrent, reason);
    expect([over([0]), found()]).toEqual([[Fault.none], '..........']);
  });

  it('a gap that is longer by 50 ms than the delay, and a reading that is over no more, end it', () => {
    snapshot.set(Channel.inputCurrent, 9000, now);
    over([0]);
    snapshot.invalidate(Channel.inputCurrent, 2);
    over([69]);
    expect(monitor.isSettled).toBe(false);
    over([1]);
    expect(monitor.isSettled).toBe(true);
    snapshot.set(Channel.inputCurrent, 9000, now);
    expect(over([0, 19])).toEqual([0, 0]);
    snapshot.invalidate(Channel.inputCurrent, 2);
    over([1]);
    snapshot.set(Channel.inputCurrent, 0, now);
    over([1]);
    snapshot.set(Channel.inputCurrent, 9000, now);
    expect(over([0, 19, 1])).toEqual([0, 0, Fault.overCurrent]);
  });

  it('nor does a delay go on that counts only while the unit is on, once it is off', () => {
    snapshot.set(Channel.outputVoltage, 0, now);
    over([0, 19]);
    snapshot.invalidate(Channel.outputVoltage, 2);
    expect([update(false), monitor.isSettled]).toEqual([Fault.none, true]);
    snapshot.set(Channel.outputVoltage, 0, now);
    expect(over([0, 19, 1])).toEqual([0, 0, Fault.outputUnderVoltage]);
  });

  it('the output is held against its lower limit only while the unit is on; the busbar always', () => {
    snapshot.set(Channel.outputVoltage, 0, now);
    snapshot.set(Channel.inputVoltage, 0, now);
    expect([update(false, 0), found()]).toEqual([Fault.inputUnderVoltage, '.......F..']);
    expect([update(true, 0), found()]).toEqual([Fault.inputUnderVoltage, '.......FF.']);
    expect([update(false, 0), found()]).toEqual([Fault.inputUnderVoltage, '.......F..']);
  });
});
