// What the image has in the place of the engine's own conversions, beside those of this machine's engine: the same for whole numbers, and
// for what is written with fifteen digits at the most; near for the rest.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { compile, SANITIZERS, WARNINGS } from './compile';
import { describeCore } from './describe-core';
import { compiler } from './programs';

const program = (): string =>
  compile({
    name: 'number-text-host',
    compiler: compiler!,
    sources: ['firmware/io/moddable/number-text.c', 'test/native-host/c/number-text-host.c'],
    flags: [...WARNINGS, '-O1', ...SANITIZERS],
  });

function answers(lines: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(program(), { input: `${lines.join('\n')}\n`, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.trimEnd().split('\n');
}

const bits = (value: number): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
};
const numberOf = (text: string): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${text}`));
  return view.getFloat64(0);
};
const textsOf = (values: readonly number[]): readonly string[] => answers(values.map((value) => `n${bits(value)}`));
const wholes = (texts: readonly string[]): readonly number[] => answers(texts.map((text) => `w${text}`)).map(numberOf);

/** 1, 10, 100 and their neighbours, powers of two and theirs, and spread between. */
const WHOLE = [
  ...Array.from({ length: 16 }, (_, i) => 10 ** i).flatMap((power) => [power - 1, power, power + 1]),
  ...Array.from({ length: 53 }, (_, i) => 2 ** i).flatMap((power) => [power - 1, power, power + 1]),
  ...Array.from({ length: 500 }, (_, i) => (i * 7_919_123_456_789) % Number.MAX_SAFE_INTEGER),
  Number.MAX_SAFE_INTEGER,
].flatMap((value) => [value, -value]);

describeCore('numbers as text, and texts as numbers', () => {
  it('writes whole numbers below 2^53, and what is no number, as the language says', () => {
    const values = [...WHOLE, 0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(textsOf(values)).toEqual(values.map(String));
  });

  it('writes up to six decimals', () => {
    const values = [0.5, -0.25, 2.653589, 0.000001, 12345.678, 0.1, 0.3, 0.57, 1.000001, -99.99];
    expect(textsOf(values)).toEqual(values.map(String));
    expect(textsOf([0.9999999, 1 / 3, 2 / 3])).toEqual(['1', '0.333333', '0.666667']);
  });

  it('writes larger ones near, and within 32 characters', () => {
    const values = [2 ** 53, 2 ** 64, 1.5e21, -1.7e308];
    for (const [i, text] of textsOf(values).entries()) {
      expect(text.length).toBeLessThan(32);
      expect(Math.abs(Number(text) / values[i]! - 1)).toBeLessThan(1e-12);
    }
  });

  it('reads them back, in all notations', () => {
    const texts = [
      ...WHOLE.map(String),
      ...['', '  ', ' 12 ', '\t7\r', '0x1F', '0XfF', '0b101', '0o17', '0x', '0b2', '0o8', '-0x1', '+5', '-0', '.5', '5.', '.', '-', '+'],
      ...['1e3', '1E-3', '12.5e+2', '1e', '1e+', 'e5', '0e999', 'Infinity', '-Infinity', 'infinity', '12a', 'a12', '1 2', '0x1g', '--1'],
      ...['0.1', '123456789012.345', '0.000001', '1e22', '5e-22', '1e400', '1e-400', '00012', '1.2.3'],
    ]; // biome-ignore format: kinds
    expect(wholes(texts)).toEqual(texts.map(Number));
  });

  it('reads the number that a text begins with', () => {
    const texts = ['12ab', '3.5mm', '', 'x1', '-7e', '1e5x', '0x10', ' 42', '.5.5', 'Infinite', '-Infinity!'];
    expect(answers(texts.map((text) => `b${text}`)).map(numberOf)).toEqual(texts.map(Number.parseFloat));
  });
});
