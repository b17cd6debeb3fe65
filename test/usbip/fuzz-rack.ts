// A rack in virtual time with the adapter's seat on it: whoever urges runs time at once.
import { bundleFirmware } from '../../host-tools/engines/bundle';
import { Rack } from '../../host-tools/rack/rack';
import { readRackFile } from '../../host-tools/rack/rack-file';
import { milliseconds, type Nanoseconds } from '../../host-tools/sim/scheduler';
import type { Seat } from '../../host-tools/usbip/diolan';

export async function racksOf() {
  const rack = new Rack({
    file: await readRackFile('examples/rack.yaml'),
    engine: 'node',
    bundle: await bundleFirmware(),
    seed: 1,
  });
  await rack.run(milliseconds(500));
  const { bus, controller, scheduler } = rack;
  const seat: Seat = {
    bus,
    claim: (then) => controller.claim(then),
    release: () => controller.release(),
    urge: () => {},
  };
  return {
    seat,
    run: (span: Nanoseconds) => rack.run(span),
    close: () => rack.close(),
    /** MFR_ID, once the bus is free. */
    readId: async (address: number): Promise<string> => {
      let id = '';
      const reading = controller
        .transfer([
          { address, write: Uint8Array.of(0x99) },
          { address, read: 8 },
        ])
        .then(({ read }) => {
          id = Buffer.from(read[0] ?? []).toString('latin1', 1);
        });
      await scheduler.runUntil((scheduler.now + milliseconds(60_000)) as Nanoseconds, () => id !== '');
      await reading;
      return id;
    },
  };
}
