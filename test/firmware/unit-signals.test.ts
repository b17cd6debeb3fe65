// The lines to the unit: the request to shut itself down lasts as long as the machine is stopping it, the reset is a pulse, and a
// board may lack either.
import { beforeEach, expect, it } from 'vitest';
import { STATE_CODE } from '../../firmware/power/hot-swap-state';
import { noWish, type PowerWish } from '../../firmware/power/wish';
import { RESET_PULSE_MS, UnitSignals } from '../../firmware/unit-signals';
import { milliseconds } from '../../firmware/units/time';

let written: string[];
let wish: PowerWish;
let signals: UnitSignals;
const line = (name: string) => ({ write: (level: number): void => void written.push(`${name}=${level}`), close() {} });

beforeEach(() => {
  [written, wish] = [[], noWish()];
  signals = new UnitSignals({ shutdownRequestN: line('request'), resetN: line('reset') });
});

it('the request is pulled while the machine is stopping the unit, and written on a change alone', () => {
  const { on, stopping, off } = STATE_CODE;
  for (const state of [on, stopping, stopping, off, off, stopping, on]) signals.follow(state, wish, milliseconds(0));
  expect(written).toEqual(['request=0', 'request=1', 'request=0', 'request=1']);
});

it('a reset is a pulse of its length, struck out of the wish', () => {
  wish.reset = true;
  signals.follow(STATE_CODE.on, wish, milliseconds(1000));
  expect([written, wish.reset]).toEqual([['reset=0'], false]);
  signals.follow(STATE_CODE.on, wish, milliseconds(1000 + RESET_PULSE_MS - 1));
  expect(written).toEqual(['reset=0']);
  signals.follow(STATE_CODE.on, wish, milliseconds(1000 + RESET_PULSE_MS));
  signals.follow(STATE_CODE.on, wish, milliseconds(1000 + 2 * RESET_PULSE_MS));
  expect(written).toEqual(['reset=0', 'reset=1']);
});

it('without power there is nothing to reset', () => {
  wish.reset = true;
  signals.follow(STATE_CODE.off, wish, milliseconds(0));
  expect([written, wish.reset]).toEqual([[], false]);
});

it('a board without the lines does all of this in silence', () => {
  const bare = new UnitSignals({});
  wish.reset = true;
  for (const at of [0, RESET_PULSE_MS]) {
    bare.follow(STATE_CODE.on, wish, milliseconds(at));
    bare.follow(STATE_CODE.stopping, wish, milliseconds(at));
  }
  expect(wish.reset).toBe(false);
});
