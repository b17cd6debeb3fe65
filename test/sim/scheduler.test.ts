// Virtual time: order, cancelling, waiting, and seeded chance.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../host-tools/sim/random';
import { milliseconds, type Nanoseconds, Scheduler } from '../../host-tools/sim/scheduler';

describe('scheduler', () => {
  it('runs events by time, and by arrival where times are equal, whatever the order in which they were planned', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 200 }), async (times) => {
        const scheduler = new Scheduler();
        const ran: (readonly [number, number])[] = [];
        for (const [i, time] of times.entries()) {
          scheduler.at(time as Nanoseconds, () => {
            expect(scheduler.now).toBe(time);
            ran.push([time, i]);
          });
        }
        await scheduler.runUntil(100 as Nanoseconds);
        expect(ran).toEqual(times.map((time, i) => [time, i] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]));
        expect(scheduler.now).toBe(100);
      }),
    );
  });

  it('does not run what was cancelled', async () => {
    const scheduler = new Scheduler();
    let ran = false;
    scheduler.cancel(
      scheduler.after(milliseconds(1), () => {
        ran = true;
      }),
    );
    expect(scheduler.next).toBeUndefined();
    await scheduler.runUntil(milliseconds(5));
    expect(ran).toBe(false);
  });

  it('stands still while an event waits for another process', async () => {
    const scheduler = new Scheduler();
    const seen: number[] = [];
    scheduler.at(10 as Nanoseconds, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(scheduler.now);
    });
    scheduler.at(11 as Nanoseconds, () => {
      seen.push(scheduler.now);
    });
    await scheduler.runUntil(20 as Nanoseconds);
    expect(seen).toEqual([10, 11]);
  });

  it('gives waiting code its turn before time passes on', async () => {
    const scheduler = new Scheduler();
    let resumedAt = -1;
    let wake = (): void => {};
    void new Promise<void>((resolve) => {
      wake = resolve;
    }).then(async () => {
      await null;
      resumedAt = scheduler.now;
    });
    scheduler.at(10 as Nanoseconds, () => {
      wake();
      scheduler.letOthersRun();
    });
    scheduler.at(11 as Nanoseconds, () => {});
    await scheduler.runUntil(20 as Nanoseconds);
    expect(resumedAt).toBe(10);
  });

  it('ends early where it is told to', async () => {
    const scheduler = new Scheduler();
    scheduler.at(5 as Nanoseconds, () => {});
    scheduler.at(6 as Nanoseconds, () => {});
    await scheduler.runUntil(10 as Nanoseconds, () => scheduler.now >= 5);
    expect(scheduler.now).toBe(5);
  });
});

describe('random', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    const take = (random: Random) => Array.from({ length: 5 }, () => random.next());
    expect(take(new Random(7))).toEqual(take(new Random(7)));
    expect(take(new Random(7))).not.toEqual(take(new Random(8)));
  });

  it('keeps a stream apart from what others draw', () => {
    const a = new Random(1);
    const b = new Random(1);
    b.next();
    expect(a.stream('unit 3').next()).toBe(b.stream('unit 3').next());
    expect(a.stream('unit 3').next()).not.toBe(a.stream('unit 4').next());
  });

  it('stays within its bounds', () => {
    const random = new Random(3);
    for (let i = 0; i < 1000; i++) {
      expect(random.below(6)).toBeLessThan(6);
      const value = random.between(2, 3);
      expect(value >= 2 && value < 3).toBe(true);
    }
  });
});
