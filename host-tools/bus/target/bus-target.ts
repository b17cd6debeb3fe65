// Puts a target port on an emulated bus: its stretches, its timer and its wake-ups in virtual time.
import { milliseconds, type ScheduledEvent } from '../../sim/scheduler';
import type { Bus } from '../bus';
import type { BusLine } from '../bus-device';
import { type RefusalProfile, TargetPort } from './target-port';

export interface BusTargetOptions {
  readonly bus: Bus;
  readonly address: number;
  readonly profile: RefusalProfile;
  /** The port announced something: wake the firmware, later. */
  readonly onAnnounce: () => void;
}

/** A port on the bus. `port.close()` alone leaves it attached and silent; `remove` takes it off. */
export class BusTarget {
  readonly port: TargetPort;
  readonly #bus: Bus;

  constructor(options: BusTargetOptions) {
    const { bus } = options;
    let timer: ScheduledEvent | undefined;
    let line: BusLine | undefined;
    this.#bus = bus;
    this.port = new TargetPort(options.address, options.profile, {
      announce: options.onAnnounce,
      release: (answer) => line?.release(answer),
      startTimer: (span, expire) => {
        // A controller that does not look at SCL asks again while the port waits still.
        bus.scheduler.cancel(timer);
        timer = bus.scheduler.after(milliseconds(span), expire);
      },
      cancelTimer: () => bus.scheduler.cancel(timer),
    });
    line = bus.attach(this.port);
  }

  remove(): void {
    this.port.close();
    this.#bus.detach(this.port);
  }
}
