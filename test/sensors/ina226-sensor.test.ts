// Driver of the INA226 against TI SBOS547A: the worked example of the data sheet, resets of the chip, a chip that is silent.
import { beforeEach, describe, expect, it } from 'vitest';
import { INA226_CONFIGURATION, INA226_PERIOD_US, INA226_RESET_CONFIGURATION } from '../../firmware/sensors/ina226';
import { Ina226Sensor } from '../../firmware/sensors/ina226-sensor';
import { Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus, Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';
import { FakeChip } from '../support/fake-smbus';

/** SBOS547A, table 4. */
const [CONFIGURATION, SHUNT, BUS] = [0x00, 0x01, 0x02];
const { inputVoltage, inputCurrent, inputPower } = Channel;
const MINE = [inputVoltage, inputCurrent, inputPower] as const;
/** The configuration is looked at at least this often. */
const ROUNDS_PER_CHECK = 16;

let chip: FakeChip;
let snapshot: Snapshot;
let sensor: Ina226Sensor;
let now = 0;

const open = (shuntMicroohms: number): Ina226Sensor =>
  new Ina226Sensor({ io: chip.SMBus, address: 0x40, hz: 400_000, data: 4, clock: 5, timeout: 5, shuntMicroohms });
const sample = (rounds = 1): void => {
  for (let i = 0; i < rounds; i++) {
    now += 10;
    sensor.sample(snapshot, milliseconds(now));
  }
};
const statuses = (): number[] => MINE.map((channel) => snapshot.status[channel]!);
const values = (): number[] => MINE.map((channel) => snapshot.value[channel]!);

/** A chip that was set up and measures `shunt` and `bus` steps. */
function measures(shunt: number, bus: number): void {
  chip.registers.set(CONFIGURATION, INA226_CONFIGURATION).set(SHUNT, shunt).set(BUS, bus);
}

beforeEach(() => {
  chip = new FakeChip();
  chip.registers.set(CONFIGURATION, INA226_RESET_CONFIGURATION);
  snapshot = new Snapshot();
  sensor = open(2000);
});

describe('readings: 1.25 mV and 2.5 uV a step', () => {
  it.each([
    // what, shunt uOhm, shunt steps, bus steps, mV, mA, mW
    ['the worked example: 10 A through 2 mOhm at 11.98 V', 2000, 0x1f40, 0x2570, 11_980, 10_000, 119_800],
    ['-80 mV (7.6.2) over 2 mOhm: current flows back', 2000, 0x8300, 0x2570, 11_980, -40_000, -479_200],
    ['one step each over 10 mOhm: 0.25 mA rounds to 0', 10_000, 1, 1, 1, 0, 0],
    ['two steps over 10 mOhm: 0.5 mA rounds away from 0', 10_000, 2, 4000, 5000, 1, 5],
    ['minus two steps over 10 mOhm', 10_000, 0xfffe, 4000, 5000, -1, -5],
    ['full scale of the shunt: 81.9175 mV over 10 mOhm', 10_000, 0x7fff, 4000, 5000, 8192, 40_960],
    ['full scale of the bus: 40.95875 V', 10_000, 0, 0x7fff, 40_959, 0, 0],
    ['nothing', 10_000, 0, 0, 0, 0, 0],
  ])('%s', (_, shunt, shuntSteps, busSteps, millivolts, milliamps, milliwatts) => {
    sensor = open(shunt);
    measures(shuntSteps, busSteps);
    sample();
    expect(statuses()).toEqual([ReadingStatus.valid, ReadingStatus.valid, ReadingStatus.valid]);
    expect(values()).toEqual([millivolts, milliamps, milliwatts]);
  });

  it('never touch the calibration register (0x05), which a reset would zero', () => {
    sample(ROUNDS_PER_CHECK * 2);
    expect(new Set(chip.log)).toEqual(new Set(['r0', 'w0=42df', 'r1', 'r2']));
  });
});

describe('setting up', () => {
  it('our configuration is what its comment says (SBOS547A 7.6.1)', () => {
    // 15 no reset, 14:12 as after reset, 11:9 = 001 four averages, 8:6 and 5:3 = 011 588 us, 2:0 = 111 both, continuously
    expect(INA226_CONFIGURATION).toBe(Number.parseInt('0100_001_011_011_111'.replaceAll('_', ''), 2));
    expect(INA226_RESET_CONFIGURATION).toBe(0x4127);
    expect(INA226_PERIOD_US).toBe(4 * (588 + 588));
  });

  it('a chip after power-on is configured first; its old results are not taken', () => {
    sample();
    expect(chip.registers.get(CONFIGURATION)).toBe(INA226_CONFIGURATION);
    expect(statuses()).toEqual(Array(3).fill(ReadingStatus.unconfigured));
    sample();
    expect(statuses()).toEqual(Array(3).fill(ReadingStatus.valid));
  });

  it('a chip that is configured (the BMC restarted) is read at once and not written', () => {
    measures(8, 8);
    sample();
    expect(statuses()).toEqual(Array(3).fill(ReadingStatus.valid));
    expect(chip.log).toEqual(['r0', 'r2', 'r1']);
  });

  it('a chip that does not keep its configuration never has a value', () => {
    for (let round = 0; round < 5; round++) {
      chip.registers.set(CONFIGURATION, INA226_RESET_CONFIGURATION);
      sample();
      expect(statuses()).toEqual(Array(3).fill(ReadingStatus.unconfigured));
    }
  });

  it('hands the bus its options', () => {
    expect(chip.opened.at(-1)).toMatchObject({ address: 0x40, hz: 400_000, data: 4, clock: 5, timeout: 5 });
  });

  it.each([0, -1, 0.5, Number.NaN])('refuses a shunt of %d uOhm before it opens the bus', (shunt) => {
    const { length } = chip.opened;
    expect(() => open(shunt)).toThrow(RangeError);
    expect(chip.opened.length).toBe(length);
  });
});

describe('a reset of the chip', () => {
  it('is found and repaired within a round of checks; one sample has no value', () => {
    measures(8, 8);
    sample(3);
    chip.registers.set(CONFIGURATION, INA226_RESET_CONFIGURATION);
    const without = Array.from({ length: ROUNDS_PER_CHECK * 2 }, () => {
      sample();
      return statuses()[0];
    }).filter((status) => status !== ReadingStatus.valid);
    expect(without).toEqual([ReadingStatus.unconfigured]);
    expect(chip.registers.get(CONFIGURATION)).toBe(INA226_CONFIGURATION);
  });
});

describe('a chip that does not answer', () => {
  it.each([
    ['the look at the configuration', 0],
    ['setting up', 1],
  ])('%s fails: no value, with the reason, and nothing thrown', (_, acknowledges) => {
    chip.acknowledges = acknowledges;
    expect(() => sample()).not.toThrow();
    expect(statuses()).toEqual(Array(3).fill(ReadingStatus.busFailed));
  });

  it.each([
    ['configuration', 0],
    ['bus voltage', 1],
    ['shunt voltage', 2],
  ])('read of %s fails: no half of a reading, its age goes on', (_, acknowledges) => {
    measures(8, 8);
    sample();
    const [before, taken] = [values(), now];
    sensor = open(2000);
    measures(80, 80);
    chip.acknowledges = acknowledges;
    sample();
    expect(statuses()).toEqual(Array(3).fill(ReadingStatus.busFailed));
    expect(values()).toEqual(before);
    expect(snapshot.age(inputVoltage, milliseconds(now + 5))).toBe(now + 5 - taken);
  });

  it('leaves the channels of other sensors alone', () => {
    snapshot.set(Channel.temperature, 25_000, milliseconds(0));
    chip.acknowledges = 0;
    sample();
    expect(snapshot.isValid(Channel.temperature)).toBe(true);
  });

  it('is looked at again in the next round, its configuration first', () => {
    measures(8, 8);
    sample(2);
    chip.acknowledges = 0;
    sample();
    chip.acknowledges = Number.POSITIVE_INFINITY;
    chip.registers.set(CONFIGURATION, INA226_RESET_CONFIGURATION); // it was a brown-out
    sample();
    expect(statuses()).toEqual(Array(3).fill(ReadingStatus.unconfigured));
    sample();
    expect(statuses()).toEqual(Array(3).fill(ReadingStatus.valid));
  });
});
