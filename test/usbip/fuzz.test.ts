// 100,000 inputs that no kernel sends: mutated sessions, cut short, with absurd lengths, in random pieces. The rack answers throughout.
import { describe, expect, it } from 'vitest';
import { addressOfSlot } from '../../firmware/smbus/limits';
import { Random } from '../../host-tools/sim/random';
import type { Nanoseconds } from '../../host-tools/sim/scheduler';
import { Attachment } from '../../host-tools/usbip/attachment';
import { type Message, Parser, ProtocolError } from '../../host-tools/usbip/parser';
import { racksOf } from './fuzz-rack';
import { importOf, LIST, submit, unlink } from './kernel-client';

const INPUTS = 100_000;

/** A session that a kernel might have: a read, a block read, control requests, an unlink. */
function session(random: Random): Buffer {
  let sequence = 1;
  const out = (...bytes: number[]) => submit(sequence++, 2, false, bytes.length, Uint8Array.from(bytes));
  const into = () => submit(sequence++, 4, true, 64);
  const address = 2 * (0x10 + random.below(8));
  const parts = [
    submit(sequence++, 0, true, 18, Buffer.alloc(0), Buffer.from('8006000100001200', 'hex')),
    out(0x0c),
    into(),
    out(0x13, address, 0x13, random.below(256)),
    into(),
    into(),
    out(0x0e, 0x13, address | 1),
    into(),
    into(),
    out(0x14, 1, 0x14, 0),
    into(),
    into(),
    ...(random.below(2) === 0 ? [out(0x0d), into()] : []),
    unlink(sequence++, random.below(20)),
  ];
  return Buffer.concat(parts.slice(0, 1 + random.below(parts.length)));
}

function mutate(bytes: Buffer, random: Random): Buffer {
  const out = Buffer.from(bytes);
  for (let i = random.below(4); i > 0; i--) {
    const at = random.below(out.length);
    const kind = random.below(4);
    if (kind === 0) out[at] = random.below(256);
    else if (kind === 1) out[at]! ^= 1 << random.below(8);
    else if (kind === 2 && at + 4 <= out.length)
      out.writeUInt32BE([0, 0xffff_ffff, 0x7fff_ffff, 65_536][random.below(4)]!, at);
    else return out.subarray(0, at + 1);
  }
  return out;
}

describe('fuzz', () => {
  it('100,000 inputs: dropped with a reason or answered, and the bus is idle afterwards', async () => {
    const random = new Random(4);
    const bench = await racksOf();
    const outcomes = { dropped: 0, taken: 0, replies: 0 };
    for (let input = 0; input < INPUTS; input++) {
      const parser = new Parser();
      const isImported = random.below(8) > 0;
      parser.isImported = isImported;
      const attachment = new Attachment(bench.seat, () => outcomes.replies++);
      const bytes = mutate(isImported ? session(random) : Buffer.concat([LIST, importOf('1-2')]), random);
      try {
        for (let at = 0; at < bytes.length; ) {
          const length = 1 + random.below(bytes.length);
          parser.push(bytes.subarray(at, at + length));
          at += length;
          for (let message: Message | undefined = parser.next(); message !== undefined; message = parser.next()) {
            if (isImported) attachment.handle(message);
          }
        }
        outcomes.taken++;
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        outcomes.dropped++;
      }
      // Some clients vanish at once, others after their commands were carried out.
      if (random.below(4) === 0) await bench.run(1_000_000 as Nanoseconds);
      attachment.close();
      if (input % 1000 === 999) expect(await bench.readId(addressOfSlot(1))).toBe('Racklet');
    }
    bench.close();
    expect(outcomes.dropped + outcomes.taken).toBe(INPUTS);
    expect(Math.min(outcomes.dropped, outcomes.taken)).toBeGreaterThan(INPUTS / 100);
    process.stdout.write(
      `usbip fuzz: ${INPUTS} inputs, ${outcomes.dropped} dropped, ${outcomes.taken} taken, ${outcomes.replies} replies; the rack answered 100 times in between\n`,
    );
  }, 300_000);
});
