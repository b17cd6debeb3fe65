// The event log: what is recorded reaches the flash in order, what comes too often is left out and counted, a wish never is.
import { beforeEach, describe, expect, it } from 'vitest';
import { Event } from '../../firmware/events/event-codes';
import { EventLog } from '../../firmware/events/event-log';
import { powerBefore } from '../../firmware/events/power-before';
import { FaultOutcome } from '../../firmware/power/power-events';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord, type LogRecord } from '../../firmware/store/record';
import { milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';
import { ModelFlash } from '../support/model-flash';

let flash: ModelFlash;
let ring: LogRing;
let log: EventLog;
let clock: WallClock;
let nowMs: number;

beforeEach(() => {
  flash = new ModelFlash(4);
  ring = new LogRing(flash, 0, 4);
  ring.mount();
  ring.prepare();
  clock = new WallClock(milliseconds(0));
  log = new EventLog(ring, clock, 0x1_0005, milliseconds(0));
  nowMs = 0;
});

/** A tick, and an event in it. */
const record = (code: number, a = 0): void => {
  log.refill(milliseconds(nowMs));
  log.record(code as Event, 0, a, 0, 0, milliseconds(nowMs));
};
function drain(): void {
  for (let i = 0; i < 100 && log.waiting > 0; i++) {
    if (ring.needsErase) ring.prepare();
    log.flush();
  }
}
function all(): LogRecord[] {
  drain();
  const found: LogRecord[] = [];
  for (let out = emptyRecord(), from = 0; ring.find(from, out); from = out.sequence + 1) found.push({ ...out });
  return found;
}

describe('events', () => {
  it('carry time since start, boot count modulo 65,536, time of day once it is set, and the wish', () => {
    nowMs = 1230;
    record(Event.boot, 2);
    clock.set(1_700_000_000);
    log.wanted = true;
    record(Event.wantedOn);
    expect(all()).toMatchObject([
      { sequence: 1, uptime: 1230, boot: 5, code: Event.boot, a: 2, unixTime: 0, wanted: false },
      { sequence: 2, code: Event.wantedOn, unixTime: 1_700_000_000, wanted: true },
    ]);
  });

  it('wait while the flash is busy, and go in order', () => {
    flash.busyFor = 3;
    for (let a = 1; a <= 5; a++) record(Event.unitOn, a);
    expect([log.flush(), log.waiting, log.hasFault]).toEqual([false, 5, false]);
    expect(all().map(({ a }) => a)).toEqual([1, 2, 3, 4, 5]);
  });

  it('a flash that fails is told of, and the event waits on', () => {
    record(Event.boot);
    flash.failing = 100;
    log.flush();
    expect([log.hasFault, log.isBroken, log.waiting]).toEqual([true, false, 1]);
    for (let i = 0; i < 20; i++) {
      if (ring.needsErase && !log.isBroken) ring.prepare();
      log.flush();
    }
    expect([log.isBroken, log.waiting]).toEqual([true, 1]);
    expect(Math.max(...flash.chip.wear)).toBeLessThan(12);
  });
});

describe('too often', () => {
  it('a kind has 32 at once and one more each 30 s; what was left out is counted; other kinds go on', () => {
    for (let i = 0; i < 100; i++) {
      record(Event.fault, 3);
      drain();
    }
    record(Event.fault, 4);
    record(Event.unitOn);
    expect(all().map(({ code }) => code)).toEqual([...Array(33).fill(Event.fault), Event.unitOn]);
    nowMs = 30_000;
    record(Event.fault, 3);
    const after = all().slice(34);
    expect(after).toMatchObject([
      { code: Event.suppressed, a: Event.fault, b: 3, c: 68 },
      { code: Event.fault, a: 3 },
    ]);
  });

  // Bug: it was told with the next event, which may not come for a year.
  it('what was left out is told after 30 s, though nothing more happens', () => {
    for (let i = 0; i < 40; i++) {
      record(Event.fault, 3);
      drain();
    }
    log.refill(milliseconds(30_000));
    expect(all().at(-1)).toMatchObject({ code: Event.suppressed, a: Event.fault, b: 3, c: 8, uptime: 30_000 });
  });

  it('a wish is always kept', () => {
    for (let i = 0; i < 100; i++) {
      record(i % 2 === 0 ? Event.wantedOn : Event.wantedOff);
      drain();
    }
    expect(all().length).toBe(100);
  });

  it('so is a fault that keeps the unit off: a restart looks for it (bug: left out, it was forgotten, and the gate set again)', () => {
    // Six tries and the end of them, and the operator asks again.
    for (let round = 0; round < 6; round++) {
      record(Event.wantedOff);
      record(Event.wantedOn);
      for (let tries = 0; tries < 6; tries++) log.record(Event.fault, FaultOutcome.willRetry, 1, 0, 0, milliseconds(0));
      log.record(Event.fault, FaultOutcome.shutDown, 1, 0, 0, milliseconds(0));
      drain();
    }
    expect(all().at(-1)).toMatchObject({ code: Event.fault, a: 1, detail: FaultOutcome.shutDown });
    expect(powerBefore(ring)).toEqual({ latched: 1, wasOn: false });
  });

  it('more than the memory holds is counted, not lost in silence', () => {
    for (let kind = 0; kind < 10; kind++) for (let i = 0; i < 10; i++) record(Event.fault, kind);
    expect(log.waiting).toBe(32);
    drain();
    nowMs = 30_000;
    record(Event.unitOn);
    const left = all().filter(({ code }) => code === Event.suppressed);
    expect(left.reduce((sum, { c }) => sum + c, 0)).toBe(68);
  });
});
