// Load profiles: the documented figures of a Raspberry Pi 4, the place in a profile, and recordings.
import { describe, expect, it } from 'vitest';
import { type LoadProfile, PI4_AMPS, PROFILES, placeIn } from '../../host-tools/plant/load-profile';
import { parseRecording, RecordingError } from '../../host-tools/plant/recording';
import { off, PlantBench } from './bench';

const watts = (profile: LoadProfile) => profile.steps.map(({ draw }) => ('watts' in draw ? draw.watts : Number.NaN));

describe('Raspberry Pi 4, "Typical Power Requirements" of its documentation', () => {
  it.each([
    ['boot, max', 0.85, Math.max(...watts(PROFILES['pi4-boot'])) / 5.1],
    ['idle, avg', 0.6, watts(PROFILES['pi4-idle'])[0]! / 5.1],
    ['stress, max', 1.25, Math.max(...watts(PROFILES['pi4-stress'])) / 5.1],
    ['halt current', 0.023, watts(PROFILES['pi4-halted'])[0]! / 5.1],
    ['boot, avg', 0.7, PI4_AMPS.bootMean],
  ])('%s: %f A', (_, documented, ours) => {
    expect(ours).toBeCloseTo(documented, 9);
  });

  it('boot: 0.7 A on average over 20 s; stress: 1.2 A over its round', () => {
    const mean = (profile: LoadProfile, until: number) =>
      profile.steps.reduce((sum, step, i) => {
        const next = profile.steps[i + 1]?.at ?? until;
        return sum + (watts(profile)[i]! / 5.1) * (next - step.at);
      }, 0) / until;
    expect(off(mean(PROFILES['pi4-boot'], 20), 0.7)).toBeLessThan(0.01);
    expect(off(mean(PROFILES['pi4-stress'], 5), 1.2)).toBeLessThan(0.01);
  });
});

describe('place in a profile', () => {
  it('is found in a recording of 100,000 lines without going through them', () => {
    let looks = 0;
    const all = Array.from({ length: 100_000 }, (_, i) => ({ at: i / 1000, draw: { amps: i } }));
    const steps = new Proxy(all, {
      get: (target, key) => {
        if (/^\d+$/.test(String(key))) looks++;
        return Reflect.get(target, key);
      },
    });
    expect(placeIn({ name: 'long', steps }, 90.0005)).toEqual({ draw: { amps: 90_000 }, next: 90.001 });
    expect(placeIn({ name: 'long', steps }, 99.9995)).toEqual({
      draw: { amps: 99_999 },
      next: Number.POSITIVE_INFINITY,
    });
    expect(looks).toBeLessThan(100);
  });

  const profile: LoadProfile = {
    name: 'test',
    steps: [
      { at: 0, draw: { amps: 1 } },
      { at: 2, draw: { amps: 2 } },
      { at: 3, draw: { amps: 3 } },
    ],
  };
  it.each([
    [0, 1, 2],
    [1.999, 1, 2],
    [2, 2, 3],
    [3, 3, Number.POSITIVE_INFINITY],
    [99, 3, Number.POSITIVE_INFINITY],
  ])('at %f s: %f A until %f s', (seconds, amps, next) => {
    expect(placeIn(profile, seconds)).toEqual({ draw: { amps }, next });
  });

  it.each([
    [0, 1, 2],
    [3.5, 3, 4],
    [4, 1, 6],
    [6, 2, 7],
    [403.5, 3, 404],
  ])('repeated after 4 s, at %f s: %f A until %f s', (seconds, amps, next) => {
    expect(placeIn({ ...profile, repeatAfter: 4 }, seconds)).toEqual({ draw: { amps }, next });
  });

  it('the unit follows it from its start, and begins anew when it starts again', () => {
    const bench = new PlantBench({}, [{ load: profile }]);
    const { branch, latch } = bench.unit;
    bench.run(5);
    latch.set();
    const amps = () => Math.round(branch.load.amps * 1000) / 1000;
    // 8 ms of slope to the 4 V from which it runs.
    const seen = [1.5, 1, 1].map((seconds) => {
      bench.run(seconds);
      return amps();
    });
    expect(seen).toEqual([1, 2, 3]);
    latch.clear();
    bench.run(1);
    expect(amps()).toBe(0);
    latch.set();
    bench.run(1);
    expect(amps()).toBe(1);
  });
});

describe('recording', () => {
  it('reads milliseconds,milliamps with remarks and empty lines', () => {
    const text = '# bench meter\nmilliseconds,milliamps\n0,600\n\n10.5, 850\n';
    expect(parseRecording(text, 'a.csv')).toEqual({
      name: 'a.csv',
      steps: [
        { at: 0, draw: { amps: 0.6 } },
        { at: 0.0105, draw: { amps: 0.85 } },
      ],
    });
  });

  it.each([
    ['', 'a.csv: no samples'],
    ['milliseconds,milliamps\n', 'a.csv: no samples'],
    ['0,600\n', 'a.csv:1: the headings must be'],
    ['milliseconds,milliamps\n5,600\n', 'a.csv:2: the first sample must be at 0 ms'],
    ['milliseconds,milliamps\n0,1\n0,2\n', 'a.csv:3: times must rise'],
    ['milliseconds,milliamps\n0,-1\n', 'a.csv:2: not a sample'],
    ['milliseconds,milliamps\n0,1,2\n', 'a.csv:2: not a sample'],
    ['milliseconds,milliamps\n0,100001\n', 'a.csv:2: more than 100000 mA'],
  ])('refuses %j', (text, message) => {
    expect(() => parseRecording(text, 'a.csv')).toThrow(RecordingError);
    expect(() => parseRecording(text, 'a.csv')).toThrow(message);
  });
});
