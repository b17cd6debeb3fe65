// What a monitor looks at when little or nothing changed, counted in looks at the snapshot's readings: a tick at rest looks at nothing,
// and a reading within its range is not held against the limits. And what was found long ago stays found.
import { beforeEach, describe, expect, it } from 'vitest';
import { ConditionMonitor, conditionBit } from '../../firmware/power/condition-monitor';
import { Fault } from '../../firmware/power/faults';
import { LimitMonitor } from '../../firmware/power/limit-monitor';
import { LIMIT_TABLE } from '../../firmware/power/limit-table';
import { CHANNEL_COUNT, Channel } from '../../firmware/snapshot/channels';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { after as later, type Milliseconds, milliseconds } from '../../firmware/units/time';
import { NO_LEVELS } from '../support/no-levels';

const DELAY = 20;
/** One for what changed, one for all limits. */
const [NOTHING, WHAT_CHANGED, ALL, BOTH] = [0, 1, 1, 2];

let monitor: LimitMonitor;
let snapshot: Snapshot;
let now: Milliseconds;
let looks: number;

/** Every channel reads 1000; limits above lie at 2000 and 3000, limits below at 500 and 200. */
beforeEach(() => {
  [monitor, snapshot, now] = [new LimitMonitor(NO_LEVELS), new Snapshot(), milliseconds(0)];
  for (let channel = 0; channel < CHANNEL_COUNT; channel++) snapshot.set(channel as Channel, 1000, now);
  const { value } = snapshot;
  Object.defineProperty(snapshot, 'value', {
    get: () => {
      looks++;
      return value;
    },
  });
  for (const [i, { above }] of LIMIT_TABLE.entries()) setLimits(i, above ? 2000 : 500, above ? 3000 : 200);
  update();
});

function setLimits(i: number, warning: number, fault: number): void {
  monitor.warnLimit[i] = warning;
  monitor.faultLimit[i] = fault;
  monitor.shutsDown[i] = 1;
  monitor.changed(i);
}

/** @returns how often it looked */
function update(isOn = true): number {
  now = later(now, 10);
  looks = 0;
  monitor.update(snapshot, isOn, now, DELAY);
  return looks;
}

const TEMPERATURE_LIMIT = LIMIT_TABLE.findIndex(({ channel }) => channel === Channel.temperature);
const UNDER_VOLTAGE = LIMIT_TABLE.findIndex(({ channel, above }) => channel === Channel.inputVoltage && !above);

describe('the limits look', () => {
  it('at nothing while nothing changes', () => {
    expect(update()).toBe(NOTHING);
    expect(update()).toBe(NOTHING);
  });

  it('at all of it before the first answer, and when the unit goes on or off', () => {
    const other = new LimitMonitor(NO_LEVELS);
    looks = 0;
    other.update(snapshot, false, now, DELAY);
    expect(looks).toBe(ALL);
    expect(update(false)).toBe(ALL);
    expect(update(false)).toBe(NOTHING);
    expect(update(true)).toBe(ALL);
  });

  it.each([
    ['to its end', 2000],
    ['to its lower end', 500],
  ])('at the reading alone that moves within its range: %s', (_, millivolts) => {
    snapshot.set(Channel.inputVoltage, millivolts, now);
    expect(update()).toBe(WHAT_CHANGED);
    expect(update()).toBe(NOTHING);
  });

  it.each([
    ['above', 2001],
    ['below', 499],
  ])('at all of it when a reading leaves its range: %s', (_, millivolts) => {
    snapshot.set(Channel.inputVoltage, millivolts, now);
    expect(update()).toBe(BOTH);
    expect(LIMIT_TABLE.some((__, i) => monitor.isWarning(i))).toBe(true);
    expect(update(), 'found already').toBe(NOTHING);
  });

  it('at all of it when a channel loses its value', () => {
    snapshot.invalidate(Channel.inputVoltage, 1);
    expect(update()).toBe(BOTH);
    expect(update()).toBe(NOTHING);
  });

  it('at all of it while a delay runs', () => {
    snapshot.set(Channel.temperature, 3001, now);
    expect([update(), update(), update()]).toEqual([BOTH, ALL, ALL]);
    expect(monitor.isFault(TEMPERATURE_LIMIT)).toBe(true);
    expect(update()).toBe(NOTHING);
  });

  it('at one reading for a limit that was written and finds nothing', () => {
    setLimits(TEMPERATURE_LIMIT, 1500, 1600);
    expect(update()).toBe(WHAT_CHANGED);
    snapshot.set(Channel.temperature, 1501, now);
    expect(update(), 'its range is the new one').toBe(BOTH);
    expect(monitor.isWarning(TEMPERATURE_LIMIT)).toBe(true);
  });

  it('at all of it where a limit that was written finds something, or found something before', () => {
    setLimits(TEMPERATURE_LIMIT, 900, 3000);
    expect(update()).toBe(BOTH);
    expect(monitor.isWarning(TEMPERATURE_LIMIT)).toBe(true);
    setLimits(TEMPERATURE_LIMIT, 2000, 3000);
    expect(update()).toBe(BOTH);
    expect(monitor.isWarning(TEMPERATURE_LIMIT)).toBe(false);
  });

  it('at one reading for a limit that does not apply while the unit is off, and keeps the range', () => {
    const whileOn = LIMIT_TABLE.findIndex(
      ({ channel, onlyWhileOn }) => channel === Channel.outputVoltage && onlyWhileOn,
    );
    update(false);
    setLimits(whileOn, 1500, 1400);
    expect(update(false)).toBe(WHAT_CHANGED);
    expect(monitor.isWarning(whileOn)).toBe(false);
    snapshot.set(Channel.outputVoltage, 1200, now);
    expect(update(false)).toBe(WHAT_CHANGED);
  });
});

describe('what was found 25 days ago, when the clock of 31 bits has gone round,', () => {
  const ROUND = [0x4000_0000, 0x4000_0000, 1];

  it('is a fault still: a limit whose reading moves on', () => {
    snapshot.set(Channel.inputVoltage, 150, now);
    update();
    for (let i = 0; i < DELAY; i += 10) update();
    expect(monitor.isFault(UNDER_VOLTAGE)).toBe(true);
    for (const span of ROUND) now = later(now, span);
    snapshot.set(Channel.temperature, 2500, now);
    update();
    expect(monitor.isFault(UNDER_VOLTAGE)).toBe(true);
  });

  it('is a fault still: a condition beside which another one comes', () => {
    const conditions = new ConditionMonitor();
    const lost = conditionBit(Fault.sensorLost);
    const faultAt = (): boolean => {
      conditions.update(lost, now);
      now = later(now, 10_000);
      conditions.update(lost, now);
      return conditions.isFault(Math.log2(lost));
    };
    expect(faultAt()).toBe(true);
    for (const span of ROUND) now = later(now, span);
    conditions.update(lost | conditionBit(Fault.currentWhileOff), now);
    expect(conditions.isFault(Math.log2(lost))).toBe(true);
  });
});
