// The figures of docs/rfcs/0003-bus-target.md, printed, and the bounds that the decision stands on. PIO_TARGET_MESSAGES=10000 for
// as many messages as the RFC's own column has.
import { expect, it } from 'vitest';
import type { Spread } from '../../../host-tools/board-bench/spread';
import { assemble } from './assembler';
import { describeImage } from './describe-image';
import { buildImage, pioSource } from './image';
import { measureLoad, measureMixed, measureNoise, measureSizes, measureSpeed, unfilteredImage } from './measure';

const MESSAGES = Number(process.env.PIO_TARGET_MESSAGES ?? 150);
/** Not a bound of the target: 10,000 messages take twenty minutes. */
const TIMEOUT_MS = 120_000 + 300 * MESSAGES;
const SPEEDS = [100_000, 400_000, 1_000_000];
const WIDTHS = [16, 24, 32, 40, 48, 56, 80];
const KINDS = [
  ['scl', false],
  ['scl', true],
  ['sda', false],
  ['sda', true],
] as const;

const print = (line: string) => process.stdout.write(`pio-target: ${line}\n`);
const textOf = ({ count, median, most }: Spread) => `median ${median}, most ${most} cycles (${count})`;

describeImage('PIO target, measured', () => {
  it('gives the first byte of a read, and every other answer, within bounds; all are right', {
    timeout: TIMEOUT_MS,
  }, () => {
    for (const busy of [false, true]) {
      for (const hertz of busy ? SPEEDS : [400_000]) {
        const { firstByte, otherAnswers, wrong } = measureMixed(buildImage(), hertz, MESSAGES, busy);
        const when = `${hertz / 1000} kHz${busy ? ', others busy' : ''}`;
        print(`${when}: first byte ${textOf(firstByte)}; other answers ${textOf(otherAnswers)}; wrong ${wrong}`);
        expect(wrong).toBe(0);
        expect(firstByte.median).toBeLessThanOrEqual(100);
        expect(firstByte.most).toBeLessThanOrEqual(300);
      }
    }
  });

  it('costs one interrupt per byte, and one per message of others', () => {
    for (const hertz of SPEEDS) {
      const load = measureLoad(buildImage(), hertz);
      print(
        `${hertz / 1000} kHz: ${load.interruptsPerByte} interrupts per byte of ${load.cyclesPerInterrupt.toFixed(0)} cycles; ` +
          `load ${load.own.toFixed(2)} %, by others' messages ${load.foreign.toFixed(2)} %; ` +
          `SCL held ${load.stretches} times per word read, ${load.longestStretch.toFixed(2)} us at the most`,
      );
      expect(load.interruptsPerByte).toBeLessThanOrEqual(1.2);
      if (hertz <= 400_000) expect(load.stretches).toBe(0);
    }
  });

  it('works above 1 MHz', () => {
    const highest = measureSpeed(buildImage(), [1e6, 1.5e6, 2e6, 2.5e6, 3e6, 3.5e6, 4e6], 40);
    print(`highest speed with right answers: ${highest / 1e6} MHz`);
    expect(highest).toBeGreaterThanOrEqual(1e6);
  });

  it('takes no spike of SCL low below 50 ns for a clock; others get through', () => {
    for (const [name, image] of [
      ['with second looks', buildImage()],
      ['without', unfilteredImage()],
    ] as const) {
      for (const [wire, high] of KINDS) {
        const wrong = WIDTHS.map((width) => measureNoise(image, wire, high, width, 30).wrong);
        print(
          `${name}, ${wire} ${high ? 'high' : 'low'}: ${WIDTHS.map((w, n) => `${w} ns ${wrong[n]}`).join(', ')} of 30`,
        );
        if (name === 'without' || wire !== 'scl' || high) continue;
        expect(wrong.slice(0, WIDTHS.indexOf(56))).toEqual([0, 0, 0, 0, 0]);
      }
    }
    expect(measureNoise(unfilteredImage(), 'scl', false, 40, 30).wrong).toBeGreaterThan(0);
  });

  it('fits', () => {
    const words = assemble(pioSource()).reduce((sum, program) => sum + program.words.length, 0);
    const sizes = measureSizes(buildImage());
    print(`${words} of 32 PIO words, 2 of 4 machines, 1 of 12 DMA channels; bytes: ${JSON.stringify(sizes)}`);
    expect(words).toBeLessThanOrEqual(32);
  });
});
