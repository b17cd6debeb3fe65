// The PMBus client against a bus adapter of the test: PEC, refusals and damage told apart.
import { describe, expect, it } from 'vitest';
import type { BusAdapter } from '../../host-tools/client/bus-adapter';
import { findCommand, PmbusClient } from '../../host-tools/client/pmbus-client';
import type { TransferMessage, TransferResult } from '../../host-tools/client/transfer';
import { crc8 } from '../support/crc8';

/** Answers transfers in order; the last answer is repeated. */
class Script implements BusAdapter {
  readonly name = 'script';
  readonly stretches = true;
  readonly sent: (readonly TransferMessage[])[] = [];
  readonly #answers: TransferResult[];
  constructor(...answers: TransferResult[]) {
    this.#answers = answers;
  }
  async transfer(messages: readonly TransferMessage[]): Promise<TransferResult> {
    this.sent.push(messages);
    return this.#answers.length > 1 ? this.#answers.shift()! : this.#answers[0]!;
  }
  async close(): Promise<void> {}
}

const ok = (...bytes: number[]): TransferResult => ({ status: 'ok', read: [Uint8Array.from(bytes)] });
const nothing = (status: TransferResult['status']): TransferResult => ({ status, read: [] });
const VIN = findCommand('READ_VIN')!;
const OPERATION = findCommand('OPERATION')!;
const HEAD = [0x22, 0x88, 0x23];

describe('pmbus client', () => {
  it('decodes a good reply: LINEAR11 0xCA8B is 651 * 2^-7 V', async () => {
    const client = new PmbusClient(new Script(ok(0x8b, 0xca, crc8([...HEAD, 0x8b, 0xca]))));
    expect(await client.read(1, VIN)).toEqual({ value: 5086, unit: 'mV', raw: '8bca' });
  });

  it('every single flipped bit in a reply is found', async () => {
    const good = [0x8b, 0xca, crc8([...HEAD, 0x8b, 0xca])];
    for (let bit = 0; bit < 24; bit++) {
      const bad = good.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      await expect(new PmbusClient(new Script(ok(...bad))).read(1, VIN)).rejects.toMatchObject({ kind: 'bad-pec' });
    }
  });

  it('nobody there is absent; somebody there who refuses is refused', async () => {
    const absent = new PmbusClient(new Script(nothing('address-nack')));
    await expect(absent.read(1, VIN)).rejects.toMatchObject({ kind: 'absent' });
    const refused = new PmbusClient(new Script(nothing('address-nack'), nothing('ok')));
    await expect(refused.read(1, VIN)).rejects.toMatchObject({ kind: 'refused' });
  });

  it('a time-out is a bus error', async () => {
    await expect(new PmbusClient(new Script(nothing('timeout'))).read(1, VIN)).rejects.toMatchObject({ kind: 'bus' });
  });

  it('sends a PEC with every write and reads back what it wrote', async () => {
    const bus = new Script(nothing('ok'), ok(0x80, crc8([0x22, 0x01, 0x23, 0x80])));
    await new PmbusClient(bus).write(1, OPERATION, 0x80);
    expect(bus.sent[0]).toEqual([{ address: 0x11, write: Uint8Array.of(0x01, 0x80, crc8([0x22, 0x01, 0x80])) }]);
  });

  it('a write that has no effect was refused', async () => {
    const bus = new Script(nothing('ok'), ok(0x80, crc8([0x22, 0x01, 0x23, 0x80])));
    await expect(new PmbusClient(bus).write(1, OPERATION, 0x00)).rejects.toMatchObject({ kind: 'refused' });
  });

  it('finds commands by name in any case and by code', () => {
    expect(findCommand('read_vin')).toBe(VIN);
    expect(findCommand('0x88')).toBe(VIN);
    expect(findCommand('136')).toBe(VIN);
    expect(findCommand('READ_FAN')).toBeUndefined();
    expect(findCommand('0x1000')).toBeUndefined();
  });
});
