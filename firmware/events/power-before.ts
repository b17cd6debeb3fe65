// What the log says of the unit's power before a start that was no black-out: on, off, or kept off by a fault.
import { RESET_CAUSES } from '../pmbus/commands';
import type { Fault } from '../power/faults';
import { NOTHING_BEFORE, type PowerBefore } from '../power/power-before';
import { FaultOutcome } from '../power/power-events';
import type { LogRing } from '../store/log-ring';
import { emptyRecord, type LogRecord } from '../store/record';
import { Event } from './event-codes';

/**
 * Records that are looked at, from the newest back. Mostly one of the first few decides. While a fault keeps the unit off a busbar that
 * chatters about its limits adds four a minute: this is two hours of that, and (estimated) 0.2 s of a microcontroller's start.
 */
const LOOKED_AT = 512;
const WAS_ON: PowerBefore = Object.freeze({ latched: NOTHING_BEFORE.latched, wasOn: true });

/** Of a reset cause, by its index: the unit lost its power as well. */
export const isBlackOut = (resetCause: number): boolean =>
  RESET_CAUSES[resetCause] === 'power-on' || RESET_CAUSES[resetCause] === 'brown-out';

/** Reads the newest records until one decides. Allocates: once per start. */
export function powerBefore(ring: LogRing): PowerBefore {
  const record = emptyRecord();
  const oldest = Math.max(ring.oldestSequence, ring.nextSequence - LOOKED_AT);
  for (let sequence = ring.nextSequence - 1; sequence >= oldest; sequence--) {
    if (!ring.find(sequence, record)) continue;
    const found = saysOf(record);
    if (found !== undefined) return found;
  }
  return NOTHING_BEFORE;
}

/** Undefined: it says nothing of the unit's power. */
function saysOf({ code, detail, a }: Readonly<LogRecord>): PowerBefore | undefined {
  switch (code) {
    case Event.unitOn:
      return WAS_ON;
    case Event.fault:
      if (detail === FaultOutcome.shutDown) return { latched: a as Fault, wasOn: false };
      return detail === FaultOutcome.willRetry ? NOTHING_BEFORE : undefined;
    case Event.boot:
      return isBlackOut(a) ? NOTHING_BEFORE : undefined;
    case Event.wantedOff:
    case Event.unitOff:
    case Event.inserted:
    case Event.removed:
    case Event.retry:
      return NOTHING_BEFORE;
    default:
      return undefined;
  }
}
