// What a strike demands of a unit whose BMC could not tell of it.
import { expect, it } from 'vitest';
import { Random } from '../../host-tools/sim/random';
import { KINDS } from '../../host-tools/soak/kinds';
import type { Place } from '../../host-tools/soak/place';
import { Strike } from '../../host-tools/soak/strike';

/** A unit whose last erase before it lost its supply ended, or would have ended, at this time. */
const placeErasing = (untilMs: number): Place =>
  ({ unit: { hardware: { flash: { eraseBeforeLoss: untilMs * 1e6 } } } }) as unknown as Place;

function demandAt(name: string, beganMs: number, eraseUntilMs: number): true | undefined {
  const place = placeErasing(eraseUntilMs);
  const strike = new Strike(KINDS.find((kind) => kind.name === name)!, [place], new Random(1));
  strike.beganMs = beganMs;
  return strike.demandOf(place).optional;
}

it('(found by a soak) a tray that is pulled in an erase may leave no record: the supply is gone before the erase ends', () => {
  // Pulled at 1,189,103 ms; the erase that began at 1,189,102 would have ended at 1,189,147, the hold-up at 1,189,133.
  expect(demandAt('tray pulled', 1_189_103, 1_189_147)).toBe(true);
});

it('a tray that is pulled behind an erase leaves one', () => {
  expect(demandAt('tray pulled', 1_189_103, 1_189_102)).toBeUndefined();
});

it('a short is told of whatever the flash did: its BMC keeps its supply', () => {
  expect(demandAt('short', 1_189_103, 1_189_147)).toBeUndefined();
});
