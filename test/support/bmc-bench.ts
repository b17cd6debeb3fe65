// A whole BMC over fakes of its ports, without sensors: starts on a tray whose gate is as a test wants it.
import { EMULATED_BOARD } from '../../boards/emulated/board';
import { Bmc } from '../../firmware/bmc';
import type { Board } from '../../firmware/board';
import { Sampler } from '../../firmware/sensors/sampler';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';
import { FakeLatch, FakePin } from './fake-pins';
import { FakeTarget } from './fake-target';
import { makeIdentity } from './identity';

export interface BmcBench {
  readonly latch: FakeLatch;
  readonly target: FakeTarget;
  readonly snapshot: Snapshot;
  /** Runs the firmware for `ticks` of 10 ms. */
  run(ticks: number): void;
  /** Wakes the firmware as the target port does. */
  serve(): void;
}

export function createBmcBench(gateOn: boolean, board: Partial<Board>, present = true, capabilities = 0): BmcBench {
  const [latch, target, snapshot] = [new FakeLatch(gateOn), new FakeTarget(), new Snapshot()];
  target.capabilities = capabilities;
  const parts = { snapshot, target, sampler: new Sampler(snapshot, []), presentN: new FakePin(present ? 0 : 1) };
  let now = 0;
  const bmc = new Bmc(
    {
      ...parts,
      board: { ...EMULATED_BOARD, ...board },
      identity: makeIdentity(),
      gate: latch,
      strapFault: false,
      slot: 0,
      clock: new WallClock(milliseconds(0)),
      signals: {},
    },
    milliseconds(now),
  );
  const run = (ticks: number): void => {
    for (let i = 0; i < ticks; i++) {
      now += 10;
      bmc.tick(milliseconds(now));
    }
  };
  return { latch, target, snapshot, run, serve: () => bmc.serve(milliseconds(now)) };
}
