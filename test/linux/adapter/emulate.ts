// The emulated rack with the adapter, as a process of its own: emulate.ts FILE ENGINE SOCKET PORT. Ends on SIGTERM with one line
// of JSON per unit: what the plant knows.
import { TextTrace } from '../../../host-tools/bus/bus-trace';
import { SocketServer } from '../../../host-tools/emulator/socket-server';
import { bundleFirmware } from '../../../host-tools/engines/bundle';
import type { EngineName } from '../../../host-tools/engines/engine';
import { Rack } from '../../../host-tools/rack/rack';
import { readRackFile } from '../../../host-tools/rack/rack-file';
import { milliseconds, type Nanoseconds } from '../../../host-tools/sim/scheduler';
import type { Seat } from './diolan';
import { listenUsbip } from './usbip-server';

const LARGEST_LAG = milliseconds(10);

async function main(path: string, engine: EngineName, socketPath: string, port: number): Promise<void> {
  const file = await readRackFile(path);
  let server: SocketServer | undefined;
  const rack = new Rack({
    file,
    engine,
    bundle: await bundleFirmware(),
    seed: 1,
    trace: new TextTrace((line) => server?.sendTrace(line)),
    onFailure: (slot, reason) => process.stderr.write(`slot ${slot}: ${reason}\n`),
  });
  server = new SocketServer({
    rack,
    path: socketPath,
    describe: () => ({ name: file.metadata.name, seed: 1, units: [] }),
    onClients: () => {},
  });
  await server.listen();
  let stopped = false;
  let wake = (): void => {};
  let hurried = 0;
  let finished = 0;
  const seat = seatOn(
    rack,
    () => {
      hurried++;
      wake();
    },
    () => finished++,
  );
  await listenUsbip(seat, port);
  process.on('SIGTERM', () => {
    stopped = true;
    wake();
  });
  process.stdout.write('listening\n');
  const wallStart = performance.now();
  let lost = 0;
  while (!stopped) {
    if (hurried > finished) {
      await rack.scheduler.runUntil((rack.scheduler.now + milliseconds(50)) as Nanoseconds, () => hurried <= finished);
      rack.scheduler.letOthersRun();
    }
    // Behind the clock time is given up, not caught up in one go: the kernel waits 100 ms for the adapter, no longer.
    const behind = (performance.now() - wallStart) * 1e6 - lost - rack.scheduler.now;
    if (behind > LARGEST_LAG) lost += behind - LARGEST_LAG;
    const target = Math.floor((performance.now() - wallStart) * 1e6 - lost) as Nanoseconds;
    if (target > rack.scheduler.now) await rack.scheduler.runUntil(target, () => stopped);
    await new Promise<void>((resolve) => {
      if (hurried > finished) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(resolve, 1);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  for (const unit of rack.units)
    process.stdout.write(`${JSON.stringify({ slot: unit.slot, plant: unit.plantTruth() })}\n`);
  rack.close();
  process.exit(0);
}

/** One controller at a time: the socket's clients wait while the adapter is in a transaction, and the other way round. */
function seatOn(rack: Rack, began: () => void, ended: () => void): Seat {
  const queue: (() => void)[] = [];
  let taken = false;
  const acquire = (then: () => void): void => {
    if (taken) queue.push(then);
    else {
      taken = true;
      then();
    }
  };
  const release = (): void => {
    const next = queue.shift();
    taken = next !== undefined;
    next?.();
  };
  const original = rack.controller.begin.bind(rack.controller);
  rack.controller.begin = (messages, done) =>
    acquire(() =>
      original(messages, (result) => {
        release();
        done(result);
      }),
    );
  const { bus } = rack;
  const counted =
    <A extends unknown[]>(done: (...args: A) => void) =>
    (...args: A): void => {
      ended();
      done(...args);
    };
  const watched = {
    start: (address: number, read: boolean, done: (outcome: number) => void) => bus.start(address, read, counted(done)),
    write: (byte: number, done: (outcome: number) => void) => bus.write(byte, counted(done)),
    read: (acknowledge: boolean, done: (outcome: number) => void) => bus.read(acknowledge, counted(done)),
    stop: (done: () => void) => bus.stop(counted(done)),
  };
  return { bus: watched as unknown as Seat['bus'], acquire, release, hurry: began };
}

const [path, engine, socketPath, port] = process.argv.slice(2);
void main(path!, engine as EngineName, socketPath!, Number(port));
