// The PIO target at its pins: a controller model clocks the wires, the image on the emulated RP2040 answers.
import { expect, it } from 'vitest';
import { Counter } from '../../../firmware/io/smbus-target/counters';
import { crc8 } from '../../support/crc8';
import { Board, Mail } from './board';
import { cyclesOf, timingOf } from './controller';
import { describeImage } from './describe-image';
import { buildImage } from './image';

const ADDRESS = 0x12;
const W = ADDRESS << 1;
const R = W | 1;
const BLOCK = [32, ...Array.from({ length: 32 }, (_, n) => ((n + 1) * 7) & 0xff)];
const boardAt = (hertz: number) => new Board(buildImage(), timingOf(hertz));
const reading = (code: number, bytes: number) => [
  { address: ADDRESS, write: [code] },
  { address: ADDRESS, read: bytes },
];
const writing = (...bytes: number[]) => ({ address: ADDRESS, write: bytes });
const withPec = (...bytes: number[]) => writing(...bytes, crc8([W, ...bytes]));

for (const hertz of [100_000, 400_000, 1_000_000]) {
  describeImage(`PIO target at ${hertz / 1000} kHz`, () => {
    it('reads a byte, a word and a block of 32, with their PEC', () => {
      const board = boardAt(hertz);
      for (const [code, bytes] of [
        [0x01, [0x80]],
        [0x88, [0x8b, 0xca]],
        [0x9a, BLOCK],
      ] as [number, number[]][]) {
        const { acknowledged, read } = board.transfer(...reading(code, bytes.length + 1));
        expect(acknowledged).toBe('+++');
        expect(read).toEqual([...bytes, crc8([W, code, R, ...bytes])]);
      }
      expect(board.counter(Counter.reads)).toBe(3);
      expect(board.counter(Counter.collisions)).toBe(0);
    });

    it('takes writes of a byte, of a block, and a code alone; a read behind them finds them done', () => {
      const board = boardAt(hertz);
      expect(board.transfer(withPec(0x01, 0x40)).acknowledged).toBe('++++');
      expect(board.transfer(...reading(0x01, 2)).read).toEqual([0x40, crc8([W, 0x01, R, 0x40])]);
      expect(board.transfer(withPec(0xd4, 4, 1, 2, 3, 4)).acknowledged).toBe('+'.repeat(8));
      board.run(1);
      expect(board.lastWrite).toEqual([0xd4, 4, 1, 2, 3, 4, 0, 0]);
      expect(board.transfer(withPec(0x03)).acknowledged).toBe('+++');
      board.run(1);
      expect(board.read(Mail.taken)).toBe(3);
    });

    it('refuses the byte that is wrong: unknown code, no write allowed, bad PEC, a byte too many', () => {
      const board = boardAt(hertz);
      expect(board.transfer(...reading(0x0f, 3)).acknowledged).toBe('+-');
      expect(board.transfer(withPec(0x88, 1)).acknowledged).toBe('++-');
      expect(board.transfer(writing(0x01, 0x00, crc8([W, 0x01, 0x00]) ^ 1)).acknowledged).toBe('+++-');
      expect(board.transfer(writing(0x01, 0x00, crc8([W, 0x01, 0x00]), 0)).acknowledged).toBe('++++-');
      expect(board.transfer(...reading(0x03, 2)).acknowledged).toBe('++-');
      board.run(1);
      expect(board.read(Mail.taken)).toBe(0);
      expect(
        [Counter.unknownCode, Counter.notWritable, Counter.badPec, Counter.wrongLength].map((c) => board.counter(c)),
      ).toEqual([2, 1, 1, 1]);
      expect(board.transfer(...reading(0x88, 3)).acknowledged).toBe('+++');
    });

    it('answers a process call, by a repeated START', () => {
      const { read } = boardAt(hertz).transfer(
        { address: ADDRESS, write: [0x1a, 0x12, 0x34] },
        { address: ADDRESS, read: 3 },
      );
      expect(read).toEqual([0x12, 0x34, crc8([W, 0x1a, 0x12, 0x34, R, 0x12, 0x34])]);
    });

    it('lets others’ messages pass without touching the wires', () => {
      const board = boardAt(hertz);
      let pulls = 0;
      for (const wire of [board.scl, board.sda]) wire.onChange(() => (pulls += Number(wire.isPulledBy('target'))));
      expect(board.transfer({ address: 0x13, write: [0x88] }, { address: 0x13, read: 3 }).acknowledged).toBe('-');
      expect(board.transfer({ address: 0x0c, read: 1 }).acknowledged).toBe('-');
      expect(pulls).toBe(0);
      expect(board.counter(Counter.probes)).toBe(0);
    });
  });
}

describeImage('PIO target, once', () => {
  it('acknowledges what scanners do', () => {
    const board = boardAt(100_000);
    expect(board.transfer(writing()).acknowledged).toBe('+');
    expect(board.transfer({ address: ADDRESS, read: 1 }).read).toEqual([0xff]);
    board.run(1);
    expect(board.counter(Counter.probes)).toBe(2);
  });

  it('stretches a read until the write before it is done, 10 ms at the most, then refuses its address', () => {
    const board = boardAt(400_000);
    board.write(Mail.holdWrites, 1);
    board.transfer(withPec(0x01, 0x40));
    const { acknowledged, stretches } = board.transfer(...reading(0x01, 2));
    expect(acknowledged).toBe('++-');
    expect(stretches).toHaveLength(1);
    expect(stretches[0]!.clock).toBe(27);
    expect(stretches[0]!.cycles / 125_000).toBeCloseTo(10, 1);
    board.write(Mail.holdWrites, 0);
    board.run(6);
    expect(board.transfer(...reading(0x01, 2)).read[0]).toBe(0x40);
  });

  it('gives its address to an alert response, once, and only where no lower address won', () => {
    const board = boardAt(100_000);
    board.write(Mail.alert, 1);
    board.run(6);
    // Another device with address 0x10 answers the same alert response: bits 0010 000 and 1 against 0010 010.
    const arbitrated = board.controller.begin([{ address: 0x0c, read: 1 }]);
    let clocks = 0;
    board.scl.onChange((level) => {
      if (!level) clocks++;
      if (!level && clocks >= 10 && clocks <= 18)
        board.sda.pull('other', ((0x20 >> (17 - clocks)) & 1) === 0 && clocks < 18);
    });
    board.runUntil(() => arbitrated.done, 10);
    expect(arbitrated.read).toEqual([0x20]);
    board.run(6);
    expect(board.read(Mail.alert)).toBe(2);
    expect(board.transfer({ address: 0x0c, read: 1 }).read).toEqual([W]);
    board.run(6);
    expect(board.read(Mail.alert)).toBe(0);
    expect(board.transfer({ address: 0x0c, read: 1 }).acknowledged).toBe('-');
  });

  it('drops a message that a START cuts off in the middle of a byte, and answers the next', () => {
    const board = boardAt(400_000);
    const { controller } = board;
    board.play(
      (function* () {
        yield* controller.start();
        yield* controller.byteOut(W);
        yield* controller.byteOut(0x01);
        for (let bit = 0; bit < 3; bit++) yield* controller.bit(true);
        yield* controller.start();
        yield* controller.byteOut(W);
        yield* controller.byteOut(0x88);
        yield* controller.start();
        yield* controller.byteOut(R);
        for (let n = 0; n < 3; n++) yield* controller.byteIn(n === 2);
        yield* controller.stop();
      })(),
    );
    expect(controller.outcome.read).toEqual([0x8b, 0xca, crc8([W, 0x88, R, 0x8b, 0xca])]);
    expect(board.read(Mail.taken)).toBe(0);
  });

  it('goes idle when SCL is low for 25 to 35 ms, lets go of SDA, and answers the next read', () => {
    const board = boardAt(100_000);
    const { controller } = board;
    const held: number[] = [];
    board.play(
      (function* () {
        yield* controller.start();
        yield* controller.byteOut(W);
        yield* controller.byteOut(0x01);
        yield* controller.start();
        yield* controller.byteOut(R);
        for (let bit = 0; bit < 3; bit++) yield* controller.bit(true);
        yield { cycles: cyclesOf(20e6) };
        held.push(Number(board.sda.isPulledBy('target')));
        yield { cycles: cyclesOf(15e6) };
        held.push(Number(board.sda.isPulledBy('target')));
        yield* controller.stop();
      })(),
    );
    expect(held).toEqual([1, 0]);
    board.run(6);
    expect(board.counter(Counter.clockTimeout)).toBe(1);
    expect(board.transfer(...reading(0x88, 3)).read).toEqual([0x8b, 0xca, crc8([W, 0x88, R, 0x8b, 0xca])]);
  });

  it('answers through a flash erase from RAM alone, and refuses writes as busy', () => {
    const board = boardAt(400_000);
    board.write(Mail.erase, 1);
    board.runUntil(() => board.read(Mail.erase) === 2, 10);
    board.watchFlash = true;
    expect(board.transfer(...reading(0x9a, 34)).read).toEqual([...BLOCK, crc8([W, 0x9a, R, ...BLOCK])]);
    expect(board.transfer(withPec(0x01, 0x40)).acknowledged).toBe('++-');
    board.run(45);
    expect(board.flashReads).toBe(0);
    board.watchFlash = false;
    board.write(Mail.erase, 0);
    board.run(6);
    expect(board.counter(Counter.busy)).toBe(1);
    expect(board.transfer(withPec(0x01, 0x40)).acknowledged).toBe('++++');
  });
});
