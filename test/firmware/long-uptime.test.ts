// A unit that runs for months. The clock counts milliseconds in 32 bits: what lies more than 24.8 days back seems to lie ahead, so
// nothing may be compared with a time that old. Each case failed once.
import { describe, expect, it } from 'vitest';
import { ConditionMonitor } from '../../firmware/power/condition-monitor';
import { CONDITION_TABLE } from '../../firmware/power/condition-table';
import { Fault } from '../../firmware/power/faults';
import { step } from '../../firmware/power/hot-swap';
import { Action, type Decision } from '../../firmware/power/hot-swap-state';
import { LimitMonitor } from '../../firmware/power/limit-monitor';
import { LIMIT_TABLE } from '../../firmware/power/limit-table';
import { Channel } from '../../firmware/snapshot/channels';
import { OLDEST_MS, ReadingStatus, Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { createBmcBench } from '../support/bmc-bench';
import { hotSwapInputs, hotSwapLimits, retrying } from '../support/hot-swap';
import { ModelFlash } from '../support/model-flash';
import { NO_LEVELS } from '../support/no-levels';

const DAY = 86_400_000;
/** Twice around the clock. */
const DAYS = Array.from({ length: 100 }, (_, day) => day + 1);

it('a reading that is missing never becomes young again (bug: its age was 0 after 24.8 days)', () => {
  const snapshot = new Snapshot();
  snapshot.set(Channel.inputVoltage, 5100, milliseconds(0));
  snapshot.invalidate(Channel.inputVoltage, ReadingStatus.busFailed);
  for (const day of DAYS) {
    const age = snapshot.age(Channel.inputVoltage, milliseconds(day * DAY));
    expect([day, age]).toEqual([day, Math.min(day * DAY, OLDEST_MS)]);
  }
});

it('a limit that stays exceeded stays a fault (bug: it was over after 24.8 days, and came back 24.8 days later)', () => {
  const [monitor, snapshot] = [new LimitMonitor(NO_LEVELS), new Snapshot()];
  const i = LIMIT_TABLE.findIndex(({ fault }) => fault === Fault.overTemperature);
  monitor.faultLimit.fill(0x7fff_ffff);
  monitor.warnLimit.fill(0x7fff_ffff);
  monitor.faultLimit[i] = 85_000;
  for (let each = 0; each < LIMIT_TABLE.length; each++) monitor.changed(each);
  snapshot.set(Channel.temperature, 90_000, milliseconds(0));
  monitor.update(snapshot, true, milliseconds(0), 20);
  for (const day of DAYS) {
    monitor.update(snapshot, true, milliseconds(day * DAY), 20);
    expect([day, monitor.isFault(i)]).toEqual([day, true]);
  }
});

it('a condition that lasts stays a fault (bug: the same)', () => {
  const monitor = new ConditionMonitor();
  const i = CONDITION_TABLE.findIndex(({ fault }) => fault === Fault.sensorLost);
  monitor.update(1 << i, milliseconds(0));
  for (const day of DAYS) {
    monitor.update(1 << i, milliseconds(day * DAY));
    expect([day, monitor.isFault(i)]).toEqual([day, true]);
  }
  monitor.update(0, milliseconds(0));
  expect(monitor.isFault(i)).toBe(false);
});

it('a retry that waits for its fault to end is made on any day (bug: not between day 25 and day 50)', () => {
  const limits = hotSwapLimits(retrying(7, 400));
  for (const end of DAYS) {
    const decision: Decision = {
      state: { kind: 'retrying', fault: Fault.overTemperature, until: milliseconds(400) },
      action: Action.none,
      retriesUsed: 1,
    };
    const hot = hotSwapInputs({ present: true, wanted: true, fault: Fault.overTemperature });
    for (let day = 1; day <= end; day++) step(decision, hot, milliseconds(day * DAY), limits);
    expect([end, decision.state.kind, decision.action]).toEqual([end, 'retrying', Action.none]);
    step(decision, { ...hot, fault: Fault.none }, milliseconds(end * DAY + 10), limits);
    expect([end, decision.action]).toEqual([end, Action.gateOn]);
  }
});

describe('the event log', () => {
  const OPERATION = 0x01;
  /** A record is 32 bytes: more wishes than two sectors hold. */
  const WISHES = 300;

  it('gets its next sector erased on any day (bug: no erase between day 25 and day 50, so that the log stood still)', () => {
    const flash = new ModelFlash(8);
    const unit = createBmcBench(false, { security: 'open' }, true, 0, { flash });
    unit.run(30, DAY);
    const worn = flash.chip.wear.reduce((sum, each) => sum + each, 0);
    for (let i = 0; i < WISHES; i++) {
      unit.target.push(OPERATION, i % 2 === 0 ? 0x80 : 0x00);
      unit.serve();
      unit.run(4);
    }
    expect(flash.chip.wear.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(worn + 1);
    // 0xDA: oldest, next, waiting.
    const state = unit.target.replies.get(0xda)!;
    expect(state.slice(2 + 16, 2 + 18)).toBe('00');
  });
});

describe('erases of the flash', () => {
  const STORE_USER_ALL = 0x15;
  const GAP_TICKS = 10;

  it('keep 100 ms between them on any day (bug: not between day 25 and day 50, so that writes were refused for longer)', () => {
    for (const day of [1, 24, 26, 30, 49]) {
      const flash = new ModelFlash(8);
      const unit = createBmcBench(false, { security: 'open' }, true, 0, { flash });
      const erases = (): number => flash.chip.wear.reduce((sum, each) => sum + each, 0);
      // What a start leaves to erase is erased.
      unit.run(300);
      unit.run(day, DAY);
      const ticks: number[] = [];
      for (let tick = 0; tick < 40; tick++) {
        // Each configuration that is in flash leaves a sector to be erased: as soon as one is, another one comes.
        unit.target.push(STORE_USER_ALL);
        unit.serve();
        const before = erases();
        unit.run(1);
        if (erases() !== before) ticks.push(tick);
      }
      const gaps = ticks.slice(1).map((tick, i) => tick - ticks[i]!);
      expect([day, ticks.length > 2, Math.min(...gaps) >= GAP_TICKS]).toEqual([day, true, true]);
    }
  });
});
