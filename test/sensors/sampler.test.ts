// One round: every sensor once, in order, with the same time and snapshot. Between rounds the first alone, unless it has news.
import { expect, it } from 'vitest';
import { Sampler } from '../../firmware/sensors/sampler';
import { Channel } from '../../firmware/snapshot/channels';
import { Snapshot } from '../../firmware/snapshot/snapshot';
import { type Milliseconds, milliseconds } from '../../firmware/units/time';

const seen: [string, number][] = [];
/** Reads `milliamps`, which a test sets. */
let milliamps = 100;
const first = {
  sample: (into: Snapshot, now: Milliseconds): void => {
    seen.push(['first', now]);
    into.set(Channel.inputCurrent, milliamps, now);
  },
};
const other = (name: string) => ({ sample: (_: Snapshot, now: Milliseconds): void => void seen.push([name, now]) });

it('a round asks each once, in order; between rounds the others are asked when the first one has news', () => {
  const sampler = new Sampler(new Snapshot(), first, [other('a'), other('b')]);
  const sample = (at: number, isRound: boolean): readonly [boolean, string] => {
    seen.length = 0;
    const hasNews = sampler.sample(milliseconds(at), isRound);
    return [hasNews, seen.map(([name, now]) => `${name}@${now}`).join(' ')];
  };
  expect(sample(10, true)).toEqual([true, 'first@10 a@10 b@10']);
  expect(sample(12, false)).toEqual([false, 'first@12']);
  milliamps = 101;
  expect(sample(14, false)).toEqual([true, 'first@14 a@14 b@14']);
  expect(sample(20, true)).toEqual([false, 'first@20 a@20 b@20']);
});

it('pauses behind the first sensor, with the time of the round', () => {
  const pause = { between: (now: number): void => void seen.push(['pause', now]) };
  const sampler = new Sampler(new Snapshot(), first, [other('a'), other('b')]);
  seen.length = 0;
  sampler.sample(milliseconds(10), true, pause);
  expect(seen.map(([name, now]) => `${name}@${now}`).join(' ')).toBe('first@10 pause@10 a@10 b@10');
});

it('tells a look behind the last round what changed in this one', () => {
  const snapshot = new Snapshot();
  const sampler = new Sampler(snapshot, first, []);
  sampler.sample(milliseconds(10), true);
  snapshot.set(Channel.temperature, 30_000, milliseconds(10));
  const { version } = snapshot;
  milliamps = 102;
  sampler.sample(milliseconds(20), true);
  expect(snapshot.changesSince(version)).toBe(1 << Channel.inputCurrent);
});
