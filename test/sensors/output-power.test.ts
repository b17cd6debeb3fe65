// Output power: output voltage times current, valid where both are, and otherwise for the reason of the first that is not.
import { beforeEach, describe, expect, it } from 'vitest';
import { OutputPower } from '../../firmware/sensors/output-power';
import { Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus, Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';

const { outputVoltage, inputCurrent, inputVoltage, outputPower } = Channel;
const NOW = milliseconds(50);
let snapshot: Snapshot;

function sample(): void {
  new OutputPower().sample(snapshot, NOW);
}

beforeEach(() => {
  snapshot = new Snapshot();
});

describe('value', () => {
  it.each([
    // mV, mA, mW to the nearest, halves away from zero
    [5000, 1000, 5000],
    [4999, 1001, 5004], //   5003.999
    [0, 1000, 0],
    [5000, 0, 0],
    [5000, -100, -500],
    [1, 500, 1], //          0.5
    [1, 499, 0],
    [15_999, 50_000, 799_950],
  ])('%i mV, %i mA: %i mW', (millivolts, milliamps, milliwatts) => {
    snapshot.set(outputVoltage, millivolts, milliseconds(10));
    snapshot.set(inputCurrent, milliamps, milliseconds(20));
    sample();
    expect([snapshot.value[outputPower], snapshot.status[outputPower]]).toEqual([milliwatts, ReadingStatus.valid]);
    expect(snapshot.age(outputPower, milliseconds(60))).toBe(10);
  });

  it('does not need the busbar voltage', () => {
    snapshot.set(outputVoltage, 5000, NOW);
    snapshot.set(inputCurrent, 1000, NOW);
    snapshot.invalidate(inputVoltage, ReadingStatus.busFailed);
    sample();
    expect(snapshot.isValid(outputPower)).toBe(true);
  });
});

describe('no value', () => {
  it('before the first readings', () => {
    sample();
    expect(snapshot.status[outputPower]).toBe(ReadingStatus.notYet);
  });

  const reasons = [2, 3, 4, 5] as const;
  it.each(reasons)('for the reason of the voltage, then of the current: %i', (reason) => {
    snapshot.set(outputVoltage, 5000, NOW);
    snapshot.set(inputCurrent, 1000, NOW);
    sample();
    snapshot.invalidate(inputCurrent, reason);
    sample();
    expect(snapshot.status[outputPower]).toBe(reason);
    snapshot.invalidate(outputVoltage, ReadingStatus.notYet);
    sample();
    expect(snapshot.status[outputPower]).toBe(ReadingStatus.notYet);
    expect([snapshot.value[outputPower], snapshot.age(outputPower, milliseconds(60))]).toEqual([5000, 10]);
  });
});
