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
class Meter implements BusTrace {
  acknowledged = '';
  stretchedNs = 0;
  start(): void {
    this.acknowledged = '';
    this.stretchedNs = 0;
  }
  restart(): void {}
  byte(_byte: number, acknowledged: boolean, stretchedNs: number): void {
    this.acknowledged += acknowledged ? '+' : '-';
    this.stretchedNs += stretchedNs;
  }
  stop(): void {}
  abandon(): void {}
}

export interface EmulatedBus extends Pick<TargetBench, 'transfer' | 'begin' | 'inject' | 'advance'> {
  readonly bus: Bus;
}

export function emulatedBus(): EmulatedBus {
  const scheduler = new Scheduler();
  const meter = new Meter();
  const bus = new Bus({ scheduler, hz: 100_000, trace: meter });
  const controller = new BusController(bus);
  const run = (span: Nanoseconds) => scheduler.runUntil((scheduler.now + span) as Nanoseconds);
  const begin = (messages: readonly TransferMessage[]): Promise<BenchResult> =>
    new Promise((resolve) =>
      controller.begin(messages, (result) =>
        resolve({ ...result, stretchedUs: meter.stretchedNs / 1000, acknowledged: meter.acknowledged }),
      ),
    );
  return {
    bus,
    begin,
    transfer: async (messages) => {
      const result = begin(messages);
      await run(LONG_ENOUGH);
      return result;
    },
    inject: async (fault) => bus.inject(fault),
    advance: (ms) => run(milliseconds(ms)),
  };
}
