// Bench of the C core: the emulated bus asks a process in which the core runs under sanitizers.
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import type { BusLine } from '../../host-tools/bus/bus-device';
import { milliseconds, type ScheduledEvent } from '../../host-tools/sim/scheduler';
import { emulatedBus } from '../conformance/emulated-bus';
import type { TargetBench } from '../conformance/target-bench';
import { CoreProcess } from './core-process';
import { smbusTargetHost } from './programs';
import { type ReadEvents, SmbusTargetCore } from './smbus-target-core';

const ADDRESS = 0x13;

export async function makeCoreBench(profile: 'nack' | 'poison', events: ReadEvents = 'line'): Promise<TargetBench> {
  const { bus, ...busSide } = emulatedBus();
  const process = new CoreProcess(smbusTargetHost());
  let announcements = 0;
  let timer: ScheduledEvent | undefined;
  let line: BusLine | undefined;
  const environment = {
    announce: () => {
      announcements++;
    },
    release: (answer: number) => line?.release(answer),
    startTimer: (span: number, expire: () => void) => {
      timer = bus.scheduler.after(milliseconds(span), expire);
    },
    cancelTimer: () => bus.scheduler.cancel(timer),
  };
  const core = new SmbusTargetCore(process, ADDRESS, profile, environment, events);
  line = bus.attach(core);
  return {
    ...busSide,
    profile,
    address: ADDRESS,
    publish: async (code, bytes) => core.publish(code, bytes),
    withdraw: async (code) => core.withdraw(code),
    accept: async (code, shortest, longest) => core.accept(code, shortest, longest),
    acceptProcess: async (code, shortest, longest) => core.acceptProcess(code, shortest, longest),
    forbid: async (code) => core.forbid(code),
    take: async () => core.take(),
    done: async (token) => core.done(token),
    counters: async () => core.counters().slice(0, COUNTER_COUNT),
    refusals: async () => core.counters()[COUNTER_COUNT]!,
    suspend: async () => core.suspend(),
    resume: async () => core.resume(),
    closePort: async () => core.close(),
    announcements: async () => announcements,
    close: async () => process.close(),
  };
}
