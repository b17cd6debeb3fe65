// What holds before anyone spoke: the wish of nobody, and a board that keeps no log.
import { describe, expect, it } from 'vitest';
import { Fault } from '../../firmware/power/faults';
import { Cycle } from '../../firmware/power/hot-swap-state';
import { FaultOutcome, NO_EVENTS } from '../../firmware/power/power-events';
import { noWish } from '../../firmware/power/wish';
import { milliseconds } from '../../firmware/units/time';

describe('at the start', () => {
  it('nothing is wished for: not on, no grace, no cycle, and no pulse on the reset line', () => {
    expect(noWish()).toEqual({ wanted: false, graceful: false, cycle: Cycle.none, reset: false });
    expect(noWish(), 'each unit has its own').not.toBe(noWish());
  });

  it('a board without a log may be told of everything', () => {
    const now = milliseconds(0);
    expect(() => {
      NO_EVENTS.fault(Fault.tripped, FaultOutcome.shutDown, 0, 0, now);
      NO_EVENTS.faultOver(Fault.tripped, now);
      NO_EVENTS.transition(0, 1, now);
    }).not.toThrow();
  });
});
