// What the log says of the unit's power before a start: the newest record that speaks of it decides. Codes: docs/store.md.
import { describe, expect, it } from 'vitest';
import { Event } from '../../firmware/events/event-codes';
import { EventLog } from '../../firmware/events/event-log';
import { isBlackOut, powerBefore } from '../../firmware/events/power-before';
import { RESET_CAUSES } from '../../firmware/pmbus/commands';
import { Fault } from '../../firmware/power/faults';
import { FaultOutcome } from '../../firmware/power/power-events';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord } from '../../firmware/store/record';
import { milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';
import { ModelFlash } from '../support/model-flash';

type Entry = readonly [code: number, detail?: number, a?: number];
const { unitOn, unitOff, wantedOn, wantedOff, inserted, removed, retry, boot, faultOver, configStored } = Event;
const fault = (code: number, outcome: number): Entry => [Event.fault, outcome, code];
const latched = fault(Fault.tripped, FaultOutcome.shutDown);
const [POWER_ON, WATCHDOG] = [0, 1];

function beforeOf(entries: readonly Entry[]) {
  const ring = new LogRing(new ModelFlash(8), 0, 8);
  ring.mount();
  for (const [code, detail = 0, a = 0] of entries) {
    if (ring.needsErase) ring.prepare();
    ring.append({ ...emptyRecord(), code, detail, a });
  }
  const { latched: kept, wasOn } = powerBefore(ring);
  return wasOn ? 'on' : kept;
}

describe('the power before a start', () => {
  // biome-ignore format: laid out as a table
  it.each<[string, readonly Entry[], 'on' | number]>([
    ['an empty log',                           [], Fault.none],
    ['on',                                     [[boot, 0, POWER_ON], [inserted], [unitOn]], 'on'],
    ['on, and reset before',                   [[unitOn], [boot, 0, WATCHDOG], [boot, 0, WATCHDOG]], 'on'],
    ['on before a black-out',                  [[unitOn], [boot, 0, POWER_ON]], Fault.none],
    ['on, with what was noted',                [[unitOn], fault(Fault.sensorLost, FaultOutcome.noted), [faultOver, 0, Fault.sensorLost]], 'on'],
    ['latched',                                [[unitOn], latched], Fault.tripped],
    ['latched, with what accompanies it',      [[unitOn], latched, fault(Fault.noCurrent, FaultOutcome.accompanies), [configStored]], Fault.tripped],
    ['latched, and reset since',               [[unitOn], latched, [boot, 0, WATCHDOG]], Fault.tripped],
    ['latched before a black-out',             [[unitOn], latched, [boot, 0, POWER_ON]], Fault.none],
    ['latched, then switched off',             [[unitOn], latched, [wantedOff]], Fault.none],
    ['latched, then pulled',                   [[unitOn], latched, [removed]], Fault.none],
    ['to be tried again',                      [[unitOn], fault(Fault.tripped, FaultOutcome.willRetry)], Fault.none],
    ['tried again',                            [[unitOn], fault(Fault.tripped, FaultOutcome.willRetry), [retry]], Fault.none],
    ['off',                                    [[unitOn], [wantedOff], [unitOff]], Fault.none],
    ['wanted, and not on yet',                 [[unitOff], [wantedOn]], Fault.none],
  ])('%s', (_, entries, expected) => {
    expect(beforeOf(entries)).toBe(expected);
  });

  it('the newest record that speaks of it decides, over many that do not', () => {
    const quiet = Array.from({ length: 40 }, (): Entry => [configStored]);
    expect(beforeOf([[unitOn], latched, ...quiet])).toBe(Fault.tripped);
  });

  it('an hour of a busbar that chatters about its limit hides no fault that keeps the unit off (bug: eight minutes did)', () => {
    const ring = new LogRing(new ModelFlash(8), 0, 8);
    ring.mount();
    const log = new EventLog(ring, new WallClock(milliseconds(0)), 1, milliseconds(0));
    log.record(Event.fault, FaultOutcome.shutDown, Fault.overCurrent, 0, 0, milliseconds(0));
    for (let second = 0; second < 3600; second++) {
      const now = milliseconds(second * 1000);
      log.refill(now);
      log.record(Event.fault, FaultOutcome.noted, Fault.inputUnderVoltage, 4200, 4300, now);
      log.record(Event.faultOver, 0, Fault.inputUnderVoltage, 0, 0, now);
      for (let i = 0; i < 4; i++) if (!log.flush()) ring.prepare();
    }
    // 32 at once, and each 30 s one and what was left out: docs/store.md.
    expect(ring.nextSequence).toBeGreaterThan(32 + 2 * 119);
    expect(powerBefore(ring)).toEqual({ latched: Fault.overCurrent, wasOn: false });
  });

  it('no more than 512 records are read', () => {
    const quiet = Array.from({ length: 512 }, (): Entry => [configStored]);
    expect(beforeOf([latched, ...quiet.slice(1)])).toBe(Fault.tripped);
    expect(beforeOf([latched, ...quiet])).toBe(Fault.none);
  });
});

it('power-on and brown-out are black-outs, the other causes are not', () => {
  expect(RESET_CAUSES.filter((_, cause) => isBlackOut(cause))).toEqual(['power-on', 'brown-out']);
});
