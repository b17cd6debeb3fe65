// The emulated bus: timing, wired-AND, stretching, time-outs and injected faults, on devices written for the test.
import { describe, expect, it } from 'vitest';
import { COUNTER_COUNT, Counter } from '../../firmware/io/smbus-target/counters';
import { Bus } from '../../host-tools/bus/bus';
import { ACK, type BusDevice, type BusLine, NACK, STRETCH } from '../../host-tools/bus/bus-device';
import { TextTrace } from '../../host-tools/bus/bus-trace';
import { BusController } from '../../host-tools/bus/controller';
import { BusTarget } from '../../host-tools/bus/target/bus-target';
import type { TransferMessage } from '../../host-tools/client/transfer';
import { milliseconds, Scheduler } from '../../host-tools/sim/scheduler';
import { crc8 } from '../support/crc8';

/** Acknowledges one address, remembers what it saw, answers reads with fixed bytes. */
class Recorder implements BusDevice {
  readonly seen: string[] = [];
  next = 0;
  stretchBefore = -1;
  readonly address: number;
  readonly bytes: readonly number[];
  constructor(address: number, bytes: readonly number[] = []) {
    this.address = address;
    this.bytes = bytes;
  }
  addressed(address: number, read: boolean): number {
    if (address !== this.address) return NACK;
    this.seen.push(read ? 'R' : 'W');
    this.next = 0;
    return ACK;
  }
  received(byte: number): number {
    this.seen.push(byte.toString(16));
    return ACK;
  }
  requested(): number {
    return this.next === this.stretchBefore ? STRETCH : this.bytes[this.next++]!;
  }
  collided(): void {
    this.seen.push('collided');
  }
  stopped(): void {
    this.seen.push('P');
  }
  clockTimeout(): void {
    this.seen.push('timeout');
  }
}

function makeBus(hz = 100_000) {
  const scheduler = new Scheduler();
  const lines: string[] = [];
  const bus = new Bus({ scheduler, hz, trace: new TextTrace((line) => lines.push(line)) });
  const controller = new BusController(bus);
  const transfer = async (messages: readonly TransferMessage[]) => {
    const result = controller.transfer(messages);
    await scheduler.runUntil(milliseconds(scheduler.now / 1e6 + 100));
    return result;
  };
  return { scheduler, bus, lines, transfer };
}

describe('bus timing', () => {
  it.each([
    [100_000, 560],
    [400_000, 140],
  ])(
    'a word read with PEC at %i Hz takes 6 bytes of 9 bits, and 2 bits for STOP and bus free',
    async (hz, expectedUs) => {
      const { scheduler, bus } = makeBus(hz);
      bus.attach(new Recorder(0x10, [1, 2, 3]));
      const controller = new BusController(bus);
      let endedAt = 0;
      controller.begin(
        [
          { address: 0x10, write: Uint8Array.of(0x88) },
          { address: 0x10, read: 3 },
        ],
        () => {
          endedAt = scheduler.now;
        },
      );
      await scheduler.runUntil(milliseconds(10));
      expect(endedAt / 1000).toBe(expectedUs);
    },
  );
});

describe('bus', () => {
  it('writes a readable line for each transaction', async () => {
    const { bus, lines, transfer } = makeBus();
    bus.attach(new Recorder(0x13, [0x1f, 0xd0]));
    await transfer([
      { address: 0x13, write: Uint8Array.of(0x88) },
      { address: 0x13, read: 2 },
    ]);
    expect(lines).toEqual(['0.000 S 13W+ 88+ Sr 13R+ 1f+ d0- P']);
  });

  it('of two devices at one address the one that pulls a bit low first is heard, and the other finds out', async () => {
    const { bus, transfer } = makeBus();
    const first = new Recorder(0x10, [0b1100]);
    const second = new Recorder(0x10, [0b1010]);
    bus.attach(first);
    bus.attach(second);
    expect([...(await transfer([{ address: 0x10, read: 1 }])).read[0]!]).toEqual([0b1010]);
    expect(first.seen).toContain('collided');
    expect(second.seen).not.toContain('collided');
  });

  it('waits for a device that stretches, and says so in the trace', async () => {
    const { scheduler, bus, lines, transfer } = makeBus();
    const device = new Recorder(0x10, [0x55]);
    device.stretchBefore = 0;
    const line: BusLine = bus.attach(device);
    scheduler.after(milliseconds(3), () => line.release(0x66));
    expect([...(await transfer([{ address: 0x10, read: 1 }])).read[0]!]).toEqual([0x66]);
    expect(lines[0]).toContain('66~2910.000-');
  });

  it('times out when SCL is low for 25 ms, tells every device, and leaves the bus usable', async () => {
    const { bus, transfer } = makeBus();
    const device = new Recorder(0x10, [0x55]);
    const other = new Recorder(0x11, [0x66]);
    device.stretchBefore = 0;
    bus.attach(device);
    bus.attach(other);
    expect((await transfer([{ address: 0x10, read: 1 }])).status).toBe('timeout');
    expect(device.seen).toContain('timeout');
    expect(other.seen).toContain('timeout');
    expect((await transfer([{ address: 0x11, read: 1 }])).status).toBe('ok');
  });

  it('says which byte was not acknowledged', async () => {
    const { bus, transfer } = makeBus();
    bus.attach(new Recorder(0x10));
    bus.inject({ kind: 'nack', byte: 1 });
    expect((await transfer([{ address: 0x10, write: Uint8Array.of(1) }])).status).toBe('data-nack');
    expect((await transfer([{ address: 0x20, write: Uint8Array.of(1) }])).status).toBe('address-nack');
  });

  it('flips bits for everybody on the wire', async () => {
    const { bus, transfer } = makeBus();
    const device = new Recorder(0x10);
    bus.attach(device);
    bus.inject({ kind: 'flip', byte: 1, mask: 0x80 });
    await transfer([{ address: 0x10, write: Uint8Array.of(0x01) }]);
    expect(device.seen).toEqual(['W', '81', 'P']);
  });

  it('a stuck SDA reads as zeros and costs a writer its arbitration', async () => {
    const { bus, transfer } = makeBus();
    bus.attach(new Recorder(0x10, [0xff, 0xff]));
    bus.inject({ kind: 'stuck-sda', byte: 1 });
    expect([...(await transfer([{ address: 0x10, read: 2 }])).read[0]!]).toEqual([0, 0]);
    bus.inject({ kind: 'stuck-sda', byte: 1 });
    expect((await transfer([{ address: 0x10, write: Uint8Array.of(1) }])).status).toBe('arbitration-lost');
  });

  it('a fault strikes one transaction alone', async () => {
    const { bus, transfer } = makeBus();
    bus.attach(new Recorder(0x10, [0x12]));
    bus.inject({ kind: 'nack', byte: 0 });
    expect((await transfer([{ address: 0x10, read: 1 }])).status).toBe('address-nack');
    expect((await transfer([{ address: 0x10, read: 1 }])).status).toBe('ok');
  });

  it('reads a block by its count, and refuses a count above 32 as Linux does', async () => {
    const { bus, transfer } = makeBus();
    bus.attach(new Recorder(0x10, [2, 0xaa, 0xbb, 0xcc]));
    bus.attach(new Recorder(0x11, [33, 0]));
    const good = await transfer([{ address: 0x10, read: 2, block: true }]);
    expect([...good.read[0]!]).toEqual([2, 0xaa, 0xbb, 0xcc]);
    expect((await transfer([{ address: 0x11, read: 2, block: true }])).status).toBe('protocol');
  });

  it('SCL held low for less than 25 ms is a long byte and no time-out', async () => {
    const { bus, lines, transfer } = makeBus();
    const device = new Recorder(0x10, [0x55]);
    bus.attach(device);
    bus.inject({ kind: 'stuck-scl', byte: 1, milliseconds: 24 });
    const result = await transfer([{ address: 0x10, read: 1 }]);
    expect([result.status, result.read[0]![0]]).toEqual(['ok', 0x55]);
    expect(device.seen).toEqual(['R', 'P']);
    expect(lines).toEqual(['0.000 S 10R+ 55~24000.000- P']);
    bus.inject({ kind: 'stuck-scl', byte: 1, milliseconds: 25 });
    expect((await transfer([{ address: 0x10, read: 1 }])).status).toBe('timeout');
    bus.inject({ kind: 'stuck-scl', byte: 0, milliseconds: 5 });
    expect((await transfer([{ address: 0x10, write: Uint8Array.of(1) }])).status).toBe('ok');
  });

  it('a device that lets SCL go behind a time-out ends nobody else’s stretch', async () => {
    const { scheduler, bus, transfer } = makeBus();
    const first = new Recorder(0x10, [0]);
    const second = new Recorder(0x11, [0]);
    first.stretchBefore = 0;
    second.stretchBefore = 0;
    const line = bus.attach(first);
    const other = bus.attach(second);
    const timedOut = transfer([{ address: 0x10, read: 1 }]);
    expect((await timedOut).status).toBe('timeout');
    scheduler.after(milliseconds(1), () => line.release(0x12));
    scheduler.after(milliseconds(3), () => other.release(0x34));
    expect([...(await transfer([{ address: 0x11, read: 1 }])).read[0]!]).toEqual([0x34]);
  });

  it('a device that is taken off in its stretch lets SCL go', async () => {
    const { scheduler, bus, lines, transfer } = makeBus();
    const device = new Recorder(0x10, [0]);
    device.stretchBefore = 0;
    bus.attach(device);
    scheduler.after(milliseconds(3), () => bus.detach(device));
    expect((await transfer([{ address: 0x10, read: 1 }])).status).toBe('ok');
    expect(lines).toEqual(['0.000 S 10R+ ff~2910.000- P']);
  });

  it('a STOP with no START before it leaves no line', async () => {
    const { scheduler, bus, lines, transfer } = makeBus();
    bus.attach(new Recorder(0x10, [1]));
    await transfer([{ address: 0x10, read: 1 }]);
    bus.stop(() => {});
    await scheduler.runUntil(milliseconds(300));
    expect(lines).toHaveLength(1);
  });

  it('a device that is taken off is silent', async () => {
    const { bus, transfer } = makeBus();
    const device = new Recorder(0x10, [1]);
    bus.attach(device);
    bus.detach(device);
    expect((await transfer([{ address: 0x10, read: 1 }])).status).toBe('address-nack');
  });
});

it('a barrier of 10 ms does not expire in reads of less, though their controller does not wait and asks on', async () => {
  const scheduler = new Scheduler();
  const bus = new Bus({ scheduler, hz: 100_000, stretches: false });
  const { port } = new BusTarget({ bus, address: 0x10, profile: 'poison', onAnnounce: () => {} });
  const controller = new BusController(bus);
  port.accept(0x01, 1, 1);
  port.publish(0x01, Uint8Array.of(5), 1);
  const write = [0x01, 0x80];
  controller.begin([{ address: 0x10, write: Uint8Array.of(...write, crc8([0x20, ...write])) }], () => {});
  // Nobody reports the write as done: each read is held up by the barrier, for as long as the read lasts.
  for (let length = 2; length < 60; length++) {
    const read = { address: 0x10, read: length };
    controller.begin([{ address: 0x10, write: Uint8Array.of(0x01) }, read], () => {});
  }
  await scheduler.runUntil(milliseconds(1000));
  const counters = new Uint32Array(COUNTER_COUNT);
  port.counters(counters);
  expect([counters[Counter.writes], counters[Counter.barrierExpired]]).toEqual([1, 0]);
});

it.each([
  [2, 1],
  [0, 255],
])('a target takes no writes of %i to %i bytes: those in C do not either (SMBUS_BAD_LENGTH)', (shortest, longest) => {
  const bus = new Bus({ scheduler: new Scheduler(), hz: 100_000 });
  const { port } = new BusTarget({ bus, address: 0x10, profile: 'nack', onAnnounce: () => {} });
  expect(() => port.accept(1, shortest, longest)).toThrow(RangeError);
  expect(() => port.acceptProcess(1, shortest, longest)).toThrow(RangeError);
  expect(() => port.publish(1, new Uint8Array(257), 257)).toThrow(RangeError);
  port.accept(1, 0, 254);
  port.publish(1, new Uint8Array(256), 256);
});

it.each([
  ['nack', NACK],
  ['poison', ACK],
] as const)('behind a time-out a target of profile %s is idle, though its controller clocks on', (profile, answer) => {
  const bus = new Bus({ scheduler: new Scheduler(), hz: 100_000 });
  const { port } = new BusTarget({ bus, address: 0x10, profile, onAnnounce: () => {} });
  port.publish(0x88, Uint8Array.of(0x12, 0x34), 2);
  const begin = (...bytes: readonly number[]) => {
    port.addressed(0x10, false);
    for (const byte of bytes) port.received(byte);
  };
  begin(0x88);
  port.clockTimeout();
  // Rule 6 of the port: the message is dropped. As the port in C has it.
  expect([port.received(0x55), port.refusals]).toEqual([answer, 1]);
  begin(0x88);
  port.addressed(0x10, true);
  expect(port.requested()).toBe(0x12);
  port.clockTimeout();
  expect([port.requested(), port.refusals]).toEqual([0xff, 2]);
});
