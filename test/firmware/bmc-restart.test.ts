// Restart of the BMC as a whole: a reset, a crash or a firmware swap never moves the gate of a unit that runs.
import { describe, expect, it } from 'vitest';
import { type BmcBench, createBmcBench as restart } from '../support/bmc-bench';

/** 0xD2 state, behind the count byte; 0x01 OPERATION. */
const stateOf = ({ target }: BmcBench): string => target.replies.get(0xd2)!.slice(2, 4);
const operationOf = ({ target }: BmcBench): string | undefined => target.replies.get(0x01);

describe('a unit that runs', () => {
  it.each([1, 0] as const)(
    'stays powered, without a pulse, on a board with restore=%s (bug: off by default cut it)',
    (restore) => {
      const unit = restart(true, { restore });
      unit.run(100);
      expect(unit.latch.pulses).toEqual([]);
      expect(stateOf(unit)).toBe('05');
      expect(operationOf(unit)).toBe('80');
    },
  );

  it('can be turned off afterwards', () => {
    const unit = restart(true, { restore: 0, security: 'open' });
    unit.run(10);
    unit.target.push(0x01, 0x00);
    unit.serve();
    expect(unit.latch.pulses).toEqual(['clear']);
    expect(unit.target.finished).toEqual([1]);
  });
});

describe('a unit that does not run', () => {
  it('stays off on a board with restore=false', () => {
    const unit = restart(false, { restore: 0 });
    unit.run(100);
    expect([unit.latch.pulses, operationOf(unit)]).toEqual([[], '00']);
  });

  it('is started on a board with restore=true, after its debounce', () => {
    const unit = restart(false, { restore: 1 });
    unit.run(10);
    expect(unit.latch.pulses).toEqual([]);
    unit.run(5);
    expect(unit.latch.pulses).toEqual(['set']);
  });
});

it('a gate that is on behind a tray without a unit is turned off, and not wanted', () => {
  const unit = restart(true, { restore: 0 }, false);
  unit.run(1);
  expect(unit.latch.pulses[0]).toBe('clear');
  expect(unit.latch.isOn()).toBe(false);
  expect(operationOf(unit)).toBe('00');
});
