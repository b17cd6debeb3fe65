// The version of the status registers: what tells the device to publish. A change without a new version never reaches the bus.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { STATUS_REGISTER_COUNT, type StatusRegister } from '../../firmware/pmbus/status-bits';
import { StatusRegisters } from '../../firmware/pmbus/status-registers';

const register = fc.nat(STATUS_REGISTER_COUNT - 1).map((index) => index as StatusRegister);
const bits = fc.nat(0xff);
type Step = (status: StatusRegisters) => void;

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(register, bits).map(
    ([r, b]): Step =>
      (status) =>
        status.raise(r, b),
  ),
  fc.tuple(register, bits, fc.boolean()).map(
    ([r, b, lasts]): Step =>
      (status) =>
        status.hold(r, b, lasts),
  ),
  fc.tuple(register, bits).map(
    ([r, b]): Step =>
      (status) =>
        status.clearBits(r, b),
  ),
  fc.tuple(fc.boolean(), fc.boolean()).map(
    ([off, good]): Step =>
      (status) =>
        status.setOutput(off, good),
  ),
  fc.nat(0xffff).map(
    (b): Step =>
      (status) =>
        status.clearWord(b),
  ),
  fc.constant<Step>((status) => status.clearAll()),
  fc.constant<Step>((status) => status.raiseBusy()),
);

/** All that a reader of the bus can see. */
function visible(status: StatusRegisters): string {
  const registers = Array.from({ length: STATUS_REGISTER_COUNT }, (_, i) => status.read(i as StatusRegister));
  return JSON.stringify([status.word(), ...registers]);
}

it('whatever a reader sees change has a new version', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const status = new StatusRegisters();
      for (const run of steps) {
        const [before, version] = [visible(status), status.version];
        run(status);
        if (visible(status) !== before) expect(status.version).not.toBe(version);
      }
    }),
  );
});

it('raising what is raised, or holding what is held, is no news: no version, no publishing on every tick', () => {
  const status = new StatusRegisters();
  status.raise(4, 0x80);
  status.hold(6, 0x40, true);
  status.setOutput(false, true);
  const { version } = status;
  status.raise(4, 0x80);
  status.hold(6, 0x40, true);
  status.hold(2, 0x10, false);
  status.setOutput(false, true);
  expect(status.version).toBe(version);
});

/** The law of section 10.2 as two sets per register: latched = what was raised and not cleared, never less than lasting. */
it('agrees with a model of two sets per register over any trace', () => {
  const event = fc.tuple(fc.constantFrom('raise', 'hold', 'release', 'clearBits', 'clearAll'), register, bits);
  fc.assert(
    fc.property(fc.array(event, { maxLength: 80 }), (events) => {
      const status = new StatusRegisters();
      const latched = Array<number>(STATUS_REGISTER_COUNT).fill(0);
      const lasting = Array<number>(STATUS_REGISTER_COUNT).fill(0);
      for (const [kind, r, b] of events) {
        if (kind === 'raise') status.raise(r, b);
        if (kind === 'hold' || kind === 'release') status.hold(r, b, kind === 'hold');
        if (kind === 'clearBits') status.clearBits(r, b);
        if (kind === 'clearAll') status.clearAll();
        model(kind, r, b, latched, lasting);
        expect(latched.map((_, i) => status.read(i as StatusRegister))).toEqual(latched);
      }
    }),
  );
});

function model(kind: string, r: number, b: number, latched: number[], lasting: number[]): void {
  if (kind === 'hold') lasting[r]! |= b;
  if (kind === 'release') lasting[r]! &= 0xff - b;
  if (kind === 'raise' || kind === 'hold') latched[r]! |= b;
  if (kind === 'clearBits') latched[r]! &= 0xff - b;
  if (kind === 'clearAll') latched.fill(0);
  for (let i = 0; i < latched.length; i++) latched[i]! |= lasting[i]!;
}
