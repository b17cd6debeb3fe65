// A whole BMC over fakes of its ports, without sensors: starts on a tray whose gate is as a test wants it.
import { EMULATED_BOARD } from '../../boards/emulated/board';
import { Bmc } from '../../firmware/bmc';
import type { Board } from '../../firmware/board';
import type { Flash } from '../../firmware/io/flash/flash';
import type { Identity } from '../../firmware/pmbus/device-model';
import { Sampler, type Sensor } from '../../firmware/sensors/sampler';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { Store } from '../../firmware/store/store';
import { milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';
import { FakeLatch, FakePin } from './fake-pins';
import { FakeTarget } from './fake-target';
import { makeIdentity } from './identity';

const NO_SENSOR: Sensor = { sample: () => {} };

export interface BmcBench {
  readonly bmc: Bmc;
  readonly store: Store | undefined;
  readonly latch: FakeLatch;
  readonly target: FakeTarget;
  readonly snapshot: Snapshot;
  readonly presentN: FakePin;
  /** Runs the firmware for `ticks` of 10 ms, or of as many as a test needs. */
  run(ticks: number, tickMs?: number): void;
  /** Wakes the firmware as the target port does. */
  serve(): void;
}

export interface BenchParts {
  /** A store of four sectors of log, two of configuration, two of black box. None: without a store. */
  readonly flash?: Flash;
  readonly identity?: Partial<Identity>;
  readonly strapFault?: boolean;
  /** Asked at every tick. */
  readonly sensor?: Sensor;
}

export function createBmcBench(
  gateOn: boolean,
  board: Partial<Board>,
  present = true,
  capabilities = 0,
  more: BenchParts = {},
): BmcBench {
  const [latch, target, snapshot] = [new FakeLatch(gateOn), new FakeTarget(), new Snapshot()];
  const presentN = new FakePin(present ? 0 : 1);
  target.capabilities = capabilities;
  const parts = {
    snapshot,
    target,
    sampler: new Sampler(snapshot, more.sensor ?? NO_SENSOR, []),
    presentN,
  };
  const clock = new WallClock(milliseconds(0));
  const map = { logSectors: 4, boxSectors: 2 };
  const { flash, identity = {}, strapFault = false } = more;
  const store = flash && { store: new Store(flash, map, clock, 1, milliseconds(0)) };
  let now = 0;
  const bmc = new Bmc(
    {
      ...parts,
      ...store,
      board: { ...EMULATED_BOARD, ...board },
      identity: makeIdentity(identity),
      gate: latch,
      strapFault,
      slot: 0,
      clock,
      signals: {},
    },
    milliseconds(now),
  );
  const run = (ticks: number, tickMs = 10): void => {
    for (let i = 0; i < ticks; i++) {
      now += tickMs;
      bmc.tick(milliseconds(now));
    }
  };
  return {
    bmc,
    store: store?.store,
    latch,
    target,
    snapshot,
    presentN,
    run,
    serve: () => bmc.serve(milliseconds(now)),
  };
}
