// The bus side of a bench: an emulated bus of its own at 100 kHz, its controller, its time.
import { Bus } from '../../host-tools/bus/bus';
import type { BusTrace } from '../../host-tools/bus/bus-trace';
import { BusController } from '../../host-tools/bus/controller';
import type { TransferMessage } from '../../host-tools/client/transfer';
import { milliseconds, type Nanoseconds, Scheduler } from '../../host-tools/sim/scheduler';
import type { BenchResult, TargetBench } from './target-bench';

/** Longer than any transfer of the suite. */
const LONG_ENOUGH = milliseconds(60);

/** Adds up what the suite asks of a transfer. */
export class Meter implements BusTrace {
  acknowledged = '';
  stretchesUs: number[] = [];
  start(): void {
    this.acknowledged = '';
    this.stretchesUs = [];
  }
  restart(): void {}
  byte(_byte: number, acknowledged: boolean, stretchedNs: number): void {
    this.acknowledged += acknowledged ? '+' : '-';
    this.stretchesUs.push(stretchedNs / 1000);
  }
  stop(): void {}
  abandon(): void {}
}

export interface EmulatedBus extends Pick<TargetBench, 'transfer' | 'begin' | 'inject' | 'advance'> {
  readonly bus: Bus;
}

/** The rack's own bus, where the place to be tested is a unit of a rack. Its trace is `meter`. */
export function busSide(bus: Bus, controller: BusController, meter: Meter, settle?: Nanoseconds): EmulatedBus {
  const { scheduler } = bus;
  const run = (span: Nanoseconds) => scheduler.runUntil((scheduler.now + span) as Nanoseconds);
  const start = (messages: readonly TransferMessage[], done: (result: BenchResult) => void): void =>
    controller.begin(messages, (result) =>
      done({
        ...result,
        stretchedUs: meter.stretchesUs.reduce((sum, us) => sum + us, 0),
        stretchesUs: meter.stretchesUs,
        acknowledged: meter.acknowledged,
      }),
    );
  return {
    bus,
    begin: (messages) => new Promise((resolve) => start(messages, resolve)),
    transfer: async (messages) => {
      const results: BenchResult[] = [];
      start(messages, (result) => results.push(result));
      const end = (scheduler.now + LONG_ENOUGH) as Nanoseconds;
      await scheduler.runUntil(end, () => settle !== undefined && results.length > 0);
      if (settle !== undefined) await run(settle);
      return results[0]!;
    },
    inject: async (fault) => bus.inject(fault),
    advance: (ms) => run(milliseconds(ms)),
  };
}

/** @param settle rack time behind the end of a transfer. Absent: it runs for as long as the longest takes. */
export function emulatedBus(hz = 100_000, settle?: Nanoseconds): EmulatedBus {
  const scheduler = new Scheduler();
  const meter = new Meter();
  const bus = new Bus({ scheduler, hz, trace: meter });
  return busSide(bus, new BusController(bus), meter, settle);
}
