// Bench of the TypeScript port: an emulated bus of its own at 100 kHz.
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import { WRITE_BUFFER_SIZE } from '../../firmware/io/smbus-target/smbus-target';
import { Bus } from '../../host-tools/bus/bus';
import type { BusTrace } from '../../host-tools/bus/bus-trace';
import { BusController } from '../../host-tools/bus/controller';
import { BusTarget } from '../../host-tools/bus/target/bus-target';
import type { TransferMessage } from '../../host-tools/client/transfer';
import { milliseconds, type Nanoseconds, Scheduler } from '../../host-tools/sim/scheduler';
import type { BenchResult, TargetBench } from './target-bench';

const ADDRESS = 0x13;
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

export async function makeTypescriptBench(profile: 'nack' | 'poison'): Promise<TargetBench> {
  const scheduler = new Scheduler();
  const meter = new Meter();
  const bus = new Bus({ scheduler, hz: 100_000, trace: meter });
  const controller = new BusController(bus);
  let announcements = 0;
  const { port } = new BusTarget({
    bus,
    address: ADDRESS,
    profile,
    onAnnounce: () => {
      announcements++;
    },
  });
  const run = (span: Nanoseconds) => scheduler.runUntil((scheduler.now + span) as Nanoseconds);
  const begin = (messages: readonly TransferMessage[]): Promise<BenchResult> =>
    new Promise((resolve) =>
      controller.begin(messages, (result) =>
        resolve({ ...result, stretchedUs: meter.stretchedNs / 1000, acknowledged: meter.acknowledged }),
      ),
    );
  return {
    profile,
    address: ADDRESS,
    publish: async (code, bytes) => port.publish(code, Uint8Array.from(bytes), bytes.length),
    withdraw: async (code) => port.withdraw(code),
    accept: async (code, shortest, longest) => port.accept(code, shortest, longest),
    acceptProcess: async (code, shortest, longest) => port.acceptProcess(code, shortest, longest),
    forbid: async (code) => port.forbid(code),
    take: async () => {
      const buffer = new Uint8Array(WRITE_BUFFER_SIZE);
      const token = port.read(buffer);
      return token === 0 ? undefined : { token, bytes: [...buffer.subarray(1, 1 + buffer[0]!)] };
    },
    done: async (token) => port.done(token),
    counters: async () => {
      const out = new Uint32Array(COUNTER_COUNT);
      port.counters(out);
      return [...out];
    },
    refusals: async () => port.refusals,
    suspend: async () => port.suspend(),
    resume: async () => port.resume(),
    closePort: async () => port.close(),
    announcements: async () => announcements,
    transfer: async (messages) => {
      const result = begin(messages);
      await run(LONG_ENOUGH);
      return result;
    },
    begin: (messages) => begin(messages),
    inject: async (fault) => bus.inject(fault),
    advance: (ms) => run(milliseconds(ms)),
    close: async () => {},
  };
}
