// Answers of the log that do not belong to the question. A unit that refuses by poison takes a write and drops it while its flash is
// busy: its next answer is the one before.
import { describe, expect, it } from 'vitest';
import { NO_SEQUENCE } from '../../firmware/pmbus/log-view';
import type { BusAdapter } from '../../host-tools/client/bus-adapter';
import { PmbusClient } from '../../host-tools/client/pmbus-client';
import type { TransferMessage, TransferResult } from '../../host-tools/client/transfer';
import { crc8 } from '../support/crc8';

const LOG_STATE = 0xda;

/** Slot 1 with records `oldest` to `next` - 1, each of which holds its number; it drops the first `dropped` questions. */
class Poison implements BusAdapter {
  readonly name = 'poison';
  readonly stretches = true;
  readonly oldest: number;
  readonly next: number;
  dropped: number;
  questions = 0;
  #answer = NO_SEQUENCE;
  constructor(oldest: number, next: number, dropped: number) {
    this.oldest = oldest;
    this.next = next;
    this.dropped = dropped;
  }

  async transfer(messages: readonly TransferMessage[]): Promise<TransferResult> {
    const write = (messages[0] as { readonly write: Uint8Array }).write;
    if (messages.length === 1) {
      if (this.questions++ >= this.dropped) {
        const asked = Buffer.from(write).readUInt32LE(2);
        this.#answer = asked < this.next ? Math.max(asked, this.oldest) : NO_SEQUENCE;
      }
      return { status: 'ok', read: [] };
    }
    const bytes = Buffer.alloc(write[0] === LOG_STATE ? 16 : 30);
    bytes[0] = bytes.length - 1;
    bytes.writeUInt32LE(write[0] === LOG_STATE ? this.oldest : this.#answer, 1);
    if (write[0] === LOG_STATE) bytes.writeUInt32LE(this.next, 5);
    else bytes.writeInt32LE(this.#answer | 0, 18);
    return { status: 'ok', read: [Uint8Array.of(...bytes, crc8([0x22, write[0]!, 0x23, ...bytes]))] };
  }
  async close(): Promise<void> {}
}

const clientOf = (bus: BusAdapter) => new PmbusClient(bus, () => Promise.resolve());

describe('a question that was dropped is asked again (bug: the answer before it was taken for its own)', () => {
  it.each([0, 1, 7, 150])('%i times', async (dropped) => {
    const bus = new Poison(3, 20, dropped);
    const client = clientOf(bus);
    expect((await client.readEvent(1, 5))!.a).toBe(5);
    expect(bus.questions).toBe(dropped + 1);
  });

  it('behind another answer', async () => {
    const bus = new Poison(3, 20, 0);
    const client = clientOf(bus);
    await client.readEvent(1, 9);
    bus.dropped = bus.questions + 3;
    expect((await client.readEvent(1, 5))!.a).toBe(5);
    expect(bus.questions).toBe(5);
  });
});

it('the right answer costs one question: a record, one that was given up, none', async () => {
  const bus = new Poison(3, 20, 0);
  const client = clientOf(bus);
  expect([(await client.readEvent(1, 1))!.sequence, await client.readEvent(1, 20)]).toEqual([3, undefined]);
  expect(bus.questions).toBe(2);
});
