// One round per tick: every sensor once, in order, with the same time and snapshot.
import { expect, it } from 'vitest';
import { Sampler } from '../../firmware/sensors/sampler';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';

it('goes round the sensors once, in order', () => {
  const seen: [string, Snapshot, number][] = [];
  const sensor = (name: string) => ({ sample: (into: Snapshot, now: number) => void seen.push([name, into, now]) });
  const snapshot = new Snapshot();
  const sampler = new Sampler(snapshot, [sensor('a'), sensor('b')]);
  sampler.sample(milliseconds(10));
  sampler.sample(milliseconds(20));
  expect(seen).toEqual([
    ['a', snapshot, 10],
    ['b', snapshot, 10],
    ['a', snapshot, 20],
    ['b', snapshot, 20],
  ]);
});
