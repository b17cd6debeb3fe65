// Buses that hang and buses at the ends of their speed, against the image: the port is idle again within SMBus's 35 ms, and the next
// answer is right. The emulated bus moves bytes, so a fault strikes between two of them, not within one.
import { expect, it } from 'vitest';
import { Counter } from '../../firmware/io/smbus-target/counters';
import type { BusFault } from '../../host-tools/bus/bus-fault';
import { Random } from '../../host-tools/sim/random';
import { type Nanoseconds, nanoseconds } from '../../host-tools/sim/scheduler';
import { describeNative } from './describe-native';
import { figuresOf, print, textOf } from './figures';
import { Op } from './mailbox';
import { goodWrite, type MixedMessage, mixedMessage, readMessage } from './mixed-traffic';
import { NativeBoard } from './native-board';

/** SMBus 3.2, table 1: tTIMEOUT, largest. */
const LONGEST_MS = 35;
const STUCK_MS = 60;
const LOOK_MS = 0.5;
const SPEEDS = [10_000, 100_000, 400_000, 1_000_000] as const;
const IC_STATUS = 0x4004_8070;
const SLV_ACTIVITY = 1 << 6;
const MESSAGES = 400;

const isIdle = (native: NativeBoard): boolean =>
  native.phase === 0 && (native.board.readWord(IC_STATUS) & SLV_ACTIVITY) === 0;

async function expectAnswer(native: NativeBoard, name: string): Promise<void> {
  const { messages, expected } = readMessage(0x88);
  const { status, read } = await native.bus.transfer(messages);
  expect(status, name).toBe('ok');
  expect([...read[0]!], name).toEqual(expected);
}

interface Fault {
  readonly name: string;
  readonly at: (byte: number) => BusFault;
}
const FAULTS: readonly Fault[] = [
  { name: 'SCL stuck', at: (byte) => ({ kind: 'stuck-scl', byte, milliseconds: STUCK_MS }) },
  { name: 'SDA stuck', at: (byte) => ({ kind: 'stuck-sda', byte }) },
  { name: 'controller gone', at: (byte) => ({ kind: 'arbitration', byte }) },
  { name: 'STOP too early', at: (byte) => ({ kind: 'short', byte }) },
];
const VICTIMS: readonly { name: string; message: MixedMessage; bytes: number }[] = [
  { name: 'read', message: readMessage(0x88), bytes: 6 },
  { name: 'block read', message: readMessage(0x99), bytes: 12 },
  { name: 'write', message: goodWrite(), bytes: 4 },
];

/** @returns milliseconds from the last byte that moved until the port was idle */
async function strike(native: NativeBoard, fault: BusFault, message: MixedMessage): Promise<number> {
  const { scheduler } = native;
  await native.bus.inject(fault);
  const over = native.bus.begin(message.messages);
  let moved = scheduler.now;
  let idleAt: Nanoseconds | undefined;
  let seen = '';
  const state = (): string => [native.phase, native.board.readWord(IC_STATUS), native.counter(Counter.writes)].join();
  const until = scheduler.now + nanoseconds(1e6 * (STUCK_MS + 25));
  while (scheduler.now < until) {
    await native.run(LOOK_MS);
    const now = state();
    if (isIdle(native)) idleAt ??= scheduler.now;
    else {
      idleAt = undefined;
      if (now !== seen) moved = scheduler.now;
    }
    seen = now;
  }
  await over;
  expect(idleAt, 'idle at all').toBeDefined();
  return Math.max(0, (idleAt! - moved) / 1e6);
}

describeNative('the bus of the image', () => {
  it.each(FAULTS)(`is idle within ${LONGEST_MS} ms and answers rightly after: $name, at every byte`, async (fault) => {
    const native = new NativeBoard({ hz: 100_000 });
    await native.powerOn();
    const times: number[] = [];
    for (const { name, message, bytes } of VICTIMS) {
      for (let byte = 0; byte < bytes; byte++) {
        times.push(await strike(native, fault.at(byte), message));
        await drain(native);
        await expectAnswer(native, `${fault.name} at byte ${byte} of a ${name}`);
      }
    }
    print(
      `${fault.name}: idle after ${textOf(figuresOf(times), 'ms')}; ${native.counter(Counter.clockTimeout)} timed out`,
    );
    expect(Math.max(...times)).toBeLessThanOrEqual(LONGEST_MS);
    expect(native.violations()).toEqual([]);
    native.close();
  });

  it.each(FAULTS)('answers the very next message rightly, without a pause, after: $name', async (fault) => {
    const native = new NativeBoard({ hz: 400_000 });
    await native.powerOn();
    for (const { name, message, bytes } of VICTIMS) {
      for (let byte = 0; byte < bytes; byte++) {
        await native.bus.inject(fault.at(byte));
        await native.bus.transfer(message.messages);
        await drain(native);
        await expectAnswer(native, `${fault.name} at byte ${byte} of a ${name}`);
      }
    }
    expect(native.violations()).toEqual([]);
    native.close();
  });

  it.each(SPEEDS)('answers every message at %i Hz, and times none out', async (hz) => {
    const native = new NativeBoard({ hz });
    const random = new Random(hz);
    await native.powerOn();
    const stretches: number[] = [];
    for (let i = 0; i < MESSAGES; i++) {
      const { kind, messages, expected } = mixedMessage(random);
      const { status, read, stretchedUs } = await native.bus.transfer(messages);
      expect(status, kind).toBe('ok');
      if (expected) expect([...read[0]!], kind).toEqual(expected);
      if (kind === 'read') stretches.push(stretchedUs);
      await drain(native);
    }
    print(`${hz} Hz: ${MESSAGES} messages right; clock held per read ${textOf(figuresOf(stretches), 'us')}`);
    expect(native.counter(Counter.clockTimeout)).toBe(0);
    expect(native.violations()).toEqual([]);
    native.close();
  });

  it('gives up a read whose firmware does not answer, and goes on', async () => {
    const native = new NativeBoard({ hz: 10_000 });
    await native.powerOn();
    await native.bus.transfer(goodWrite().messages);
    const { messages } = readMessage(0x88);
    const { read, stretchedUs } = await native.bus.transfer(messages);
    expect(read[0]![0]).toBe(0xff);
    expect(stretchedUs).toBeLessThan(11_000);
    expect(native.counter(Counter.barrierExpired)).toBe(1);
    await drain(native);
    await expectAnswer(native, 'after the barrier');
    native.close();
  });
});

/** Takes what waits, so that the reads behind it do not. */
async function drain(native: NativeBoard): Promise<void> {
  for (;;) {
    const { result } = await native.ask(Op.take);
    if (result === 0) return;
    await native.ask(Op.done, [result]);
  }
}
