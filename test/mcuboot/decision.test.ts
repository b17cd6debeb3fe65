// Which swap the trailers ask for, laid out as in MCUboot's docs/design.md, "New swaps (non-resumes)", and entered from there again.
import { describe, expect, it } from 'vitest';
import { SwapType, swapTypeOf } from '../../host-tools/mcuboot/decision';
import type { Flag, Magic } from '../../host-tools/mcuboot/trailer';

const MAGICS: readonly Magic[] = ['good', 'unset', 'bad'];
const FLAGS: readonly Flag[] = ['set', 'unset', 'bad'];
const states = MAGICS.flatMap((magic) =>
  FLAGS.flatMap((imageOk) => FLAGS.map((copyDone) => ({ magic, imageOk, copyDone }))),
);

describe('swap type', () => {
  it('of all 729 pairs of trailers', () => {
    const counts = { none: 0, test: 0, permanent: 0, revert: 0 };
    for (const primary of states) {
      for (const secondary of states) {
        const asked = secondary.magic === 'good';
        let expected: keyof typeof counts = 'none';
        if (asked && secondary.imageOk === 'unset') expected = secondary.copyDone === 'set' ? 'revert' : 'test';
        else if (asked && secondary.imageOk === 'set') expected = 'permanent';
        else if (primary.magic === 'good' && primary.imageOk === 'unset' && primary.copyDone === 'set')
          expected = 'revert';
        expect(swapTypeOf(primary, secondary)).toBe(SwapType[expected]);
        counts[expected]++;
      }
    }
    // 27 x 2 tests, 27 x 3 permanent; reverts: 27 of state I, and one of slot 0 with the 27 - 6 others of slot 1.
    expect(counts).toEqual({ test: 54, permanent: 81, revert: 27 + 21, none: 729 - 54 - 81 - 48 });
  });
});
