// A straight-line channel of the converter, and the straight lines of the emulated board against what they stand for.
import { describe, expect, it } from 'vitest';
import { EMULATED_BOARD } from '../../boards/emulated/board';
import type { Analog } from '../../firmware/io/embedded';
import { AnalogChannel, type AnalogSpec } from '../../firmware/sensors/analog-channel';
import { Channel } from '../../firmware/snapshot/channels';
import { ReadingStatus, Snapshot } from '../../firmware/snapshot/snapshot';
import { milliseconds } from '../../firmware/units/time';

const NOW = milliseconds(40);

/** A converter that reads `raw`, or throws. */
function converter(raw: () => number, pins: number[] = []): new (options: { readonly pin: number }) => Analog {
  return class implements Analog {
    readonly resolution = 12;
    constructor(options: { readonly pin: number }) {
      pins.push(options.pin);
    }
    read(): number {
      return raw();
    }
    close(): void {}
  };
}

function readingOf(spec: AnalogSpec, raw: number): number {
  const snapshot = new Snapshot();
  new AnalogChannel(
    converter(() => raw),
    spec,
  ).sample(snapshot, NOW);
  expect(snapshot.isValid(spec.channel)).toBe(true);
  return snapshot.value[spec.channel]!;
}

const line = (numerator: number, denominator: number, offset: number): AnalogSpec => ({
  pin: 26,
  channel: Channel.outputVoltage,
  numerator,
  denominator,
  offset,
});

describe('value = raw * numerator / denominator + offset', () => {
  it.each([
    // numerator, denominator, offset, raw, value
    [1, 1, 0, 4095, 4095],
    [6600, 4095, 0, 4095, 6600],
    [6600, 4095, 0, 0, 0],
    [6600, 4095, 0, 3164, 5099], // 5099.49
    [1, 2, 0, 1, 1], //             halves away from zero
    [-1, 2, 0, 1, -1],
    [-1, 2, 10, 4, 8],
    [1, 1, -100, 0, -100],
  ])('%i / %i + %i of %i', (numerator, denominator, offset, raw, value) => {
    expect(readingOf(line(numerator, denominator, offset), raw)).toBe(value);
  });

  it('opens the pin of the board once, and stamps the reading', () => {
    const pins: number[] = [];
    const snapshot = new Snapshot();
    const channel = new AnalogChannel(
      converter(() => 1, pins),
      line(1, 1, 0),
    );
    channel.sample(snapshot, NOW);
    channel.sample(snapshot, milliseconds(50));
    expect(pins).toEqual([26]);
    expect(snapshot.age(Channel.outputVoltage, milliseconds(60))).toBe(10);
  });
});

describe('a converter that fails', () => {
  it('gives no value, with the reason, and throws nothing; the next good reading ends it', () => {
    let fails = true;
    const snapshot = new Snapshot();
    const read = (): number => {
      if (fails) throw new Error('converter');
      return 7;
    };
    const channel = new AnalogChannel(converter(read), line(1, 1, 0));
    expect(() => channel.sample(snapshot, NOW)).not.toThrow();
    expect(snapshot.status[Channel.outputVoltage]).toBe(ReadingStatus.busFailed);
    expect(snapshot.status[Channel.temperature]).toBe(ReadingStatus.notYet);
    fails = false;
    channel.sample(snapshot, NOW);
    expect(snapshot.value[Channel.outputVoltage]).toBe(7);
  });
});

describe('the emulated board', () => {
  const specOf = (channel: Channel): AnalogSpec => EMULATED_BOARD.analog.find((spec) => spec.channel === channel)!;

  it('output volts: 12 bits over 6.6 V, within half a millivolt (bug: 4095 steps, beside 4096 of the temperature)', () => {
    const spec = specOf(Channel.outputVoltage);
    for (let raw = 0; raw < 4096; raw++) {
      expect(Math.abs(readingOf(spec, raw) - (raw * 6600) / 4096)).toBeLessThanOrEqual(0.5);
    }
  });

  // Bug: the slope was 468.133 instead of 3.3 V / 4096 / 1.721 mV = 468.137 mdegC a step.
  it('temperature: RP2040 data sheet 4.9.5, T = 27 - (V - 0.706) / 0.001721 over 4096 steps of 3.3 V', () => {
    const spec = specOf(Channel.temperature);
    for (let raw = 0; raw < 4096; raw++) {
      const celsius = 27 - ((raw * 3.3) / 4096 - 0.706) / 0.001721;
      expect(Math.abs(readingOf(spec, raw) - celsius * 1000)).toBeLessThanOrEqual(2);
    }
  });

  it('temperature: 0.706 V, 876 steps, is 27 degrees (RP2040 data sheet 4.9.5)', () => {
    expect(Math.round(readingOf(specOf(Channel.temperature), 876) / 1000)).toBe(27);
  });
});
