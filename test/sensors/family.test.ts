// The driver on a model of each part: right to a step over its range, and never a wrong number, however the part fails.
// The figures of a part are those of its data sheet, entered here once more.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { INA_PARTS, type InaPartName } from '../../firmware/sensors/ina-parts';
import { InaSensor } from '../../firmware/sensors/ina-sensor';
import { Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus, Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { CHIPS } from '../../host-tools/sensors/chips';
import { SENSOR_FAILURE_NAMES, type SensorFailure } from '../../host-tools/sensors/failure';
import { SensorModel } from '../../host-tools/sensors/sensor-model';
import { Random } from '../../host-tools/sim/random';
import { smbusOf } from '../support/model-smbus';

interface Figures {
  readonly part: InaPartName;
  /** Step of the bus voltage, and of the current through the shunt, in mV and mA. */
  readonly step: readonly [number, number];
  /** Ends of the range, in mV and mA. */
  readonly most: readonly [number, number];
}
const SHUNT_OHMS = 0.01;
/** Steps and ranges of the data sheets; with 10 milliohms 1 uV is 0.1 mA. The INA260 has its own 2 milliohms. */
const FIGURES: readonly Figures[] = [
  { part: 'ina219', step: [4, 1], most: [26_000, 31_990] },
  { part: 'ina226', step: [1.25, 0.25], most: [36_000, 8190] },
  { part: 'ina228', step: [0.1953125, 0.03125], most: [85_000, 16_383] },
  { part: 'ina260', step: [1.25, 1.25], most: [36_000, 15_000] },
  { part: 'ina3221-1', step: [8, 4], most: [26_000, 16_370] },
  { part: 'ina3221-2', step: [8, 4], most: [26_000, 16_370] },
  { part: 'ina3221-3', step: [8, 4], most: [26_000, 16_370] },
];
const TICK = 10;

class Bench {
  now = 0;
  volts = 5;
  amps = 1;
  readonly snapshot = new Snapshot();
  readonly model: SensorModel;
  readonly sensor: InaSensor;

  constructor(part: InaPartName, options: { noiseSteps?: number; before?: (access: number) => void } = {}) {
    this.model = new SensorModel({
      chip: CHIPS[part],
      rail: { volts: () => this.volts, amps: () => this.amps },
      nowNs: () => this.now * 1e6,
      shuntOhms: SHUNT_OHMS,
      noiseSteps: options.noiseSteps ?? 0,
      random: new Random(1),
    });
    this.sensor = new InaSensor({
      part: INA_PARTS[part],
      io: smbusOf(this.model, options.before),
      address: 0x40,
      hz: 400_000,
      data: 4,
      clock: 5,
      timeout: 5,
      shuntMicroohms: SHUNT_OHMS * 1e6,
    });
  }

  round(count = 1): void {
    for (let i = 0; i < count; i++) {
      this.now += TICK;
      this.sensor.sample(this.snapshot, milliseconds(this.now));
    }
  }

  get status(): number {
    const [volts, amps, watts] = [Channel.inputVoltage, Channel.inputCurrent, Channel.inputPower].map(
      (channel) => this.snapshot.status[channel]!,
    );
    expect(amps).toBe(volts);
    expect(watts).toBe(volts);
    return volts!;
  }

  /** In mV and mA, as fine as the part gives them. */
  get values(): readonly [number, number] {
    return [this.snapshot.micro[Channel.inputVoltage]! / 1000, this.snapshot.micro[Channel.inputCurrent]! / 1000];
  }

  /** Whole mV and mA, as decisions and LINEAR11 take them. */
  get wholeValues(): readonly [number, number] {
    return [this.snapshot.value[Channel.inputVoltage]!, this.snapshot.value[Channel.inputCurrent]!];
  }

  /** Where there is a value it is right: the number of the rail to a step, and the whole one to half a milli-unit more. */
  checkRight({ step }: Figures): void {
    if (this.status !== ReadingStatus.valid) return;
    const [millivolts, milliamps] = this.values;
    expect(Math.abs(millivolts - this.volts * 1000)).toBeLessThanOrEqual(step[0]);
    expect(Math.abs(milliamps - this.amps * 1000)).toBeLessThanOrEqual(step[1]);
    const [wholeMillivolts, wholeMilliamps] = this.wholeValues;
    expect(Math.abs(wholeMillivolts - this.volts * 1000)).toBeLessThanOrEqual(step[0] + 0.5);
    expect(Math.abs(wholeMilliamps - this.amps * 1000)).toBeLessThanOrEqual(step[1] + 0.5);
  }
}

const rangeRows: string[] = [];
const failureRows: string[] = [];
afterAll(() => {
  const worst = ['part       worst volts  worst amps  (in steps of the part)', ...rangeRows];
  const lost = [`part       rounds of 10 ms until "no value", and its reason`, ...failureRows];
  process.stdout.write(`${worst.join('\n')}\n\n${lost.join('\n')}\n`);
});

describe.each(FIGURES)('$part', (figures) => {
  const { part, step, most } = figures;

  it('is within a step of the rail over its range', () => {
    const bench = new Bench(part);
    bench.round(3);
    let worst = [0, 0];
    const look = (share: number): void => {
      bench.volts = (Math.abs(share) * most[0]) / 1000;
      bench.amps = (share * most[1]) / 1000;
      bench.round();
      expect(bench.status).toBe(ReadingStatus.valid);
      bench.checkRight(figures);
      worst = [
        Math.max(worst[0]!, Math.abs(bench.values[0] - bench.volts * 1000) / step[0]),
        Math.max(worst[1]!, Math.abs(bench.values[1] - bench.amps * 1000) / step[1]),
      ];
    };
    for (let i = -1000; i <= 1000; i++) look(i / 1000);
    fc.assert(fc.property(fc.double({ min: -1, max: 1, noNaN: true }), look), { numRuns: 500 });
    rangeRows.push(`${part.padEnd(10)} ${worst[0]!.toFixed(3).padStart(11)}  ${worst[1]!.toFixed(3).padStart(10)}`);
  });

  it('has no value beyond its ends', () => {
    const bench = new Bench(part);
    bench.round(3);
    for (const [volts, amps] of [
      [most[0] * 1.05, 0],
      [5000, -most[1] * 1.05],
    ] as const) {
      [bench.volts, bench.amps] = [volts / 1000, amps / 1000];
      bench.round();
      expect(bench.status).toBe(ReadingStatus.implausible);
    }
  });

  it('above its end the current is at least that, and the volts go on (bug: an overload beyond 8.19 A was over no limit)', () => {
    const bench = new Bench(part);
    bench.round(3);
    [bench.volts, bench.amps] = [5, (most[1] * 1.2) / 1000];
    bench.round();
    const { status, value } = bench.snapshot;
    expect([status[Channel.inputVoltage], status[Channel.inputCurrent], status[Channel.inputPower]]).toEqual([
      ReadingStatus.valid,
      ReadingStatus.beyond,
      ReadingStatus.beyond,
    ]);
    expect(value[Channel.inputCurrent]).toBeGreaterThanOrEqual(most[1] - 1);
    expect(value[Channel.inputCurrent]).toBeLessThanOrEqual(most[1] * 1.2);
    bench.amps = 1;
    bench.round();
    expect(bench.status).toBe(ReadingStatus.valid);
    bench.checkRight(figures);
  });

  const REASONS: Record<SensorFailure, ReadingStatus> = {
    nack: ReadingStatus.busFailed,
    stuck: ReadingStatus.unconfigured,
    frozen: ReadingStatus.stale,
    implausible: ReadingStatus.implausible,
    reset: ReadingStatus.unconfigured,
  };

  it('gives no value, a reason and an age, however it fails, and a right one once it is healed', () => {
    const rounds = SENSOR_FAILURE_NAMES.map((failure) => {
      const bench = new Bench(part);
      bench.round(5);
      expect(bench.status).toBe(ReadingStatus.valid);
      bench.model.fail(failure);
      const failedAt = bench.now;
      let until = 0;
      while (bench.status === ReadingStatus.valid) {
        expect(until++).toBeLessThan(5);
        bench.round();
        bench.checkRight(figures);
      }
      expect(bench.status).toBe(REASONS[failure]);
      expect(bench.snapshot.age(Channel.inputVoltage, milliseconds(bench.now))).toBe(bench.now - failedAt);
      // The rail moves on; the failed sensor never says a number again before it is healed.
      [bench.volts, bench.amps] = [3, 2];
      for (let i = 0; i < 50; i++) {
        bench.round();
        if (failure === 'reset') bench.checkRight(figures);
        else expect(bench.status).toBe(REASONS[failure]);
      }
      bench.model.heal();
      bench.round(3);
      expect(bench.status).toBe(ReadingStatus.valid);
      bench.checkRight(figures);
      return `${failure} ${until}`;
    });
    failureRows.push(`${part.padEnd(10)} ${rounds.join('  ')}`);
  });

  it('never reads wrong after a reset between any two accesses of its rounds', () => {
    for (let at = 0; at < 60; at++) {
      const bench = new Bench(part, {
        before: (access) => {
          if (access === at) bench.model.fail('reset');
        },
      });
      for (let i = 0; i < 20; i++) {
        bench.volts = 4 + i / 20;
        bench.round();
        bench.checkRight(figures);
      }
      expect(bench.status).toBe(ReadingStatus.valid);
    }
  });

  it('with noise it is off by no more than the noise, and averages lessen that', () => {
    const bench = new Bench(part, { noiseSteps: 4 });
    bench.round(3);
    const off: number[] = [];
    for (let i = 0; i < 2000; i++) {
      bench.round();
      off.push((bench.values[0] - bench.volts * 1000) / step[0]);
    }
    // Four averages halve it: 2 steps, and what rounding to steps adds.
    const rounding = 1 / 12;
    const rms = Math.sqrt(off.reduce((sum, one) => sum + one * one, 0) / off.length);
    expect(Math.abs(rms / Math.sqrt(4 + rounding) - 1)).toBeLessThan(0.1);
  });
});
