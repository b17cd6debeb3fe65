// The models against their data sheets: power-on values, conversion times, flags, alert pins.
import { describe, expect, it } from 'vitest';
import type { InaPartName } from '../../firmware/sensors/ina-parts';
import { CHIPS } from '../../host-tools/sensors/chips';
import { SensorModel } from '../../host-tools/sensors/sensor-model';

const bench = (part: InaPartName) => {
  const rail = { volts: 5, amps: 1 };
  const clock = { microseconds: 0 };
  const model = new SensorModel({
    chip: CHIPS[part],
    rail: { volts: () => rail.volts, amps: () => rail.amps },
    nowNs: () => clock.microseconds * 1000,
    shuntOhms: 0.01,
  });
  const read = (register: number): number => model.read(register)!.reduce((word, byte) => word * 256 + byte, 0);
  return { rail, clock, model, read };
};

describe('power-on values', () => {
  it.each([
    ['ina219', 0x00, 0x399f],
    ['ina219', 0x05, 0x0000],
    ['ina226', 0x00, 0x4127],
    ['ina226', 0x05, 0x0000],
    ['ina226', 0xfe, 0x5449],
    ['ina226', 0xff, 0x2260],
    ['ina228', 0x00, 0x0000],
    ['ina228', 0x01, 0xfb68],
    ['ina228', 0x02, 0x1000],
    ['ina228', 0x0c, 0x7fff],
    ['ina228', 0x3e, 0x5449],
    ['ina228', 0x3f, 0x2281],
    ['ina260', 0x00, 0x6127],
    ['ina260', 0xff, 0x2270],
    ['ina3221-1', 0x00, 0x7127],
    ['ina3221-1', 0x07, 0x7ff8],
    ['ina3221-1', 0xff, 0x3220],
  ] as const)('%s register %i', (part, register, value) => {
    expect(bench(part).read(register)).toBe(value);
  });

  it.each(['ina219', 'ina226', 'ina228', 'ina260', 'ina3221-1'] as const)(
    '%s: the reset bit brings them back',
    (part) => {
      const { model, read } = bench(part);
      const register = part === 'ina228' ? 0x01 : 0x00;
      const before = read(register);
      model.write(register, 0x0123);
      expect(read(register)).not.toBe(before);
      model.write(0x00, 0x8000);
      expect(read(register)).toBe(before);
    },
  );
});

describe('conversion time', () => {
  it.each([
    // what, part, register, configuration, ready register, mask, microseconds of a pair
    ['INA219: 12 bits, 532 us each (table 5)', 'ina219', 0, 0x399f, 2, 2, 1064],
    ['INA219: 128 samples, 68.1 ms each', 'ina219', 0, 0x3fff, 2, 2, 136_200],
    ['INA226: 1.1 ms each (tables 7, 8)', 'ina226', 0, 0x4127, 6, 8, 2200],
    ['INA226: 1024 averages of 8.244 ms each', 'ina226', 0, 0x4fff, 6, 8, 1024 * 16_488],
    ['INA228: 1052 us for volts, shunt and temperature', 'ina228', 1, 0xfb68, 0x0b, 2, 3156],
    ['INA260: 1.1 ms each', 'ina260', 0, 0x6127, 6, 8, 2200],
    ['INA3221: three channels, 1.1 ms each', 'ina3221-1', 0, 0x7127, 0x0f, 1, 6600],
  ] as const)('%s', (_, part, register, configuration, ready, mask, span) => {
    const { clock, model, read } = bench(part);
    model.write(register, configuration);
    clock.microseconds += span - 1;
    expect(read(ready) & mask).toBe(0);
    clock.microseconds += 1;
    expect(read(ready) & mask).toBe(mask);
  });

  it('the flag goes with its reading; the INA219 clears it with the power register', () => {
    const ina226 = bench('ina226');
    ina226.clock.microseconds = 2200;
    expect([ina226.read(6) & 8, ina226.read(6) & 8]).toEqual([8, 0]);
    const ina219 = bench('ina219');
    ina219.clock.microseconds = 1064;
    expect([ina219.read(2) & 2, ina219.read(2) & 2, ina219.read(3), ina219.read(2) & 2]).toEqual([2, 2, 0, 0]);
  });

  it('powered down it does not convert', () => {
    const { clock, model, read } = bench('ina226');
    model.write(0, 0x4120);
    clock.microseconds += 1e6;
    expect([read(2), read(6) & 8]).toEqual([0, 0]);
  });
});

describe('calibration', () => {
  it("INA226: the data sheet's example, 10 A through 2 mOhm: current 10000, power 4792 (7.5, table 1)", () => {
    const { rail, clock, model, read } = bench('ina226');
    model.write(5, 0x0a00);
    // 20 mV across the shunt: the bench's is 10 mOhm.
    [rail.volts, rail.amps] = [11.98, 2];
    clock.microseconds = 2200;
    expect([read(1), read(2), read(4), read(3)]).toEqual([0x1f40, 0x2570, 0x2710, 0x12b8]);
  });
});

it('INA228: SHUNT_CAL 4050 makes a step of 10 A / 2^19 with 16.2 mOhm (SLYS021A, equations 2 and 3); 0 makes 0', () => {
  const { rail, clock, model, read } = bench('ina228');
  model.write(2, 4050);
  // 97.2 mV across the shunt: the bench's is 10 mOhm.
  [rail.volts, rail.amps] = [48, 9.72];
  clock.microseconds = 20_000;
  expect([read(4) >> 4, read(5) >> 4]).toEqual([311_040, 245_760]);
  // A step of current is 10 A / 2^19.
  expect(Math.abs((read(7) >> 4) - 6 / (10 / 2 ** 19))).toBeLessThan(2);
  expect(Math.abs(read(8) - (6 * 48) / (3.2 * (10 / 2 ** 19)))).toBeLessThan(40);
  model.write(2, 0);
  clock.microseconds += 20_000;
  expect([read(7), read(8)]).toEqual([0, 0]);
});

describe('a latched alert', () => {
  it.each([
    // part, writes that latch, where the flag is, its mask
    [
      'INA226: LEN, read of Mask/Enable',
      'ina226',
      [
        [6, 0x8001],
        [7, 4200],
      ],
      6,
      0x0010,
    ],
    [
      'INA260: LEN, read of Mask/Enable',
      'ina260',
      [
        [6, 0x8001],
        [7, 840],
      ],
      6,
      0x0010,
    ],
    [
      'INA228: ALATCH, read of DIAG_ALRT',
      'ina228',
      [
        [0x0b, 0x8000],
        [0x0c, 2100],
      ],
      0x0b,
      0x0040,
    ],
    [
      'INA3221: CEN, read of Mask/Enable',
      'ina3221-1',
      [
        [0x0f, 0x0400],
        [7, 260 << 3],
      ],
      0x0f,
      0x0200,
    ],
    [
      'INA3221: WEN, read of Mask/Enable',
      'ina3221-1',
      [
        [0x0f, 0x0800],
        [8, 260 << 3],
      ],
      0x0f,
      0x0020,
    ],
  ] as const)('%s', (_, part, writes, register, mask) => {
    const { rail, clock, model, read } = bench(part);
    for (const [at, value] of writes) model.write(at, value);
    const look = (amps: number): boolean => {
      rail.amps = amps;
      clock.microseconds += 20_000;
      return model.alert;
    };
    expect([look(1.01), look(1.1), look(1.01)]).toEqual([false, true, true]);
    expect(read(register) & mask).toBe(mask);
    expect([model.alert, read(register) & mask]).toEqual([false, 0]);
    // While it lasts it comes back.
    expect(look(1.1)).toBe(true);
    read(register);
    expect(look(1.1)).toBe(true);
  });
});

describe('alert pin', () => {
  it.each([
    // what, part, writes, amps that pull the pin, volts
    [
      'INA226: shunt over 10.5 mV',
      'ina226',
      [
        [6, 0x8000],
        [7, 4200],
      ],
      1.1,
      5,
    ],
    [
      'INA226: shunt under 10 mV',
      'ina226',
      [
        [6, 0x4000],
        [7, 4000],
      ],
      0.9,
      5,
    ],
    [
      'INA226: bus over 5.5 V',
      'ina226',
      [
        [6, 0x2000],
        [7, 4400],
      ],
      1,
      5.6,
    ],
    [
      'INA226: bus under 4.5 V',
      'ina226',
      [
        [6, 0x1000],
        [7, 3600],
      ],
      1,
      4.4,
    ],
    [
      'INA260: over 1.05 A',
      'ina260',
      [
        [6, 0x8000],
        [7, 840],
      ],
      1.1,
      5,
    ],
    ['INA228: shunt over 10.5 mV, 5 uV a step', 'ina228', [[0x0c, 2100]], 1.1, 5],
    ['INA228: bus over 5.5 V, 3.125 mV a step', 'ina228', [[0x0e, 1760]], 1, 5.6],
    ['INA3221: critical at 10.4 mV on channel 1', 'ina3221-1', [[7, 260 << 3]], 1.1, 5],
  ] as const)('%s', (_, part, writes, amps, volts) => {
    const { rail, clock, model } = bench(part);
    for (const [register, value] of writes) model.write(register, value);
    [rail.amps, rail.volts] = [1.01, 5];
    clock.microseconds += 20_000;
    expect(model.alert).toBe(false);
    [rail.amps, rail.volts] = [amps, volts];
    clock.microseconds += 20_000;
    expect(model.alert).toBe(true);
    [rail.amps, rail.volts] = [1.01, 5];
    clock.microseconds += 20_000;
    expect(model.alert).toBe(false);
  });
});
