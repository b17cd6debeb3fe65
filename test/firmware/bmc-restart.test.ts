// Restart of the BMC as a whole: a reset, a crash or a firmware swap never moves the gate of a unit that runs.
import { describe, expect, it } from 'vitest';
import { EMULATED_BOARD } from '../../boards/emulated/board';
import { Bmc } from '../../firmware/bmc';
import type { Board } from '../../firmware/board';
import { Sampler } from '../../firmware/sensors/sampler';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { FakeLatch, FakePin } from '../support/fake-pins';
import { FakeTarget } from '../support/fake-target';
import { makeIdentity } from '../support/identity';

interface Restart {
  readonly latch: FakeLatch;
  readonly target: FakeTarget;
  /** Runs the firmware for `ticks` of 10 ms. */
  run(ticks: number): void;
  serve(): void;
}

/** A BMC that starts on a tray whose gate is `gateOn`. */
function restart(gateOn: boolean, board: Partial<Board>, present = true): Restart {
  const [latch, target, snapshot] = [new FakeLatch(gateOn), new FakeTarget(), new Snapshot()];
  let now = 0;
  const parts = { snapshot, target, sampler: new Sampler(snapshot, []), presentN: new FakePin(present ? 0 : 1) };
  const bmc = new Bmc(
    { ...parts, board: { ...EMULATED_BOARD, ...board }, identity: makeIdentity(), gate: latch },
    milliseconds(now),
  );
  const run = (ticks: number): void => {
    for (let i = 0; i < ticks; i++) {
      now += 10;
      bmc.tick(milliseconds(now));
    }
  };
  return { latch, target, run, serve: () => bmc.serve(milliseconds(now)) };
}

/** 0xD2 state, behind the count byte; 0x01 OPERATION. */
const stateOf = ({ target }: Restart): string => target.replies.get(0xd2)!.slice(2, 4);
const operationOf = ({ target }: Restart): string | undefined => target.replies.get(0x01);

describe('a unit that runs', () => {
  it.each([true, false])(
    'stays powered, without a pulse, on a board with powerOn=%s (bug: off by default cut it)',
    (powerOn) => {
      const unit = restart(true, { powerOn });
      unit.run(100);
      expect(unit.latch.pulses).toEqual([]);
      expect(stateOf(unit)).toBe('05');
      expect(operationOf(unit)).toBe('80');
    },
  );

  it('can be turned off afterwards', () => {
    const unit = restart(true, { powerOn: false, security: 'open' });
    unit.run(10);
    unit.target.push(0x01, 0x00);
    unit.serve();
    expect(unit.latch.pulses).toEqual(['clear']);
    expect(unit.target.finished).toEqual([1]);
  });
});

describe('a unit that does not run', () => {
  it('stays off on a board with powerOn=false', () => {
    const unit = restart(false, { powerOn: false });
    unit.run(100);
    expect([unit.latch.pulses, operationOf(unit)]).toEqual([[], '00']);
  });

  it('is started on a board with powerOn=true, after its debounce', () => {
    const unit = restart(false, { powerOn: true });
    unit.run(10);
    expect(unit.latch.pulses).toEqual([]);
    unit.run(5);
    expect(unit.latch.pulses).toEqual(['set']);
  });
});

it('a gate that is on behind a tray without a unit is turned off, and not wanted', () => {
  const unit = restart(true, { powerOn: false }, false);
  unit.run(1);
  expect(unit.latch.pulses[0]).toBe('clear');
  expect(unit.latch.isOn()).toBe(false);
  expect(operationOf(unit)).toBe('00');
});
