// A step of the machine as 20 bytes, against the table of docs/store.md, and back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULT_COUNT, Fault } from '../../firmware/power/faults';
import { Action, Cycle, type HotSwapInputs, type HotSwapState } from '../../firmware/power/hot-swap-state';
import { inputsOf, SAMPLE_BYTES, SampleWriter } from '../../firmware/power/step-sample';
import { milliseconds } from '../../firmware/units/time';
import { hotSwapInputs } from '../support/hot-swap';

const UNTIL = milliseconds(0x8123_4567);
const LATER = milliseconds(0x8123_ffff);
/** Each state, and what the table says of it: code, deadline, fault, flags (bit 0 stops to start again, bit 1 just arrived). */
const STATES: readonly (readonly [HotSwapState, code: number, deadline: number, fault: number, flags: number])[] = [
  [{ kind: 'absent' }, 0, 0, 0, 0],
  [{ kind: 'settling', until: UNTIL }, 1, UNTIL, 0, 0],
  [{ kind: 'off', arrived: false }, 2, 0, 0, 0],
  [{ kind: 'off', arrived: true }, 2, 0, 0, 2],
  // The end of the soft start: that of power-good follows from the limits.
  [{ kind: 'starting', until: UNTIL, powerGoodBy: LATER }, 3, UNTIL, 0, 0],
  [{ kind: 'waiting', powerGoodBy: UNTIL }, 4, UNTIL, 0, 0],
  [{ kind: 'on', stableAt: UNTIL }, 5, UNTIL, 0, 0],
  [{ kind: 'faulted', fault: Fault.overTemperature }, 6, 0, 10, 0],
  [{ kind: 'delaying', until: UNTIL }, 7, UNTIL, 0, 0],
  [{ kind: 'retrying', fault: Fault.storeFault, until: UNTIL }, 8, UNTIL, 21, 0],
  [{ kind: 'stopping', until: UNTIL, restart: false }, 9, UNTIL, 0, 0],
  [{ kind: 'stopping', until: UNTIL, restart: true }, 9, UNTIL, 0, 1],
];

const readings = fc.record({
  inputMillivolts: fc.nat(0xffff),
  outputMillivolts: fc.nat(0xffff),
  milliamps: fc.nat(0xffff),
});
const inputs: fc.Arbitrary<HotSwapInputs> = fc.record({
  present: fc.boolean(),
  gateOn: fc.boolean(),
  powerGood: fc.boolean(),
  wanted: fc.boolean(),
  graceful: fc.boolean(),
  halted: fc.boolean(),
  cycle: fc.constantFrom<Cycle>(...Object.values(Cycle)),
  fault: fc.nat(FAULT_COUNT - 1).map((fault) => fault as Fault),
});
/** Byte 16: present, latch on, power good, wanted, graceful, halted from bit 0 on; bits 7:6 the cycle. */
const inputByte = (of: HotSwapInputs): number =>
  [of.present, of.gateOn, of.powerGood, of.wanted, of.graceful, of.halted].reduce(
    (byte, each, bit) => byte + (each ? 2 ** bit : 0),
    of.cycle * 64,
  );

/** One for all, as in a box: it remembers the state that it saw last. */
const writer = new SampleWriter();

describe('a step', () => {
  it('is 20 bytes: 129 of them and a head of 128 fit in 11 pages', () => {
    expect([SAMPLE_BYTES, Math.ceil((128 + 129 * 20) / 256)]).toEqual([20, 11]);
  });

  it.each(STATES)(
    '%j: code %i, deadline %i, fault %i, flags %i, the rest as it was',
    (state, code, deadline, fault, flags) => {
      fc.assert(
        fc.property(readings, inputs, fc.integer(), fc.nat(7), fc.nat(5), (of, seen, now, retriesUsed, word) => {
          const at = 4 * word;
          const expected = Buffer.alloc(40, 0x5a);
          expected.writeInt32LE(now, at);
          expected.writeInt32LE(deadline, at + 4);
          expected.writeUInt16LE(of.inputMillivolts, at + 8);
          expected.writeUInt16LE(of.outputMillivolts, at + 10);
          expected.writeUInt16LE(of.milliamps, at + 12);
          expected.set([code, fault, inputByte(seen), seen.fault, retriesUsed, flags], at + 14);
          const words = new Int32Array(10).fill(0x5a5a5a5a);
          const bytes = new Uint8Array(words.buffer);
          writer.put(words, word, of, seen, { state, action: Action.none, retriesUsed }, milliseconds(now));
          expect(Buffer.from(bytes)).toEqual(expected);
          expect(inputsOf(bytes, at)).toEqual(seen);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('of a newer firmware with a cycle of its own is read as one without', () => {
    const bytes = new Uint8Array(SAMPLE_BYTES);
    bytes[16] = 0xc1;
    expect(inputsOf(bytes, 0)).toEqual({ ...hotSwapInputs({ wanted: false }), present: true });
  });
});
