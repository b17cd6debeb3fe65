// Time of day and time since reset: counted from ticks of a clock that wraps after 49.7 days.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, milliseconds } from '../../firmware/units/time';
import { WallClock } from '../../firmware/units/wall-clock';

/** A clock that began at `start` and ran for each of `spans`. */
function run(spans: readonly number[], start = 0): { clock: WallClock; advance: (span: number) => void } {
  let now = milliseconds(start);
  const clock = new WallClock(now);
  const advance = (span: number): void => {
    now = after(now, span);
    clock.advance(now);
  };
  spans.forEach(advance);
  return { clock, advance };
}

describe('uptime: whole seconds since reset', () => {
  it.each([
    ['nothing', [], 0],
    ['a millisecond short', [999], 0],
    ['a second', [1000], 1],
    ['of many ticks', Array(250).fill(10), 2],
    ['of ticks that do not divide a second', Array(1000).fill(7), 7],
    ['of one long wait', [3_600_999], 3600],
    ['of no time', [0, 0], 0],
  ])('%s', (_, spans, seconds) => {
    expect(run(spans).clock.uptime).toBe(seconds);
  });

  it.each([
    ['2^31', 2 ** 31 - 500],
    ['2^32', 2 ** 32 - 500],
  ])('through %s of the clock', (_, start) => {
    expect(run([400, 300, 300], start).clock.uptime).toBe(1);
  });

  it('longer than the clock: fifty days, a tick of an hour', () => {
    expect(run(Array(1200).fill(3_600_000)).clock.uptime).toBe(50 * 86_400);
  });

  it('is the sum of all spans, whatever they are', () => {
    const span = fc.nat(20_000);
    fc.assert(
      fc.property(fc.array(span), fc.nat(0xffff_ffff), (spans, start) => {
        expect(run(spans, start).clock.uptime).toBe(Math.floor(spans.reduce((a, b) => a + b, 0) / 1000));
      }),
    );
  });
});

describe('time of day', () => {
  it('is 0 until it was set, however long that takes', () => {
    expect(run([86_400_000]).clock.unixTime).toBe(0);
  });

  it('goes on from where it was set', () => {
    const { clock, advance } = run([5500]);
    clock.set(1_900_000_000);
    expect(clock.unixTime).toBe(1_900_000_000);
    advance(2000);
    expect([clock.unixTime, clock.uptime]).toEqual([1_900_000_002, 7]);
  });

  it('set again, it jumps, back as well; the uptime does not', () => {
    const { clock } = run([10_000]);
    clock.set(1_900_000_000);
    clock.set(1_800_000_000);
    expect([clock.unixTime, clock.uptime]).toEqual([1_800_000_000, 10]);
  });

  it('set to 0 is not known again (bug: it counted from 1970)', () => {
    const { clock, advance } = run([10_000]);
    clock.set(1_900_000_000);
    clock.set(0);
    advance(5000);
    expect(clock.unixTime).toBe(0);
  });

  it('set to exactly the uptime is known (bug: that one second was taken for not known)', () => {
    const { clock, advance } = run([10_000]);
    clock.set(10);
    advance(1000);
    expect(clock.unixTime).toBe(11);
  });
});
