// What a start looked like: the time since the gate, the largest current since.
import { expect, it } from 'vitest';
import { StartWatch } from '../../firmware/power/start-watch';
import { milliseconds } from '../../firmware/units/time';

const watchOf = (...milliamps: readonly number[]): StartWatch => {
  const watch = new StartWatch();
  watch.begin(milliseconds(1000));
  for (const each of milliamps) watch.see(each);
  return watch;
};

it('keeps the largest current, wherever it comes', () => {
  expect(watchOf(300, 1900, 472).peak).toBe(1900);
  expect(watchOf(1900, 300).peak).toBe(1900);
  expect(watchOf(300, 472).peak).toBe(472);
});

it('a start without a current has a peak of nothing', () => {
  expect(watchOf().peak).toBe(0);
  expect(watchOf(0, -3).peak).toBe(0);
});

it('counts from the gate, over the end of the clock too', () => {
  expect(watchOf().duration(milliseconds(1037))).toBe(37);
  const watch = new StartWatch();
  watch.begin(milliseconds(0x7fff_fff0));
  expect(watch.duration(milliseconds(-0x7fff_fff0))).toBe(32);
});

it('the next start has a peak and a time of its own', () => {
  const watch = watchOf(1900);
  watch.begin(milliseconds(5000));
  expect([watch.peak, watch.duration(milliseconds(5010))]).toEqual([0, 10]);
  watch.see(472);
  expect(watch.peak).toBe(472);
});
