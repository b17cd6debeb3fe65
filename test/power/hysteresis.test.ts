// Hysteresis of the limits: what was found stays found until the value is back by so much. Shares as docs/faults.md has them.
import { beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { LimitMonitor } from '../../firmware/power/limit-monitor';
import { LIMIT_TABLE } from '../../firmware/power/limit-table';
import { Channel } from '../../firmware/snapshot/channels';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { NO_LEVELS } from '../support/no-levels';

const NOW = milliseconds(0);
/** Fault, channel, side, percent. In the order of the table: the graver first. */
const TABLE = [
  [Fault.overCurrent, Channel.inputCurrent, 'above', 2],
  [Fault.inputOverCurrent, Channel.inputCurrent, 'above', 2],
  [Fault.averageOverCurrent, Channel.averageCurrent, 'above', 2],
  [Fault.outputOverVoltage, Channel.outputVoltage, 'above', 1],
  [Fault.inputOverVoltage, Channel.inputVoltage, 'above', 1],
  [Fault.outputOverPower, Channel.outputPower, 'above', 2],
  [Fault.overTemperature, Channel.temperature, 'above', 3],
  [Fault.inputUnderVoltage, Channel.inputVoltage, 'below', 1],
  [Fault.outputUnderVoltage, Channel.outputVoltage, 'below', 1],
  [Fault.inputOverPower, Channel.inputPower, 'above', 2],
] as const;
const CASES = TABLE.map(([fault, , , percent], i) => [Object.keys(Fault)[fault]!, percent, i] as const);

let monitor: LimitMonitor;
let snapshot: Snapshot;
/** A level that no reading of these tests reaches: only limit `i` counts. */
const onlyLimit = (i: number, warning: number, fault: number): void => {
  TABLE.forEach(([, , side], each) => {
    const never = side === 'above' ? 0x7fff_ffff : -0x7fff_ffff;
    monitor.warnLimit[each] = each === i ? warning : never;
    monitor.faultLimit[each] = each === i ? fault : never;
    monitor.changed(each);
  });
};
const at = (i: number, value: number): [warning: boolean, fault: boolean] => {
  snapshot.set(TABLE[i]![1], value, NOW);
  monitor.update(snapshot, true, NOW, 0);
  return [monitor.isWarning(i), monitor.isFault(i)];
};

beforeEach(() => {
  [monitor, snapshot] = [new LimitMonitor(NO_LEVELS), new Snapshot()];
});

it('the table: fault, channel, side', () => {
  expect(LIMIT_TABLE.map(({ fault, channel, above }) => [fault, channel, above ? 'above' : 'below'])).toEqual(
    TABLE.map((row) => row.slice(0, 3)),
  );
});

describe('back by', () => {
  it.each(CASES)('%s: %i %% of the fault limit, and not one step less', (_, percent, i) => {
    const out = TABLE[i]![2] === 'above' ? 1 : -1;
    const [limit, margin] = [60_000, 600 * percent];
    onlyLimit(i, limit * out * 10, limit);
    const found = (value: number): boolean => at(i, value)[1];
    expect([found(limit), found(limit + out), found(limit), found(limit - out * (margin - 1))]).toEqual([
      false,
      true,
      true,
      true,
    ]);
    // Back by all of it: it is over, and the limit itself counts again.
    expect([found(limit - out * margin), found(limit - out * (margin - 1)), found(limit), found(limit + out)]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it.each(CASES)('%s: %i %% of the warning limit', (_, percent, i) => {
    const out = TABLE[i]![2] === 'above' ? 1 : -1;
    const [limit, margin] = [60_000, 600 * percent];
    onlyLimit(i, limit, limit + out * 50_000);
    const found = (value: number): boolean => at(i, value)[0];
    const values = [limit, limit + out, limit - out * (margin - 1), limit - out * margin, limit];
    expect(values.map(found)).toEqual([false, true, true, false, false]);
  });

  it('a limit below zero: towards the safe side all the same', () => {
    const i = TABLE.findIndex(([fault]) => fault === Fault.overTemperature);
    onlyLimit(i, 0x7fff_ffff, -10_000);
    const values = [-10_000, -9999, -10_299, -10_300, -10_000];
    expect(values.map((value) => at(i, value)[1])).toEqual([false, true, true, false, false]);
  });

  it('a share of less than one step is none', () => {
    onlyLimit(0, 0x7fff_ffff, 49);
    expect([50, 49].map((value) => at(0, value)[1])).toEqual([true, false]);
  });
});

describe('more than the part can measure', () => {
  it('is over a limit from above that its end is over, and over none from below', () => {
    for (const [i, [, channel, side]] of TABLE.entries()) {
      [monitor, snapshot] = [new LimitMonitor(NO_LEVELS), new Snapshot()];
      onlyLimit(i, 1000, 1000);
      snapshot.setBeyond(channel, side === 'above' ? 1001 : 999);
      monitor.update(snapshot, true, NOW, 0);
      expect([i, monitor.isWarning(i), monitor.isFault(i)]).toEqual([i, side === 'above', side === 'above']);
    }
  });

  it('is not over a limit that lies beyond the end of the part', () => {
    onlyLimit(0, 2000, 2000);
    snapshot.setBeyond(Channel.inputCurrent, 2000);
    monitor.update(snapshot, true, NOW, 0);
    expect([monitor.isWarning(0), monitor.isFault(0)]).toEqual([false, false]);
  });
});
