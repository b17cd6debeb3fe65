// Bench of the TypeScript port: an emulated bus of its own at 100 kHz.
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import { WRITE_BUFFER_SIZE } from '../../firmware/io/smbus-target/smbus-target';
import { BusTarget } from '../../host-tools/bus/target/bus-target';
import { emulatedBus } from './emulated-bus';
import type { TargetBench } from './target-bench';

const ADDRESS = 0x13;

export async function makeTypescriptBench(profile: 'nack' | 'poison'): Promise<TargetBench> {
  const { bus, ...busSide } = emulatedBus();
  let announcements = 0;
  const { port } = new BusTarget({
    bus,
    address: ADDRESS,
    profile,
    onAnnounce: () => {
      announcements++;
    },
  });
  return {
    ...busSide,
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
    close: async () => {},
  };
}
