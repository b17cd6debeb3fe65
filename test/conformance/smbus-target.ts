// Conformance suite of the SMBus target port: firmware/io/smbus-target/README.md, rule by rule. Every implementation runs it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Counter } from '../../firmware/io/smbus-target/counters';
import { crc8 } from '../support/crc8';
import type { BenchResult, MakeBench, TargetBench } from './target-bench';

const CODE = 0x88;
const OTHER = 0x8b;
const WRITABLE = 0x01;
const SEND = 0x03;
const UNKNOWN = 0x0f;
const PROCESS = 0x1a;

export function smbusTargetConformance(
  place: string,
  makeBench: MakeBench,
  profiles: readonly ('nack' | 'poison')[] = ['nack', 'poison'],
): void {
  for (const profile of profiles) {
    describe(`smbus-target on ${place}, profile ${profile}`, () => {
      let bench: TargetBench;
      beforeEach(async () => {
        bench = await makeBench(profile);
        await bench.publish(CODE, [0x8b, 0xca]);
        await bench.publish(WRITABLE, [0x80]);
        await bench.accept(WRITABLE, 1, 1);
        await bench.accept(SEND, 0, 0);
        await bench.acceptProcess(PROCESS, 2, 2);
      });
      afterEach(() => bench.close());

      const w = () => (bench.address << 1) | 0;
      const r = () => (bench.address << 1) | 1;
      const write = (...bytes: number[]) => bench.transfer([{ address: bench.address, write: Uint8Array.from(bytes) }]);
      const writeWithPec = (...bytes: number[]) => write(...bytes, crc8([w(), ...bytes]));
      const readMessages = (length: number, ...code: number[]) => [
        { address: bench.address, write: Uint8Array.from(code) },
        { address: bench.address, read: length },
      ];
      const read = (code: number, length: number) => bench.transfer(readMessages(length, code));
      /** For no software: a port that answers in an interrupt holds SCL for as long as that takes. */
      const expectUnstretched = (result: BenchResult) =>
        expect(result.stretchedUs).toBeLessThanOrEqual(bench.interruptStretchUs ?? 0);
      const count = async (counter: number) => (await bench.counters())[counter];

      /** The write was refused: on the wire in profile nack, by having no effect in both. */
      const expectWriteRefused = async (result: BenchResult, counter: number, acknowledged: string) => {
        expect(result.status).toBe(profile === 'nack' ? 'data-nack' : 'ok');
        if (profile === 'nack') expect(result.acknowledged).toBe(acknowledged);
        expect(await bench.take()).toBeUndefined();
        expect(await count(counter)).toBe(1);
        expect(await bench.refusals()).toBe(1);
      };
      /** The read was refused: NACK, or bytes of which none is a valid PEC of those before it. */
      const expectReadRefused = (result: BenchResult, code: number) => {
        if (profile === 'nack') {
          expect(result.status).not.toBe('ok');
          expect(result.read).toHaveLength(0);
          return;
        }
        expect(result.status).toBe('ok');
        const bytes = [...result.read[0]!];
        expect(bytes[0]).toBe(0xff);
        for (let n = 1; n < bytes.length; n++) {
          expect(bytes[n], `byte ${n} would be a valid PEC`).not.toBe(crc8([w(), code, r(), ...bytes.slice(0, n)]));
        }
      };

      it('serves a published reply with its PEC', async () => {
        const result = await read(CODE, 3);
        expect([...result.read[0]!]).toEqual([0x8b, 0xca, crc8([w(), CODE, r(), 0x8b, 0xca])]);
        expectUnstretched(result);
        expect(await count(Counter.reads)).toBe(1);
      });

      it('gives 0xFF behind the PEC and ends cleanly where the controller reads less', async () => {
        expect([...(await read(CODE, 5)).read[0]!].slice(3)).toEqual([0xff, 0xff]);
        expect([...(await read(CODE, 1)).read[0]!]).toEqual([0x8b]);
        expect([...(await read(CODE, 2)).read[0]!]).toEqual([0x8b, 0xca]);
      });

      it('serves the newest reply, and refuses a withdrawn one', async () => {
        await bench.publish(CODE, [0x11, 0x22]);
        expect([...(await read(CODE, 2)).read[0]!]).toEqual([0x11, 0x22]);
        await bench.withdraw(CODE);
        expectReadRefused(await read(CODE, 3), CODE);
        expect(await count(Counter.unknownCode)).toBe(1);
      });

      it('keeps the bytes that a read under way began with', async () => {
        const reading = bench.begin(readMessages(3, CODE));
        await bench.advance(0.45);
        await bench.publish(CODE, [0x55, 0x66]);
        await bench.advance(5);
        expect([...(await reading).read[0]!]).toEqual([0x8b, 0xca, crc8([w(), CODE, r(), 0x8b, 0xca])]);
      });

      it('serves a block of 255 bytes', async () => {
        const block = [255, ...Array.from({ length: 255 }, (_, i) => (i * 7) & 0xff)];
        await bench.publish(OTHER, block);
        const bytes = [...(await read(OTHER, 257)).read[0]!];
        expect(bytes).toEqual([...block, crc8([w(), OTHER, r(), ...block])]);
      });

      it('refuses a code that it does not know', async () => {
        const result = await read(UNKNOWN, 33);
        expectReadRefused(result, UNKNOWN);
        if (profile === 'nack') expect(result.acknowledged).toBe('+-');
        expect(await count(Counter.unknownCode)).toBe(1);
        expect(await count(Counter.lastRefusedCode)).toBe(UNKNOWN);
      });

      it('never answers a refused read with a valid PEC, for any code', async () => {
        for (let code = 0; code < 256; code++) {
          if ([CODE, WRITABLE, SEND, PROCESS].includes(code)) continue;
          expectReadRefused(await read(code, 4), code);
        }
      });

      it('refuses to read a code that can only be written', async () => {
        const result = await read(SEND, 2);
        expectReadRefused(result, SEND);
        if (profile === 'nack') expect(result.acknowledged).toBe('++-');
      });

      it('queues a write with a good PEC and announces it once', async () => {
        expect((await writeWithPec(WRITABLE, 0x00)).status).toBe('ok');
        await bench.advance(1);
        expect(await bench.announcements()).toBe(1);
        expect(await bench.take()).toMatchObject({ bytes: [WRITABLE, 0x00] });
        expect(await bench.take()).toBeUndefined();
        expect(await count(Counter.writes)).toBe(1);
      });

      it('takes a send byte', async () => {
        await writeWithPec(SEND);
        expect(await bench.take()).toMatchObject({ bytes: [SEND] });
      });

      it('refuses a wrong PEC on the PEC', async () => {
        const good = crc8([w(), WRITABLE, 0x00]);
        await expectWriteRefused(await write(WRITABLE, 0x00, good ^ 0x01), Counter.badPec, '+++-');
      });

      it('refuses a write without a PEC, known at STOP', async () => {
        expect((await write(WRITABLE, 0x00)).status).toBe('ok');
        expect(await bench.take()).toBeUndefined();
        expect(await count(Counter.wrongLength)).toBe(1);
      });

      it('refuses a code alone', async () => {
        await write(WRITABLE);
        expect(await bench.take()).toBeUndefined();
        expect(await count(Counter.wrongLength)).toBe(1);
      });

      it('refuses a byte too many on that byte', async () => {
        const result = await write(WRITABLE, 0x00, crc8([w(), WRITABLE, 0x00]), 0x00);
        await expectWriteRefused(result, Counter.wrongLength, '++++-');
      });

      it('refuses a write to a code that cannot be written, on the first byte behind the code', async () => {
        await expectWriteRefused(await writeWithPec(CODE, 1, 2), Counter.notWritable, '++-');
      });

      it('refuses a write once it is forbidden, and takes it again once accepted', async () => {
        await bench.forbid(WRITABLE);
        await expectWriteRefused(await writeWithPec(WRITABLE, 0x00), Counter.notWritable, '++-');
        await bench.accept(WRITABLE, 1, 1);
        await writeWithPec(WRITABLE, 0x00);
        expect(await bench.take()).toMatchObject({ bytes: [WRITABLE, 0x00] });
      });

      it('takes each length of an open range, and finds a wrong PEC at STOP', async () => {
        await bench.accept(OTHER, 1, 2);
        await writeWithPec(OTHER, 0xaa);
        await writeWithPec(OTHER, 0xaa, 0xbb);
        expect(await bench.take()).toMatchObject({ bytes: [OTHER, 0xaa] });
        expect(await bench.take()).toMatchObject({ bytes: [OTHER, 0xaa, 0xbb] });
        await write(OTHER, 0xaa, crc8([w(), OTHER, 0xaa]) ^ 0xff);
        expect(await bench.take()).toBeUndefined();
        expect(await count(Counter.badPec)).toBe(1);
      });

      it('holds eight writes in order, each with a token of its own, and refuses the ninth as busy', async () => {
        for (let i = 0; i < 8; i++) expect((await writeWithPec(WRITABLE, i)).status).toBe('ok');
        const ninth = await writeWithPec(WRITABLE, 8);
        expect(ninth.status).toBe(profile === 'nack' ? 'data-nack' : 'ok');
        expect(await count(Counter.busy)).toBe(1);
        const tokens = new Set<number>();
        for (let i = 0; i < 8; i++) {
          const taken = await bench.take();
          expect(taken?.bytes).toEqual([WRITABLE, i]);
          tokens.add(taken!.token);
        }
        expect(tokens.size).toBe(8);
        expect(await bench.take()).toBeUndefined();
      });

      it('lets a read wait until the write before it is done, and serves what was published then', async () => {
        await writeWithPec(WRITABLE, 0x00);
        const reading = bench.begin(readMessages(2, WRITABLE));
        await bench.advance(4);
        const taken = await bench.take();
        await bench.publish(WRITABLE, [0x00]);
        await bench.done(taken!.token);
        await bench.advance(2);
        const result = await reading;
        expect([...result.read[0]!]).toEqual([0x00, crc8([w(), WRITABLE, r(), 0x00])]);
        expect(result.stretchedUs).toBeGreaterThan(3000);
        expect(result.stretchedUs).toBeLessThan(4500);
      });

      it('waits for every write before it, in whatever order they are done', async () => {
        await writeWithPec(WRITABLE, 0x00);
        await writeWithPec(WRITABLE, 0x80);
        const reading = bench.begin(readMessages(2, WRITABLE));
        await bench.advance(1);
        const first = await bench.take();
        const second = await bench.take();
        await bench.done(second!.token);
        await bench.advance(2);
        await bench.publish(WRITABLE, [0x40]);
        await bench.done(first!.token);
        await bench.advance(2);
        expect([...(await reading).read[0]!][0]).toBe(0x40);
      });

      it('refuses the read where the write is not done within 10 ms, and serves the next one', async () => {
        await writeWithPec(WRITABLE, 0x00);
        const result = await read(WRITABLE, 2);
        expectReadRefused(result, WRITABLE);
        expect(result.stretchedUs).toBeGreaterThanOrEqual(9900);
        expect(result.stretchedUs).toBeLessThanOrEqual(10_100);
        expect(await count(Counter.barrierExpired)).toBe(1);
        await bench.done((await bench.take())!.token);
        expect((await read(WRITABLE, 2)).status).toBe('ok');
      });

      it('ignores a token that is not out', async () => {
        await writeWithPec(WRITABLE, 0x00);
        const { token } = (await bench.take())!;
        await bench.done(token + 1);
        await bench.done(0);
        expectReadRefused(await read(WRITABLE, 2), WRITABLE);
        await bench.done(token);
        await bench.done(token);
        expectUnstretched(await read(WRITABLE, 2));
      });

      it('never stretches a read while no write is pending', async () => {
        for (let i = 0; i < 20; i++) expectUnstretched(await read(CODE, 3));
      });

      it('acknowledges a zero-length write and a bare read as probes', async () => {
        expect((await write()).status).toBe('ok');
        const bare = await bench.transfer([{ address: bench.address, read: 1 }]);
        expect(bare.status).toBe('ok');
        expect([...bare.read[0]!]).toEqual([0xff]);
        expect(await count(Counter.probes)).toBe(2);
        expect(await bench.refusals()).toBe(0);
        expect(await bench.announcements()).toBe(0);
      });

      it('answers a process call with what is published for it', async () => {
        const call = bench.begin(readMessages(3, PROCESS, 0x12, 0x34));
        await bench.advance(2);
        const taken = await bench.take();
        expect(taken?.bytes).toEqual([PROCESS, 0x12, 0x34]);
        await bench.publish(PROCESS, [0x01, 0x9c]);
        await bench.done(taken!.token);
        await bench.advance(2);
        const sent = [w(), PROCESS, 0x12, 0x34, r(), 0x01, 0x9c];
        expect([...(await call).read[0]!]).toEqual([0x01, 0x9c, crc8(sent)]);
      });

      it('refuses a process call of a wrong length, of a code without one, and one that takes too long', async () => {
        expectReadRefused2(await bench.transfer(readMessages(3, PROCESS, 0x12)));
        expect(await count(Counter.wrongLength)).toBe(1);
        expectReadRefused2(await bench.transfer(readMessages(3, WRITABLE, 0x12)));
        expect(await count(Counter.notWritable)).toBe(1);
        expectReadRefused2(await bench.transfer(readMessages(3, PROCESS, 0x12, 0x34)));
        expect(await count(Counter.barrierExpired)).toBe(1);
      });
      const expectReadRefused2 = (result: BenchResult) => {
        if (profile === 'nack') expect(result.read).toHaveLength(0);
        else expect(result.read[0]![0]).toBe(0xff);
      };

      it('refuses writes as busy while suspended, goes on with reads, and cannot be suspended with a write pending', async () => {
        expect(await bench.suspend()).toBe(true);
        await expectWriteRefused(await writeWithPec(WRITABLE, 0x00), Counter.busy, '++-');
        expectUnstretched(await read(CODE, 3));
        await bench.resume();
        await writeWithPec(WRITABLE, 0x00);
        expect(await bench.suspend()).toBe(false);
        const { token } = (await bench.take())!;
        expect(await bench.suspend()).toBe(false);
        await bench.done(token);
        expect(await bench.suspend()).toBe(true);
      });

      it('drops a write that a START cuts off', async () => {
        await bench.inject({ kind: 'arbitration', byte: 2 });
        expect((await writeWithPec(WRITABLE, 0x00)).status).toBe('arbitration-lost');
        expect((await read(CODE, 3)).status).toBe('ok');
        expect(await bench.take()).toBeUndefined();
      });

      it('refuses a write that a STOP cuts short', async () => {
        await bench.inject({ kind: 'short', byte: 2 });
        await writeWithPec(WRITABLE, 0x00);
        expect(await bench.take()).toBeUndefined();
        expect(await count(Counter.wrongLength)).toBe(1);
      });

      it('goes idle when SCL is low for 25 ms, and serves the next read', async () => {
        await bench.inject({ kind: 'stuck-scl', byte: 2, milliseconds: 40 });
        expect((await writeWithPec(WRITABLE, 0x00)).status).toBe('timeout');
        expect(await count(Counter.clockTimeout)).toBe(1);
        expect(await bench.take()).toBeUndefined();
        expect((await read(CODE, 3)).status).toBe('ok');
      });

      it('takes no notice of other addresses', async () => {
        const result = await bench.transfer([{ address: bench.address ^ 1, write: Uint8Array.of(CODE) }]);
        expect(result.status).toBe('address-nack');
        expect(await count(Counter.probes)).toBe(0);
      });

      it('is silent once closed; closing twice is nothing; all else throws', async () => {
        await bench.closePort();
        await bench.closePort();
        expect((await read(CODE, 3)).status).toBe('address-nack');
        await expect(bench.publish(CODE, [0, 0])).rejects.toThrow();
        await expect(bench.take()).rejects.toThrow();
      });
    });
  }
}
