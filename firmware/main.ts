// Start of the firmware: hands the board's io to the composition and starts the tick. The only file here that touches a device.
import Analog from 'embedded:io/analog';
import Digital from 'embedded:io/digital';
import Serial from 'embedded:io/serial';
import SMBus from 'embedded:io/smbus';
import { board } from 'racklet:board';
import Flash from 'racklet:io/flash';
import GateLatch from 'racklet:io/gate-latch';
import { bootCount, resetCause, uniqueId } from 'racklet:io/hardware';
import meter from 'racklet:io/meter';
import SmbusTarget from 'racklet:io/smbus-target';
import Watchdog from 'racklet:io/watchdog';
import Time from 'time';
import Timer from 'timer';
import { Bmc } from './bmc';
import { Desk } from './console/desk';
import { Pace } from './console/pace';
import { Shell } from './console/shell';
import { DIGITAL_INPUT_PULL_UP, DIGITAL_OUTPUT_OPEN_DRAIN, type DigitalOutput } from './io/embedded';
import { readSlot, STRAP_FAULT } from './io/slot-straps';
import { Litter } from './litter';
import { AnalogChannel } from './sensors/analog-channel';
import { AverageCurrent } from './sensors/average-current';
import { INA_PARTS } from './sensors/ina-parts';
import { InaSensor } from './sensors/ina-sensor';
import { OutputPower } from './sensors/output-power';
import { Sampler } from './sensors/sampler';
import { addressOfSlot, LOST_SLOT } from './smbus/limits';
import { Snapshot } from './snapshot/snapshot';
import { Store } from './store/store';
import { milliseconds } from './units/time';
import { WallClock } from './units/wall-clock';
import { FIRMWARE_VERSION } from './version';

const strapped = readSlot(Digital, board.pins.slotStraps);
const slot = strapped === STRAP_FAULT ? LOST_SLOT : strapped;

const output = (pin: number | undefined): DigitalOutput | undefined =>
  pin === undefined ? undefined : new Digital({ pin, mode: DIGITAL_OUTPUT_OPEN_DRAIN });

const snapshot = new Snapshot();
const sensor = new InaSensor({ ...board.sensor, part: INA_PARTS[board.sensor.part], io: SMBus });
// It converts while the rest starts.
sensor.begin();
const sampler = new Sampler(snapshot, sensor, [
  ...board.analog.map((spec) => new AnalogChannel(Analog, spec)),
  new OutputPower(),
  new AverageCurrent(),
]);
const clock = new WallClock(milliseconds(Time.ticks));
const store = new Store(new Flash(), board.store, clock, bootCount, milliseconds(Time.ticks));
const target = new SmbusTarget({
  address: addressOfSlot(slot),
  onReadable: () => bmc.serve(milliseconds(Time.ticks)),
});
const bmc = new Bmc(
  {
    board,
    identity: {
      manufacturer: board.manufacturer,
      model: board.name,
      firmwareVersion: FIRMWARE_VERSION,
      location: strapped === STRAP_FAULT ? 'slot unknown' : `slot ${slot}`,
      date: board.date,
      controller: board.controller,
      controllerRevision: board.controllerRevision,
      uniqueId,
      bootCount: store.bootCount,
      resetCause,
    },
    snapshot,
    sampler,
    presentN: new Digital({ pin: board.pins.presentN, mode: DIGITAL_INPUT_PULL_UP }),
    gate: new GateLatch({
      set: board.pins.gateSet,
      clear: board.pins.gateClear,
      readBack: board.pins.gateReadBack,
    }),
    target,
    strapFault: strapped === STRAP_FAULT,
    slot,
    clock,
    store,
    signals: { shutdownRequestN: output(board.pins.shutdownRequestN), resetN: output(board.pins.resetN) },
  },
  milliseconds(Time.ticks),
);

/** A write that waits is not kept waiting for what else is to be done. */
const serveWaiting = (): void => {
  if (target.isWaiting) bmc.serve(milliseconds(Time.ticks));
};

const pace = new Pace(board.tickMs, milliseconds(Time.ticks));
let litter: Litter | undefined;
let shell: Shell | undefined;

function tick(): void {
  const now = milliseconds(Time.ticks);
  pace.tick(now);
  const isRound = bmc.tick(now);
  serveWaiting();
  // People wait for rounds, whatever the length of a tick: what the console prints meanwhile, its port sends by itself.
  if (isRound) shell?.tick(now);
  litter?.tick();
  Watchdog.alive();
}

tick();
// Behind the first tick: the bus has its replies and the unit is looked after before anybody types.
if (board.litter !== undefined) {
  litter = new Litter(new Digital({ pin: board.litter.pin, mode: DIGITAL_INPUT_PULL_UP }), board.litter.objects);
}
if (board.console !== undefined) {
  const desk = new Desk({ unit: bmc, slot, store, meter, pace });
  shell = new Shell({ serial: { ...board.console, io: Serial }, desk, pause: serveWaiting });
}
Timer.repeat(tick, board.tickMs);
