// The bootloader's model: what is swapped, reverted and refused; and power lost at every operation of the flash.
import { afterAll, describe, expect, it } from 'vitest';
import { PowerLost, TORN, type Torn } from '../../host-tools/flash/nor-flash';
import { Random } from '../../host-tools/sim/random';
import { Board, imageOf, SLOT_BYTES } from './bench';

const OLD = imageOf('1.0.0', 14_000, 1);
const NEW = imageOf('2.0.0', 22_000, 2);
const figures: string[] = [];
afterAll(() => {
  process.stdout.write(`${figures.join('\n')}\n`);
});

/** A board with `OLD` confirmed, and `NEW` uploaded and asked for. */
function updated(kind: 'test' | 'permanent'): Board {
  const board = new Board(OLD);
  board.start.upload(NEW);
  board.start.request(kind);
  return board;
}

/** After a trial that nobody confirmed. */
function onTrial(): Board {
  const board = updated('test');
  board.start.boot();
  return board;
}

describe('an update', () => {
  it('nothing asked for: slot 0 boots, and nothing is written', () => {
    const board = new Board(OLD);
    const { operations } = board.flash;
    expect(board.start.boot()).toEqual({ booted: true, action: 'none' });
    expect(board.flash.operations).toBe(operations);
  });

  it('on trial: it runs, and without a confirmation the next start goes back for good', () => {
    const board = updated('test');
    expect(board.start.boot()).toEqual({ booted: true, action: 'test' });
    expect([board.runs(NEW), board.has(OLD)]).toEqual([true, true]);
    expect(board.start.boot()).toEqual({ booted: true, action: 'revert' });
    expect(board.runs(OLD)).toBe(true);
    for (let i = 0; i < 3; i++) expect(board.start.boot()).toEqual({ booted: true, action: 'none' });
  });

  it('confirmed: it stays, and can be updated again', () => {
    const board = onTrial();
    board.start.confirm();
    expect(board.start.boot()).toEqual({ booted: true, action: 'none' });
    const next = imageOf('3.0.0', 9000, 3);
    board.start.upload(next);
    board.start.request('test');
    expect(board.start.boot().action).toBe('test');
    expect([board.runs(next), board.has(NEW)]).toEqual([true, true]);
    expect(board.start.boot().action).toBe('revert');
    expect(board.runs(NEW)).toBe(true);
  });

  it('for good: it runs and stays', () => {
    const board = updated('permanent');
    expect(board.start.boot()).toEqual({ booted: true, action: 'permanent' });
    expect(board.start.boot()).toEqual({ booted: true, action: 'none' });
    expect(board.runs(NEW)).toBe(true);
  });

  it.each([
    ['with a flipped bit', (image: Uint8Array) => image.with(5000, image[5000]! ^ 1)],
    ['with a lower security counter', () => imageOf('1.9.0', 5000, 0)],
    ['that is no image', () => new Uint8Array(3000).fill(0x55)],
  ])('%s is refused: slot 1 is erased, what ran runs', (_, spoil) => {
    const board = new Board(OLD);
    board.start.upload(spoil(NEW));
    board.start.request('test');
    expect(board.start.boot()).toEqual({ booted: true, action: 'refused' });
    expect(board.flash.read(SLOT_BYTES, SLOT_BYTES).every((byte) => byte === 0xff)).toBe(true);
    expect(board.start.boot()).toEqual({ booted: true, action: 'none' });
    expect(board.runs(OLD)).toBe(true);
  });

  it('with an equal security counter is taken', () => {
    const board = new Board(OLD);
    board.start.upload(imageOf('0.9.0', 5000, 1));
    board.start.request('test');
    expect(board.start.boot().action).toBe('test');
  });

  it('larger than a slot less two sectors is not uploaded', () => {
    const board = new Board(OLD);
    const most = SLOT_BYTES - 2 * 4096;
    const { operations } = board.flash;
    expect(() => board.start.upload(new Uint8Array(most + 1))).toThrow(`larger than ${most} bytes`);
    expect(board.flash.operations).toBe(operations);
    const largest = imageOf('2.0.0', most - 700, 2);
    board.start.upload(largest);
    board.start.request('test');
    expect(board.start.boot().action).toBe('test');
    expect(board.runs(largest)).toBe(true);
    expect(board.start.boot().action).toBe('revert');
    expect(board.runs(OLD)).toBe(true);
  });
});

/** Starts until one is not cut. @returns the number of starts */
function startsUntilUp(board: Board, cutAgain: (start: number) => void): number {
  for (let start = 1; ; start++) {
    cutAgain(start);
    try {
      board.start.boot();
      board.flash.uncut();
      return start;
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
    }
  }
}

const CASES = [
  { name: 'swap for a trial', make: () => updated('test'), after: NEW, confirmed: OLD },
  { name: 'swap for good', make: () => updated('permanent'), after: NEW, confirmed: OLD },
  { name: 'revert', make: onTrial, after: OLD, confirmed: OLD },
] as const;

describe.each(CASES)('power lost in a $name', ({ name, make, after, confirmed }) => {
  const countOperations = (): readonly [number, number] => {
    const board = make();
    const from = board.flash.operations;
    board.start.boot();
    return [from, board.flash.operations];
  };

  it('at every operation, in every way: the next start ends it, and the confirmed image is never lost', () => {
    const [from, to] = countOperations();
    let starts = 0;
    let reverted = 0;
    for (let at = from; at < to; at++) {
      for (const torn of TORN) {
        const board = make();
        board.flash.cutAt(at, torn, new Random(at));
        starts += startsUntilUp(board, () => {});
        // A cut behind the last write of a trial is a trial that failed: it goes back.
        const failedTrial = at === to - 1 && !board.runs(after);
        if (failedTrial) expect(name).toBe('swap for a trial');
        expect(board.runs(failedTrial ? confirmed : after)).toBe(true);
        reverted += failedTrial ? 1 : 0;
        expect(board.has(confirmed)).toBe(true);
        expect(board.start.boot().booted).toBe(true);
      }
    }
    figures.push(
      `power lost in a ${name}: ${to - from} operations x ${TORN.length} ways, ${starts} starts: ${reverted} trials counted as failed, all others ended as without a cut`,
    );
  });

  it('again and again, at random places: a valid image boots, and the confirmed one is never lost', () => {
    const random = new Random(1);
    let cuts = 0;
    let other = 0;
    for (let run = 0; run < 300; run++) {
      const board = make();
      startsUntilUp(board, (start) => {
        if (start > 6) return;
        cuts++;
        const torn: Torn = TORN[random.below(TORN.length)]!;
        board.flash.cutAt(board.flash.operations + random.below(250), torn, random);
      });
      if (!board.runs(after)) other++;
      expect(board.has(confirmed)).toBe(true);
      expect(board.start.boot().booted).toBe(true);
      expect(board.has(confirmed)).toBe(true);
    }
    figures.push(
      `power lost again and again in a ${name}: 300 runs with ${cuts} cuts armed; ${other} ended with the other image`,
    );
  });
});
