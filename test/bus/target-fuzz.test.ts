// 100,000 generated messages with faults, in both refusal profiles: the port never throws, is idle after each message, and
// serves a correct next read. Seeded: a failure names the message that caused it.
import { describe, expect, it } from 'vitest';
import type { BusFault } from '../../host-tools/bus/bus-fault';
import type { TransferMessage } from '../../host-tools/client/transfer';
import { Random } from '../../host-tools/sim/random';
import { makeTypescriptBench } from '../conformance/typescript-bench';
import { crc8 } from '../support/crc8';

const MESSAGES = 50_000;
const CODE = 0x88;
const REPLY = [0x8b, 0xca];
const CODES = [0x01, 0x03, 0x1a, 0x79, CODE, 0x0f, 0xff];

function randomFault(random: Random): BusFault {
  const byte = random.below(6);
  switch (random.below(6)) {
    case 0:
      return { kind: 'flip', byte, mask: 1 << random.below(8) };
    case 1:
      return { kind: 'nack', byte };
    case 2:
      return { kind: 'stuck-scl', byte, milliseconds: 1 + random.below(50) };
    case 3:
      return { kind: 'stuck-sda', byte };
    case 4:
      return { kind: 'arbitration', byte };
    default:
      return { kind: 'short', byte };
  }
}

function randomMessages(random: Random, address: number): TransferMessage[] {
  const messages: TransferMessage[] = [];
  for (let left = 1 + random.below(3); left > 0; left--) {
    const to = random.below(10) === 0 ? random.below(128) : address;
    if (random.below(3) === 0) {
      messages.push({ address: to, read: random.below(8), block: random.below(4) === 0 });
      continue;
    }
    const bytes = [
      CODES[random.below(CODES.length)]!,
      ...Array.from({ length: random.below(5) }, () => random.below(256)),
    ];
    if (random.below(2) === 0) bytes.push(crc8([to << 1, ...bytes]));
    messages.push({ address: to, write: Uint8Array.from(bytes.slice(0, random.below(8))) });
  }
  return messages;
}

describe.each(['nack', 'poison'] as const)('target port under generated messages, profile %s', (profile) => {
  it(`is idle and right after each of ${MESSAGES} messages`, async () => {
    const bench = await makeTypescriptBench(profile);
    const random = new Random(profile === 'nack' ? 11 : 12);
    await bench.publish(CODE, REPLY);
    await bench.publish(0x79, [0, 8]);
    await bench.accept(0x01, 1, 1);
    await bench.accept(0x03, 0, 0);
    await bench.accept(0x79, 1, 2);
    await bench.acceptProcess(0x1a, 1, 3);
    const expected = [...REPLY, crc8([bench.address << 1, CODE, (bench.address << 1) | 1, ...REPLY])];
    let faults = 0;
    for (let i = 0; i < MESSAGES; i++) {
      if (random.below(2) === 0) {
        faults++;
        await bench.inject(randomFault(random));
      }
      await bench.transfer(randomMessages(random, bench.address));
      for (let taken = await bench.take(); taken; taken = await bench.take()) await bench.done(taken.token);
      const next = await bench.transfer([
        { address: bench.address, write: Uint8Array.of(CODE) },
        { address: bench.address, read: 3 },
      ]);
      if (next.status !== 'ok' || next.stretchedUs !== 0) expect.fail(`message ${i}: the next read is ${next.status}`);
      expect([...next.read[0]!]).toEqual(expected);
    }
    process.stdout.write(`target fuzz ${profile}: ${MESSAGES} messages, ${faults} with a fault, 0 wrong reads after\n`);
  });
});
