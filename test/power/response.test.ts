// The response byte: PMBus Part II 1.3.1, sections 10.5.1 and 10.5.2; delays as docs/faults.md has them.
import { describe, expect, it } from 'vitest';
import { RETRY_FOR_EVER, retriesOf, retryDelayOf, shutdownResponses, shutsDown } from '../../firmware/power/response';

const ALL = Array.from({ length: 256 }, (_, byte) => byte);
const bitsOf = (byte: number): string => byte.toString(2).padStart(8, '0');
/** Seconds, by bits 2:0. */
const DELAYS = [0.1, 1, 2, 5, 10, 20, 30, 60];

describe('a response', () => {
  it('shuts down where bit 7 is set: 10 for voltages and times, 11 for currents', () => {
    expect(ALL.map(shutsDown)).toEqual(ALL.map((byte) => bitsOf(byte)[0] === '1'));
  });

  it('has its retries in bits 5:3; 7, all ones, is for ever', () => {
    expect(ALL.map(retriesOf)).toEqual(ALL.map((byte) => Number.parseInt(bitsOf(byte).slice(2, 5), 2)));
    expect(RETRY_FOR_EVER).toBe(0b111);
  });

  it('has its delay in bits 2:0', () => {
    expect(ALL.map((byte) => retryDelayOf(byte) / 1000)).toEqual(
      ALL.map((byte) => DELAYS[Number.parseInt(bitsOf(byte).slice(5), 2)]),
    );
  });

  it.each([
    ['voltages and times', 0x80, '10'],
    ['currents', 0xc0, '11'],
  ])('of %s: every retry with every delay shuts down', (_, base, top) => {
    const expected = ALL.filter((byte) => bitsOf(byte).startsWith(top));
    expect(shutdownResponses(base)).toEqual(expected);
    expect(expected.length).toBe(64);
  });
});
